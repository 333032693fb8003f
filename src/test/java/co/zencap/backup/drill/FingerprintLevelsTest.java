package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restoration test finds, and says, at each level of the fingerprint: on the real routes, with a changed sandbox. */
class FingerprintLevelsTest {
    private static final String COMPARE = "        - bean: {ref: databaseTest, method: compare}";

    private static volatile String[] changes = {};

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    /** Stands in the route between restore and comparison. */
    public static final class Change {
        public static void change(@org.apache.camel.ExchangeProperty("testRun") TestRun run) {
            Databases.execute(run.sandbox().url(), changes);
        }
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void countsFindAMissingRowAndNoChangedCell() throws Exception {
        Databases.fill(source);
        Databases.execute(source, "SELECT lo_from_bytea(77, 'content')");
        Operation backup = backUp("counts");
        assertThat(backup.result()).containsEntry("fingerprint", "counts").containsEntry("rows", 7000L);

        Operation changed = test(backup, "UPDATE orders SET body = '{}' WHERE id = 2500");

        assertThat(changed.problem()).isNull();
        assertThat(changed.result()).containsEntry("rows", 7000L).containsEntry("contentCompared", false);
        assertThat(Databases.query(catalog, "SELECT certificate FROM zencap.backup_restoration_tests"))
                .singleElement()
                .asString()
                .containsPattern("\"contentCompared\"\\s*:\\s*false");

        Operation missing = test(backup, "DELETE FROM orders WHERE id = 17", "SELECT lo_unlink(77)");

        assertThat(missing.state()).isEqualTo(State.FAILED);
        assertThat(missing.problem().detail())
                .contains("content was not compared", "public.orders has 4,999 rows; 5,000 were expected.")
                .contains("There are 0 large objects; 1 were expected.");
    }

    @Test
    void withoutAFingerprintNothingIsProved() throws Exception {
        Databases.fill(source);

        Operation test = test(backUp("off"));

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("has no fingerprint", "HINT:", "BACKUP_FINGERPRINT=full");
    }

    @Test
    void differingRowsAreNamedByTheirKeys() throws Exception {
        Databases.fill(source);
        Databases.execute(
                source,
                "CREATE TABLE \"Lines; \"\"x\" (\"Order, no\" int, line text, twice int GENERATED ALWAYS AS (2) STORED,"
                        + " v float8, PRIMARY KEY (line, \"Order, no\"))",
                "INSERT INTO \"Lines; \"\"x\" (\"Order, no\", line, v) SELECT i, E'a\\tb', 0.1 FROM generate_series(1, 100) i",
                "CREATE TABLE keyless AS SELECT 1 AS a");
        Operation backup = backUp("full");

        Operation test = test(
                backup,
                "DELETE FROM orders WHERE id IN (17, 18)",
                "UPDATE orders SET body = '{}' WHERE id = 2500",
                "INSERT INTO orders VALUES (9001)",
                "UPDATE \"Lines; \"\"x\" SET v = 0.2 WHERE \"Order, no\" > 90",
                "UPDATE keyless SET a = 2");

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().detail())
                .contains("Table public.orders has 4,999 rows; 5,000 were expected."
                        + " Missing: id=17, id=18. Changed: id=2500. Unexpected: id=9001.")
                .contains("Changed: (line=a?b, Order, no=91), (line=a?b, Order, no=92),")
                .contains("no=95). And more.")
                .contains("No keys are given: the table has no key.");
        assertThat(Databases.query(catalog, "SELECT differences::text FROM zencap.backup_restoration_tests"))
                .singleElement()
                .asString()
                .contains("Missing: id=17");
    }

    @Test
    void aDifferenceIsNamedThoughItsKeysCanNotBeFound() throws Exception {
        Databases.fill(source);

        Operation test = test(
                backUp("full"),
                "DELETE FROM orders WHERE id = 17",
                "ALTER TABLE orders ALTER COLUMN body TYPE int USING 1");

        assertThat(test.problem().detail())
                .contains("Table public.orders has 4,999 rows; 5,000 were expected. No keys are given, because"
                        + " the server could not find them (SQLSTATE 22P02).")
                .doesNotContain("total");
    }

    private Operation backUp(String level) throws Exception {
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "TEST_POSTGRES_URL",
                                Databases.text(TestCluster.sandbox().url("postgres")),
                        "BACKUP_TEST_AFTER_BACKUP", "false",
                        "BACKUP_FINGERPRINT", level),
                routes -> routes.replace(
                        COMPARE,
                        "        - bean: {beanType: " + Change.class.getName() + ", method: change}\n" + COMPARE));
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        service.awaitProof(backup.id());
        return backup;
    }

    private Operation test(Operation backup, String... inTheSandbox) {
        changes = inTheSandbox;
        return service.test(TestType.QUICK, TestService.ref(backup));
    }
}
