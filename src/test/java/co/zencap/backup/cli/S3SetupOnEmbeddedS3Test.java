package co.zencap.backup.cli;

import co.zencap.backup.repository.S3TestSettings;
import java.util.List;

class S3SetupOnEmbeddedS3Test extends S3SetupContract {
    private static final S3TestSettings SERVER = S3TestSettings.onEmbeddedS3();

    @Override
    S3TestSettings server() {
        return SERVER;
    }

    @Override
    List<String> kept() {
        return List.of("bucket");
    }
}
