package co.zencap.backup.cleanup;

import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.S3MockServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class CleanupRoutesOnS3MockTest extends CleanupRoutesContract {
    private static S3MockServer server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = S3MockServer.start(folder, "backups");
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    protected S3TestSettings server() {
        return S3TestSettings.of(server);
    }
}
