package co.zencap.backup.cleanup;

import co.zencap.backup.repository.S3TestSettings;

class CleanupRoutesOnEmbeddedS3Test extends CleanupRoutesContract {
    private static final S3TestSettings SERVER = S3TestSettings.onEmbeddedS3();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }
}
