package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table itself: whoever writes to it, in whatever order and session, the chain is one. */
class AuditTrailTest {
    private static final Path CHECK = Path.of("src/main/resources/co/zencap/backup/catalog/check-audit.sql");

    private final PostgresUrl catalog = TestCluster.createDatabase();

    @BeforeEach
    void migrate() {
        try (var tables = new Catalog(catalog, "zencap")) {
            tables.migrate();
        }
    }

    @Test
    void writersSideBySideMakeOneChain() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> writers = IntStream.range(0, 200)
                    .mapToObj(i -> (Callable<Void>) () -> {
                        write("id-" + i);
                        return null;
                    })
                    .toList();
            for (var written : threads.invokeAll(writers)) {
                written.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(check("rows")).isEqualTo("200");
        assertThat(check("intact")).isEqualTo("t");
    }

    @Test
    void aRowThatComesTwiceIsOne() throws Exception {
        write("one");
        write("one");
        write("two");

        assertThat(check("rows || ' ' || intact")).isEqualTo("2 true");
    }

    @Test
    void anEmptyTrailIsWhole() throws Exception {
        assertThat(check("rows || ' ' || intact")).isEqualTo("0 true");
    }

    @Test
    void theSettingsOfASessionChangeNothing() throws Exception {
        write("one");
        Databases.execute(
                catalog,
                "ALTER DATABASE " + catalog.database() + " SET timezone = 'Asia/Kolkata'",
                "ALTER DATABASE " + catalog.database() + " SET datestyle = 'SQL, DMY'",
                "ALTER DATABASE " + catalog.database() + " SET search_path = 'public'");
        write("two");

        assertThat(check("rows || ' ' || intact")).isEqualTo("2 true");
    }

    /** Text moved from one column to the next would read the same if it were merely strung together. */
    @Test
    void everyColumnCountsForItself() throws Exception {
        write("one");
        for (String change : List.of(
                "actor = 'ap', action = 'idelete-backup'",
                "backup_id = NULL",
                "bytes = 2",
                "at = at + interval '1 microsecond'",
                "hash = repeat('0', 64)",
                "previous_hash = repeat('1', 64)",
                "seq = 7")) {
            Databases.execute(
                    catalog,
                    "BEGIN",
                    "ALTER TABLE zencap.backup_audit DISABLE TRIGGER ALL",
                    "CREATE TABLE IF NOT EXISTS zencap.kept AS SELECT * FROM zencap.backup_audit",
                    "UPDATE zencap.backup_audit SET " + change,
                    "COMMIT");
            assertThat(check("intact")).as(change).isEqualTo("f");
            Databases.execute(
                    catalog,
                    "DELETE FROM zencap.backup_audit",
                    "INSERT INTO zencap.backup_audit SELECT * FROM zencap.kept");
            assertThat(check("intact")).isEqualTo("t");
        }
    }

    private void write(String id) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_audit (id, at, actor, action, target, repository, backup_id, bytes, reason)"
                        + " VALUES ('" + id + "', '2026-11-25T12:00:00Z', 'api', 'delete-backup', 'shop', 's3', 'b', 1,"
                        + " 'why') ON CONFLICT (id) DO NOTHING");
    }

    private String check(String what) throws Exception {
        String query = Files.readString(CHECK, StandardCharsets.UTF_8);
        try (var connection = Databases.connect(catalog);
                var sql = connection.createStatement()) {
            sql.execute("SET search_path = zencap");
            try (var rows = sql.executeQuery("SELECT " + what + " FROM (" + query + ") checked")) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
