package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** pg_receivewal takes up again only at a file that is empty or has its whole size. */
    @Test
    void whatOneHadOnlyBegunToMakeRoomForIsDeletedAndNothingThatHoldsLog() throws Exception {
        Path begun = Files.write(folder.resolve(name(9) + WalSegment.PARTIAL), new byte[5000]);
        byte[] log = new byte[5000];
        log[4999] = 1;
        Path held = Files.write(folder.resolve(name(8) + WalSegment.PARTIAL), log);
        Path room = Files.write(folder.resolve(name(7) + WalSegment.PARTIAL), new byte[1 << 20]);
        Path whole = Files.write(folder.resolve(name(6)), new byte[5000]);

        LeftReceiver.tidy(folder, 1 << 20);

        assertThat(begun).doesNotExist();
        assertThat(List.of(held, room, whole))
                .allSatisfy(file -> assertThat(file).exists());
    }

    private static String name(int number) {
        return new WalSegment(1, number, 1 << 20).name();
    }

    /** Called as pg_receivewal is; it ends with the pipe that we hold. */
    private static Process receiver(Path into) throws IOException {
        return new ProcessBuilder("sh", "-c", "read -r line", "pg_receivewal", "--directory=" + into, "--no-loop")
                .start();
    }
}
