package co.zencap.backup.cleanup;

import co.zencap.backup.repository.S3TestSettings;

class CleanupRoutesOnS3MockTest extends CleanupRoutesContract {
    private static final S3TestSettings SERVER = S3TestSettings.onS3Mock();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }
}
