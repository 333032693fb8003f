package co.zencap.backup.rotation;

import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

/** A folder and a bucket. */
class S3RotationTest extends RotationContract {
    private final S3Connection connection =
            new S3Connection(S3TestSettings.onEmbeddedS3().prefix("backups"), Clock.systemUTC());

    @AfterEach
    void close() {
        connection.close();
    }

    @Override
    Repository empty() {
        return new S3Repository(connection);
    }
}
