package co.zencap.backup.cleanup;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.S3TestSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class CleanupRoutesOnEmbeddedS3Test extends CleanupRoutesContract {
    private static EmbeddedS3 server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = EmbeddedS3.start(folder, 0, "backups");
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
