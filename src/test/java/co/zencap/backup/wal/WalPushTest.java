package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalPushTest {
    private static final long CLUSTER = 7000000000000000001L;
    private static final int SEGMENT = 1 << 20;
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));

    @TempDir
    Path folder;

    private Path data;
    private Path done;
    private WalArchive archive;
    private WalPush push;

    @BeforeEach
    void makeCluster() throws IOException {
        data = folder.resolve("data");
        done = folder.resolve("done");
        Files.createDirectories(data.resolve("pg_wal/archive_status"));
        Files.createDirectories(data.resolve("global"));
        Files.write(
                data.resolve("global/pg_control"),
                ByteBuffer.allocate(64)
                        .order(ByteOrder.nativeOrder())
                        .putLong(CLUSTER)
                        .array());
        archive = WalArchive.openOrBegin(
                new LocalRepository(folder.resolve("repository")), "shop-base", String.valueOf(CLUSTER), KEY);
        push = new WalPush(() -> archive, new ClusterFiles(data), done);
    }

    @Test
    void whatTheServerHandsOverIsStoredAndWhatComesNextAsWell() throws Exception {
        Path first = segment(1, 1);
        Path second = segment(2, 2);
        Path third = segment(3, 3);
        ready(first, second, third);

        push.push(first);

        assertThat(archive.names()).containsExactly(name(1), name(2), name(3));
        assertThat(archive.read(name(3)).orElseThrow()).isEqualTo(Files.readAllBytes(third));
        assertThat(marks()).containsExactly(name(2), name(3));
        push.push(second);
        push.push(third);
        assertThat(marks()).isEmpty();
    }

    @Test
    void aCallThatWasCutOffIsRepeatedWithoutHarm() throws Exception {
        Path first = segment(1, 1);
        push.push(first);

        push.push(first);

        assertThat(archive.names()).containsExactly(name(1));
    }

    @Test
    void anotherContentIsRefusedAlsoWhenItWasStoredAhead() throws Exception {
        Path first = segment(1, 1);
        Path second = segment(2, 2);
        ready(first, second);
        push.push(first);
        byte[] stored = Files.readAllBytes(second);

        segment(2, 99);

        assertThatThrownBy(() -> push.push(second)).isInstanceOf(WalConflict.class);
        assertThat(archive.read(name(2)).orElseThrow()).isEqualTo(stored);
    }

    @Test
    void whatIsOfAnotherClusterOrPlaceOrNotWholeIsRefused() throws Exception {
        Path first = segment(1, 1);
        byte[] good = Files.readAllBytes(first);

        byte[] foreign = good.clone();
        foreign[24] ^= 1;
        Files.write(first, foreign);
        assertThatThrownBy(() -> push.push(first)).hasMessageContaining("that of another cluster");

        Path misplaced = Files.write(data.resolve("pg_wal").resolve(name(5)), good);
        assertThatThrownBy(() -> push.push(misplaced)).hasMessageContaining("another part of the log");

        Files.write(first, Arrays.copyOf(good, 5000));
        assertThatThrownBy(() -> push.push(first)).hasMessageContaining("not whole");
        assertThat(archive.names()).isEmpty();
    }

    @Test
    void whatFailsAheadDoesNotKeepTheServersOwnFromBeingStored() throws Exception {
        Path first = segment(1, 1);
        Path second = segment(2, 2);
        Files.write(second, new byte[100]);
        ready(first, second);

        push.push(first);

        assertThat(archive.names()).containsExactly(name(1));
        assertThat(marks()).isEmpty();
    }

    @Test
    void theBeginningGoesWhenTheWholeIsThere() throws Exception {
        archive.storePartial(name(1), new byte[SEGMENT]);

        push.push(segment(1, 1));

        assertThat(archive.names()).containsExactly(name(1));
    }

    @Test
    void aServerGetsBackWhatItGaveOrTheBeginningThatThereIs() throws Exception {
        Path first = segment(1, 1);
        push.push(first);
        archive.storePartial(name(2), Files.readAllBytes(segment(2, 2)));
        var fetch = new WalFetch(archive);
        Path to = data.resolve("pg_wal/RECOVERYXLOG");

        assertThat(fetch.fetch(name(1), to)).isTrue();
        assertThat(Files.readAllBytes(to)).isEqualTo(Files.readAllBytes(first));
        assertThat(fetch.fetch(name(2), to)).isTrue();
        assertThat(Files.size(to)).isEqualTo(SEGMENT);
        Files.delete(to);
        assertThat(fetch.fetch(name(3), to)).isFalse();
        assertThat(fetch.fetch("00000002.history", to)).isFalse();
        try (Stream<Path> files = Files.list(data.resolve("pg_wal"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("archive_status", name(1), name(2));
        }
    }

    private void ready(Path... files) throws IOException {
        for (Path file : files) {
            Files.writeString(data.resolve("pg_wal/archive_status").resolve(file.getFileName() + ".ready"), "");
        }
    }

    private Stream<String> marks() throws IOException {
        if (!Files.isDirectory(done)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(done)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static String name(int number) {
        return new WalSegment(1, number, SEGMENT).name();
    }

    /** With the header that PostgreSQL writes on a segment's first page. */
    private Path segment(int number, int seed) throws IOException {
        byte[] content = new byte[SEGMENT];
        new Random(seed).nextBytes(content);
        ByteBuffer.wrap(content)
                .order(ByteOrder.nativeOrder())
                .putShort(0, (short) 0xD110)
                .putInt(4, 1)
                .putLong(8, (long) number * SEGMENT)
                .putLong(24, CLUSTER);
        return Files.write(data.resolve("pg_wal").resolve(name(number)), content);
    }
}
