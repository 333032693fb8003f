package co.zencap.backup.repository.camel;

import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.UploadedArtifact.Confirmation;

class UploadRouteOnEmbeddedS3Test extends UploadRouteContract {

    private static final S3TestSettings SERVER = S3TestSettings.onEmbeddedS3();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }

    @Override
    protected Confirmation confirmation() {
        return Confirmation.READ_BACK;
    }
}
