package co.zencap.backup.drill.check;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlCheckTest {
    private static PostgresUrl shop;
    private Connection connection;

    @BeforeAll
    static void aShop() {
        shop = TestCluster.createDatabase();
        TestCluster.execute(
                shop,
                """
                CREATE TABLE orders (id int PRIMARY KEY, paid boolean, note text, tags jsonb, at timestamptz);
                INSERT INTO orders SELECT i, i <> 3, 'note ' || i, '{"gift": 1}', '2026-03-01 12:00+00'
                FROM generate_series(1, 2000) i;
                CREATE FUNCTION sneaky() RETURNS int LANGUAGE sql AS 'DELETE FROM orders RETURNING 1';
                """);
    }

    @BeforeEach
    void connect() throws SQLException {
        connection = TestCluster.connect(shop);
    }

    @AfterEach
    void everythingIsAsBefore() throws SQLException {
        try (Connection used = connection;
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*), current_setting('statement_timeout') FROM orders")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(2000);
            assertThat(row.getString(2)).isEqualTo("0");
            assertThat(used.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aRightValuePasses() {
        assertPassed(run("expect: 2000", "SELECT count(*) FROM orders;"), "The query gave '2000'.");
        assertPassed(run("expect: f", "SELECT paid FROM orders WHERE id = 3"), "The query gave 'f'.");
        assertPassed(
                run("expect: 2026-03-01 12:00:00+00", "SELECT max(at) FROM orders"),
                "The query gave '2026-03-01 12:00:00+00'.");
        assertPassed(
                run("expect: 2000", "WITH g AS (SELECT FROM orders WHERE tags ? 'gift') SELECT count(*) FROM g"),
                "The query gave '2000'.");
    }

    @Test
    void anEndlessValueFails() throws SQLException {
        var limited = shop.jdbcProperties();
        limited.setProperty("maxResultBuffer", SqlCheck.MAX_RESULT_BUFFER);
        try (Connection other = DriverManager.getConnection(shop.jdbcUrl(), limited)) {
            CheckResult result =
                    check("expect: 1", "SELECT repeat('x', 200000000)").run(other);

            assertThat(result.passed()).isFalse();
            assertThat(result.detail()).contains("maxResultBuffer");
        }
    }

    @Test
    void aWrongValueFails() {
        assertFailed(run("expect: 0", "SELECT 1"), "The query gave '1'; expected '0'.");
        assertFailed(run("expect: NULL", "SELECT NULL"), "The query gave NULL; expected 'NULL'.");
        assertFailed(
                run("expect: 1", "VALUES (1), (2)"),
                "The query gave 2 rows: ('1'), ('2') instead of one value; expected '1'.");
        assertFailed(
                run("expect: 1", "SELECT 1, 'x'"),
                "The query gave 1 row: ('1', 'x') instead of one value; expected '1'.");
        assertFailed(
                run("expect: 1", "SELECT 1 WHERE false"), "The query gave 0 rows instead of one value; expected '1'.");
    }

    @Test
    void theRightNumberOfRowsPasses() {
        assertPassed(run("expect rows: 0", "SELECT 1 FROM orders WHERE note IS NULL"), "The query gave 0 rows.");
        assertPassed(run("expect rows: 1", "SELECT id FROM orders WHERE NOT paid"), "The query gave 1 row: ('3').");
        assertPassed(
                run("expect rows: > 1999", "SELECT id FROM orders ORDER BY id"),
                "The query gave 2000 rows: ('1'), ('2'), ('3'), ('4'), ('5') and 1995 more.");
    }

    @Test
    void theWrongNumberOfRowsFails() {
        assertFailed(
                run("expect rows: 0", "SELECT id, paid FROM orders WHERE id < 3 ORDER BY id"),
                "The query gave 2 rows: ('1', 't'), ('2', 't'); expected 0 rows.");
        assertFailed(
                run("expect rows: > 0", "SELECT id FROM orders WHERE id < 0"),
                "The query gave 0 rows; expected more than 0 rows.");
    }

    @Test
    void showsLittleOfWhatIsLongAndNothingThatATerminalObeys() {
        CheckResult wide = run("expect: x", "SELECT E'\\u001b[2J\\n' || repeat('w', 100000)");
        assertFailed(wide, "The query gave ' [2J " + "w".repeat(75) + "...'; expected 'x'.");

        CheckResult many = run("expect rows: 0", "SELECT o.*, o.*, o.* FROM orders o, generate_series(1, 100)");
        assertThat(many.detail()).startsWith("The query gave 200000 rows: (").contains("...), (");
        assertThat(many.detail().length()).isLessThan(2_000);
    }

    @Test
    void anErrorFailsWithTheServersWordsAndTheFilesLine() {
        assertFailed(
                run("expect: 0", "SELECT count(*)\nFROM nowhere"),
                "relation \"nowhere\" does not exist (line 4). HINT: name the schema too, as in shop.orders; a database's"
                        + " own search_path is not in its dump.");
        assertFailed(run("expect: 0", "SELECT 1 / (id - id) FROM orders"), "division by zero.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_sleep(60)",
                "SELECT pg_sleep(0.1) FROM orders",
                "SELECT set_config('statement_timeout', '0', false), pg_sleep(0.1) FROM orders"
            })
    void whatTakesTooLongIsEnded(String query) {
        CheckResult result = run("timeout: 700 ms\n-- expect rows: 1", query);
        assertFailed(
                result,
                "canceling statement due to statement timeout. It may take 700 ms. HINT: make the query faster, or allow"
                        + " it more, like -- timeout: 5 min.");
        assertThat(result.millis()).isBetween(650L, 10_000L);
    }

    @Test
    void writingIsRefusedInTheServersWords() {
        assertFailed(
                run("expect: 1", "SELECT sneaky()"),
                "cannot execute DELETE in a read-only transaction. HINT: a check is one query that begins with SELECT,"
                        + " VALUES or WITH, and writes nothing.");
        assertFailed(
                run("expect: 1", "DELETE FROM orders"),
                "syntax error at or near \"DELETE\" (line 3). HINT: a check is one query that begins with SELECT, VALUES"
                        + " or WITH, and writes nothing.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM orders",
                "WITH gone AS (DELETE FROM orders RETURNING 1) SELECT count(*) FROM gone",
                "SELECT sneaky()",
                "SELECT * INTO copy FROM orders",
                "SELECT id FROM orders FOR UPDATE",
                "SELECT set_config('transaction_read_only', 'off', false), sneaky()",
                "COPY orders TO PROGRAM 'cat'",
                "DO 'BEGIN DELETE FROM orders; END'",
                "COMMIT"
            })
    void writingIsRefused(String query) {
        CheckResult result = run("expect rows: > 0", query);
        assertThat(result.passed()).isFalse();
        assertThat(result.detail())
                .containsPattern("read-only|syntax error|data-modifying|INTO|read-write")
                .contains("HINT: a check is one query");
    }

    @Test
    void aSettingOfTheDatabaseMakesNoSecondStatementOfAText() throws Exception {
        String settings = "ALTER DATABASE " + shop.database();
        TestCluster.execute(shop, settings + " SET standard_conforming_strings = off");
        try (Connection other = TestCluster.connect(shop)) {
            SqlCheck check = check("expect rows: 1", "SELECT 'a\\', ';COMMIT;DELETE FROM orders --'");
            assertPassed(check.run(other), "The query gave 1 row: ('a\\', ';COMMIT;DELETE FROM orders --').");
        } finally {
            TestCluster.execute(shop, settings + " RESET standard_conforming_strings");
        }
    }

    @Test
    void aCheckMayTakeLongerThanTheConnectionWaitsOtherwise() throws Exception {
        try (Connection hasty = TestCluster.connect(shop)) {
            hasty.setNetworkTimeout(Runnable::run, 500);
            assertPassed(check("expect rows: 1", "SELECT pg_sleep(1)").run(hasty), "The query gave 1 row: ('').");
            assertThat(hasty.getNetworkTimeout()).isEqualTo(500);
        }
    }

    @Test
    void aLostServerFailsTheCheck() throws Exception {
        try (Connection lost = TestCluster.connect(shop)) {
            lost.close();
            assertFailed(check("expect: 1", "SELECT 1").run(lost), "This connection has been closed.");
        }
    }

    @Test
    void leavesATransactionOfOthersAlone() throws Exception {
        try (Connection busy = TestCluster.connect(shop)) {
            busy.setAutoCommit(false);
            assertFailed(
                    check("expect: 1", "SELECT 1").run(busy),
                    "The connection is in a transaction, which the check would end.");
        }
    }

    private CheckResult run(String directive, String query) {
        return check(directive, query).run(connection);
    }

    private static SqlCheck check(String directive, String query) {
        return CheckFile.parse("a.sql", "-- name: A\n-- " + directive + "\n" + query);
    }

    private static void assertPassed(CheckResult result, String detail) {
        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.passed()).isTrue();
    }

    private static void assertFailed(CheckResult result, String detail) {
        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.passed()).isFalse();
    }
}
