package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSenderTest {
    private static final String CLUSTER = "7000000000000000001";
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));
    private static final int SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    /** Between two goes the disks are looked after, however much has gathered. */
    @Test
    void whatHasGatheredIsSentInSeveralGoesTheOldestFirst() throws Exception {
        var repository = new LocalRepository(folder.resolve("repository"));
        Path received = Files.createDirectories(folder.resolve("received"));
        List<String> names =
                IntStream.rangeClosed(1, 20).mapToObj(WalSenderTest::name).toList();
        for (String name : names) {
            Files.write(received.resolve(name), new byte[SEGMENT]);
        }
        try (var sender = new WalSender(received, List.of(repository), "shop-base", CLUSTER, KEY)) {
            assertThat(sender.send(false)).isFalse();

            WalArchive archive = WalArchive.open(repository, "shop-base", CLUSTER, KEY);
            assertThat(archive.names()).containsExactlyElementsOf(names.subList(0, 8));
            assertThat(sender.backlog()).isEqualTo(12L * SEGMENT);
            Files.write(received.resolve(name(21) + WalSegment.PARTIAL), new byte[SEGMENT]);

            sender.sendAll();

            assertThat(archive.names()).containsAll(names).contains(name(21) + WalSegment.PARTIAL);
            assertThat(sender.backlog()).isZero();
        }
    }

    private static String name(int number) {
        return new WalSegment(1, number, SEGMENT).name();
    }
}
