package co.zencap.backup.repository;

import co.zencap.backup.demo.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class S3RepositoryOnEmbeddedS3Test extends RepositoryContract {

    private static EmbeddedS3 server;

    private S3Connection connection;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = EmbeddedS3.start(folder, 0, "backups");
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
