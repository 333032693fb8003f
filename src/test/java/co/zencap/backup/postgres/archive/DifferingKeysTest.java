package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.archive.TestServer.Database;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows that differ are named, or why they are not; here the database changes after its own dump. */
class DifferingKeysTest {
    @TempDir
    Path folder;

    private Path archive;
    private Database database;
    private Fingerprint dumped;

    @BeforeEach
    void dump() throws Exception {
        database = TestServer.createDatabase();
        database.execute(
                "CREATE TABLE uniques (a int UNIQUE, code text NOT NULL UNIQUE, v text)",
                "INSERT INTO uniques SELECT i, i || E'\\n\\u202e' || repeat('x', 1000), '\\.' FROM generate_series(1, 9) i",
                "CREATE TABLE days (day date, v int, PRIMARY KEY (day)) PARTITION BY RANGE (day)",
                "CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
                "CREATE TABLE days_2 PARTITION OF days DEFAULT",
                "INSERT INTO days SELECT date '2020-12-01' + i, i FROM generate_series(0, 60) i",
                "CREATE TABLE many (id int PRIMARY KEY, t text)",
                "INSERT INTO many SELECT i, 't' || i FROM generate_series(1, 200000) i");
        archive = folder.resolve("dump");
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = java.nio.channels.Channels.newOutputStream(file);
                FingerprintTap tap = new FingerprintTap(out)) {
            database.dump(tap, "--load-via-partition-root");
            Archive read = tap.result();
            ArchiveOffsets.write(file, read);
            dumped = read.fingerprint();
        }
    }

    @Test
    void anotherKeyThanThePrimaryOneWillDoAndItsValuesAreCutAndHarmless() throws Exception {
        database.execute("DELETE FROM uniques WHERE a = 5");

        assertThat(explained(Long.MAX_VALUE, Duration.ofMinutes(1)))
                .singleElement()
                .asString()
                .isEqualTo("Table public.uniques has 8 rows; 9 were expected. Missing: code=5??" + "x".repeat(77)
                        + "\u2026.");
    }

    @Test
    void rowsThatWentIntoTheDumpThroughAPartitionedTable() throws Exception {
        database.execute(
                "UPDATE days SET v = -1 WHERE day = '2020-12-24'",
                "DELETE FROM days WHERE day = '2021-01-06'",
                "INSERT INTO days VALUES ('2031-01-01')");

        assertThat(explained(Long.MAX_VALUE, Duration.ofMinutes(1)))
                .singleElement()
                .asString()
                .contains("Missing: day=2021-01-06. Changed: day=2020-12-24. Unexpected: day=2031-01-01.");
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        database.execute("DELETE FROM many WHERE id = 5");
        explained(Long.MAX_VALUE, Duration.ofMinutes(1));

        org.awaitility.Awaitility.await().untilAsserted(() -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet found =
                            statement.executeQuery("SELECT count(*) FROM pg_class WHERE relname = 'zencap_witness'")) {
                found.next();
                assertThat(found.getInt(1)).isZero();
            }
        });
    }

    @Test
    void aDifferenceStandsWhateverHappensToTheSearch() throws Exception {
        database.execute("DELETE FROM many WHERE id = 5");
        String difference = "Table public.many has 199,999 rows; 200,000 were expected. ";

        assertThat(explained(1_000_000, Duration.ofMinutes(1)))
                .containsExactly(difference + "No keys are given: there is too little free space to find them.");
        assertThat(explained(Long.MAX_VALUE, Duration.ofMillis(5)))
                .containsExactly(
                        difference + "No keys are given, because finding them took longer than the limit of 5 ms.");
        Files.write(archive, new byte[100]);
        assertThat(explained(Long.MAX_VALUE, Duration.ofMinutes(1)))
                .singleElement()
                .asString()
                .startsWith(difference + "No keys are given, because the archive's rows can't be read: ");
    }

    private List<String> explained(long room, Duration limit) throws Exception {
        Fingerprint now = DatabaseScan.of(database.dataSource(), database.psql(), dumped, 2);
        return new DifferingKeys(database.dataSource(), archive, dumped, room, limit)
                .explain(dumped.differences(now)).stream()
                        .map(Difference::sentence)
                        .toList();
    }
}
