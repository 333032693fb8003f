package co.zencap.backup.repository;

import co.zencap.backup.testing.S3MockServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class S3RepositoryOnS3MockTest extends RepositoryContract {

    private static S3MockServer server;

    private S3Connection connection;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = S3MockServer.start(folder, "backups");
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void connect() {
        connection = new S3Connection(S3TestSettings.of(server).prefix("test/" + UUID.randomUUID()));
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
