package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As {@code archive_command} and {@code restore_command} call them. */
class WalCommandsTest extends AtTheShell {
    private static final long CLUSTER = 7000000000000000001L;
    private static final int SEGMENT = 1 << 20;
    private static final int STOP = 254;

    private Path data;

    @BeforeEach
    void makeCluster() throws IOException {
        data = Files.createDirectories(home.resolve("data"));
        Files.createDirectories(data.resolve("pg_wal"));
        Files.createDirectories(data.resolve("global"));
        Files.createDirectories(home.resolve("repository"));
        Files.write(
                data.resolve("global/pg_control"),
                ByteBuffer.allocate(64)
                        .order(ByteOrder.nativeOrder())
                        .putLong(CLUSTER)
                        .array());
        environment.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        environment.put("BACKUP_LOCAL_DIR", home.resolve("repository").toString());
        environment.put("POSTGRES_URL", "postgresql://backup@db/shop");
    }

    @Test
    void whatWasPushedIsFetched() throws IOException {
        String name = segment(3, 1);

        assertThat(wal("wal-push", "pg_wal/" + name)).as(terminal.err()).isEqualTo(ExitStatus.OK);
        assertThat(wal("wal-push", "pg_wal/" + name)).isEqualTo(ExitStatus.OK);
        assertThat(wal("wal-fetch", name, "pg_wal/RECOVERYXLOG")).isEqualTo(ExitStatus.OK);

        assertThat(Files.readAllBytes(data.resolve("pg_wal/RECOVERYXLOG")))
                .isEqualTo(Files.readAllBytes(data.resolve("pg_wal").resolve(name)));
        assertThat(home.resolve("repository/shop-base.wal/" + CLUSTER + "/" + name + ".zst.enc"))
                .isRegularFile();
    }

    @Test
    void anotherContentIsRefusedAndSaysWhy() throws IOException {
        String name = segment(3, 1);
        wal("wal-push", "pg_wal/" + name);
        segment(3, 2);

        assertThat(wal("wal-push", "pg_wal/" + name)).isEqualTo(ExitStatus.FAILED);
        assertThat(terminal.err()).contains("with another content", "HINT");
    }

    @Test
    void whatOneRepositoryGotAheadOfItsTurnAnotherGetsAsWell() throws IOException {
        String first = segment(3, 1);
        String second = segment(4, 2);
        Path waiting = Files.createDirectories(data.resolve("pg_wal/archive_status"));
        for (String name : List.of(first, second)) {
            Files.createFile(waiting.resolve(name + ".ready"));
        }
        assertThat(wal("wal-push", "pg_wal/" + first)).as(terminal.err()).isEqualTo(ExitStatus.OK);
        assertThat(home.resolve("repository/shop-base.wal/" + CLUSTER + "/" + second + ".zst.enc"))
                .as("ahead of its turn")
                .isRegularFile();

        environment.put(
                "BACKUP_LOCAL_DIR",
                Files.createDirectories(home.resolve("another")).toString());
        assertThat(wal("wal-push", "pg_wal/" + second)).as(terminal.err()).isEqualTo(ExitStatus.OK);

        assertThat(home.resolve("another/shop-base.wal/" + CLUSTER + "/" + second + ".zst.enc"))
                .isRegularFile();
    }

    /** PostgreSQL takes a status above 125 for a reason to stop, and any other for the end of the log. */
    @Test
    void whatIsNotThereIsNotTakenForWhatCantBeTold() throws IOException {
        wal("wal-push", "pg_wal/" + segment(3, 1));

        assertThat(wal("wal-fetch", new WalSegment(1, 4, SEGMENT).name(), "pg_wal/RECOVERYXLOG"))
                .isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(wal("wal-fetch", "00000002.history", "pg_wal/RECOVERYHISTORY"))
                .isEqualTo(ExitStatus.NOT_FOUND);

        environment.put("BACKUP_ENCRYPTION_KEY", "fedcba9876543210".repeat(4));
        assertThat(wal("wal-fetch", new WalSegment(1, 3, SEGMENT).name(), "pg_wal/RECOVERYXLOG"))
                .isEqualTo(STOP);
        assertThat(terminal.err()).contains("was not brought");
        environment.put("BACKUP_LOCAL_DIR", home.resolve("nowhere").toString());
        assertThat(wal("wal-fetch", new WalSegment(1, 3, SEGMENT).name(), "pg_wal/RECOVERYXLOG"))
                .isEqualTo(STOP);
        assertThat(data.resolve("pg_wal/RECOVERYXLOG")).doesNotExist();
    }

    private int wal(String command, String... arguments) {
        var all = new ArrayList<>(List.of(command, "--data", data.toString()));
        all.addAll(Arrays.asList(arguments));
        return zencap(all.toArray(String[]::new));
    }

    private String segment(int number, int seed) throws IOException {
        String name = new WalSegment(1, number, SEGMENT).name();
        Files.write(data.resolve("pg_wal").resolve(name), content(CLUSTER, number, seed));
        return name;
    }

    /** A segment of a cluster's log, with noise behind its header. */
    static byte[] content(long cluster, int number, int seed) {
        byte[] content = new byte[SEGMENT];
        new Random(seed).nextBytes(content);
        ByteBuffer.wrap(content)
                .order(ByteOrder.nativeOrder())
                .putLong(8, (long) number * SEGMENT)
                .putLong(24, cluster);
        return content;
    }
}
