package co.zencap.backup.cli;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.S3TestSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class S3SetupOnEmbeddedS3Test extends S3SetupContract {
    @TempDir
    static Path folder;

    private static EmbeddedS3 server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedS3.start(folder, 0, "backups");
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
        return List.of("bucket");
    }
}
