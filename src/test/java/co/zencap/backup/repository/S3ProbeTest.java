package co.zencap.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.testing.S3MockServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ProbeTest {

    @TempDir
    Path folder;

    @Test
    void embedded() throws IOException {
        try (EmbeddedS3 server = EmbeddedS3.start(folder, 0, "backups")) {
            print(new S3Probe(S3TestSettings.of(server).prefix("p")).run());
        }
    }

    @Test
    void mock() throws IOException {
        try (S3MockServer server = S3MockServer.start(folder, "backups")) {
            print(new S3Probe(S3TestSettings.of(server).prefix("p")).run());
        }
    }

    private void print(S3Capabilities can) {
        System.out.println(can.writeMode() + " " + can.multipartChecksum());
        can.answers().forEach((q, a) -> System.out.println(q + " " + a));
        assertThat(can).isNotNull();
    }
}
