package co.zencap.backup.cli;

import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.S3MockServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3SetupOnS3MockTest extends S3SetupContract {
    @TempDir
    static Path folder;

    private static S3MockServer server;

    @BeforeAll
    static void start() throws Exception {
        server = S3MockServer.start(folder, "backups");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    S3TestSettings server() {
        return S3TestSettings.of(server);
    }

    @Override
    List<String> kept() {
        return List.of("bucket", "versioning", "lifecycle BackupLifecycle", "lifecycle BackupLeftovers");
    }
}
