package co.zencap.backup.repository;

import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class S3RepositoryOnS3MockTest extends RepositoryContract {

    private static final S3TestSettings SERVER = S3TestSettings.onS3Mock();

    private S3Connection connection;

    @BeforeEach
    void connect() {
        connection = new S3Connection(SERVER.prefix("test/" + UUID.randomUUID()), Clock.systemUTC());
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    @Override
    protected Repository repository() {
        return new S3Repository(connection);
    }
}
