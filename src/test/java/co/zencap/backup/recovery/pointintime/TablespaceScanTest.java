package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.recovery.pointintime.TablespaceScan.Made;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the log of a real server. */
class TablespaceScanTest {
    private static final int TABLESPACES = 60;
    private static final long SEGMENT = 16 << 20;

    private static final Instant begun = Instant.now().minusSeconds(1);
    private static Path home;
    private static final List<String> folders = new ArrayList<>();
    private static final List<Lsn> before = new ArrayList<>();
    private static final Map<WalSegment, byte[]> log = new TreeMap<>(Comparator.comparingLong(WalSegment::number));

    @BeforeAll
    static void writeALog() throws Exception {
        home = TestCluster.newHome();
        var random = new Random(20261126);
        try (LocalCluster server = Machine.start(home, Map.of("wal_keep_size", "2GB", "max_wal_size", "4GB"))) {
            PostgresUrl database = server.createDatabase("shop");
            for (int i = 0; i < TABLESPACES; i++) {
                // Records of any length, so that those of tablespaces begin at any place of a page.
                Databases.query(
                        database,
                        "SELECT pg_logical_emit_message(false, 'z', repeat('x', " + random.nextInt(3_000_000) + "))");
                Path folder = Files.createDirectory(home.resolve("space" + "-long".repeat(i % 40) + i));
                Files.setOwner(folder, Files.getOwner(home.resolve("data")));
                before.add(Lsn.parse(Databases.query(database, "SELECT pg_current_wal_insert_lsn()")
                        .get(0)));
                Databases.execute(database, "CREATE TABLESPACE space" + i + " LOCATION '" + folder + "'");
                folders.add(folder.toString());
                Databases.execute(database, "DROP TABLESPACE space" + i);
            }
            Databases.query(database, "SELECT pg_switch_wal()");
            Databases.execute(database, "CHECKPOINT");
        }
        try (Stream<Path> files = Files.list(home.resolve("data/pg_wal"))) {
            for (Path file : files.toList()) {
                Optional<WalSegment> segment =
                        WalSegment.parse(file.getFileName().toString(), SEGMENT);
                if (segment.isPresent()) {
                    log.put(segment.get(), Files.readAllBytes(file));
                }
            }
        }
        assertThat(log).hasSizeGreaterThan(4);
    }

    @AfterAll
    static void delete() throws Exception {
        FileTree.delete(home);
    }

    /** Each in turn is the first that is asked for. */
    @Test
    void findsEachOfThemWhereverItBegins() {
        for (int i = 0; i < TABLESPACES; i++) {
            Optional<Made> first = first(before.get(i));

            assertThat(first).as("tablespace %s", i).isPresent();
            assertThat(first.get().folder()).isEqualTo(folders.get(i));
            assertThat(first.get().at()).isGreaterThanOrEqualTo(before.get(i));
        }
    }

    @Test
    void findsNoneInALogWithout() {
        assertThat(first(new Lsn(Long.MAX_VALUE))).isEmpty();
    }

    /** The server may ask again, after it has looked elsewhere. */
    @Test
    void findsItAgainInTheSameSegment() {
        Made made = first(before.get(0)).orElseThrow();
        var scan = new TablespaceScan(before.get(0));
        WalSegment segment = WalSegment.of(1, made.at(), SEGMENT);

        assertThat(scan.scan(segment, log.get(segment))).contains(made);
        assertThat(scan.scan(segment, log.get(segment))).contains(made);
    }

    @Test
    void tellsWhenTheNextTransactionEnded() {
        Made made = first(before.get(0)).orElseThrow();

        assertThat(made.next()).hasValueSatisfying(time -> assertThat(time).isBetween(begun, Instant.now()));
    }

    private static Optional<Made> first(Lsn from) {
        var scan = new TablespaceScan(from);
        for (Map.Entry<WalSegment, byte[]> each : log.entrySet()) {
            Optional<Made> made = scan.scan(each.getKey(), each.getValue());
            if (made.isPresent()) {
                return made;
            }
        }
        return Optional.empty();
    }
}
