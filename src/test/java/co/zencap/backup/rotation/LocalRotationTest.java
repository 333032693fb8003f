package co.zencap.backup.rotation;

import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import java.io.IOException;

/** Two folders. */
class LocalRotationTest extends RotationContract {
    @Override
    Repository empty() throws IOException {
        return DyingRepository.named("other", new LocalRepository(folder.resolve("other")));
    }
}
