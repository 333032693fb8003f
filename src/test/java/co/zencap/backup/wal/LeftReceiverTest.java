package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftReceiverTest {
    @TempDir
    Path folder;

    @Test
    void whatReceivesIntoOurFolderIsEndedAndNothingElse() throws Exception {
        Process left = receiver(folder.resolve("7000000000000000001"));
        Process others = receiver(folder.resolve("7000000000000000001-of-others"));
        try {
            LeftReceiver.end(folder.resolve("7000000000000000001"));

            assertThat(left.isAlive()).isFalse();
            assertThat(others.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            others.destroyForcibly();
        }
    }

    /** Called as pg_receivewal is; it ends with the pipe that we hold. */
    private static Process receiver(Path into) throws IOException {
        return new ProcessBuilder("sh", "-c", "read -r line", "pg_receivewal", "--directory=" + into, "--no-loop")
                .start();
    }
}
