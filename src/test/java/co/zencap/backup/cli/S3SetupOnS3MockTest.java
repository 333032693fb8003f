package co.zencap.backup.cli;

import co.zencap.backup.repository.S3TestSettings;
import java.util.List;

class S3SetupOnS3MockTest extends S3SetupContract {
    private static final S3TestSettings SERVER = S3TestSettings.onS3Mock();

    @Override
    S3TestSettings server() {
        return SERVER;
    }

    @Override
    List<String> kept() {
        return List.of("bucket", "versioning", "lifecycle BackupLifecycle", "lifecycle BackupLeftovers");
    }
}
