package co.zencap.backup.recovery.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.RouteQueues;
import co.zencap.backup.api.TableResource;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many rows that to plan their copying back takes longer than whoever calls waits. */
class LargeCopyBackTest {
    private static final String JSON = "application/json";
    private static final Caller CALLER = Caller.bootstrap("192.0.2.7");
    private static final Duration ANSWER = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final PostgresUrl live = TestCluster.createDatabase();

    @Test
    void whatTakesTooLongToPlanIsCopiedBackAllTheSame() throws Exception {
        Databases.execute(
                live,
                "CREATE TABLE customers (id int PRIMARY KEY)",
                "CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers)",
                "INSERT INTO customers SELECT generate_series(1, 10)",
                "INSERT INTO orders SELECT i, i FROM generate_series(1, 10) i");
        StoredBackup backup = TableBackups.make(folder, live);
        Databases.execute(
                live,
                "DELETE FROM orders",
                "CREATE FUNCTION slowly(v int) RETURNS boolean LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_catalog.pg_sleep(0.3); RETURN true; END $$",
                "CREATE DOMAIN customer AS int CHECK (slowly(VALUE))",
                "ALTER TABLE orders ALTER customer TYPE customer");
        TableRecovery tables = TableBackups.tables(live, folder.resolve("tables"), Optional.empty(), ANSWER);
        String schema = tables.restore()
                .run(backup, List.of(TableWish.parse("orders")), List.of(), TableBackups.operation())
                .id();
        tables.comparison().run(schema, TableWish.parse("orders"));
        var operations = new Operations(Clock.systemUTC(), operation -> {});

        try (TestService service = service()) {
            TableResource resource = resource(service, tables, operations);
            assertThatThrownBy(() -> resource.copyBack(schema, null, "{\"dryRun\":true}", JSON, CALLER))
                    .satisfies(e -> {
                        ApiProblem problem = problem(409, e);
                        assertThat(problem.problem().detail()).contains("longer than 1 s");
                        assertThat(problem.problem().hint()).contains("confirm it");
                    });
            assertThatThrownBy(() -> resource.copyBack(schema, null, "{}", JSON, CALLER))
                    .satisfies(e -> problem(409, e));
            assertThatThrownBy(() -> resource.copyBack(
                            schema, null, "{\"confirmed\":true,\"database\":\"other\"}", JSON, CALLER))
                    .satisfies(
                            e -> assertThat(problem(412, e).problem().detail()).contains("and not other"));
            assertThat(operations.latest(10)).isEmpty();

            Answer started = resource.copyBack(
                    schema, null, "{\"confirmed\":true,\"database\":\"" + live.database() + "\"}", JSON, CALLER);

            Operation ended = ended(operations, started);
            assertThat(ended.problem()).isNull();
            assertThat(ended.result()).containsEntry("inserted", 10L);
        }
        assertThat(Databases.query(live, "SELECT count(*) FROM orders")).containsExactly("10");
    }

    /** Each of its statements may be quick enough, and all of them together not. */
    @Test
    void allStatementsOfAPlanTogetherHaveTheTimeThatOneHas() throws Exception {
        var patience = new LiveSession.Patience(Duration.ofSeconds(2), Duration.ofSeconds(30));
        try (LiveSession session = LiveSession.open(live, patience).within(ANSWER)) {
            session.number("SELECT 1 FROM pg_sleep(0.6)");
            session.number("SELECT 1 FROM pg_sleep(0.6)");
            assertThatThrownBy(() -> session.number("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(LiveSession.CANCELLED));
        }
        try (LiveSession session = LiveSession.open(live, patience).within(ANSWER)) {
            assertThatThrownBy(() -> session.number("SELECT 1 FROM pg_sleep(20)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(LiveSession.CANCELLED));
        }
    }

    private TestService service() throws Exception {
        return TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(live),
                        "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_TEST_AFTER_BACKUP", "false"));
    }

    private static TableResource resource(TestService service, TableRecovery tables, Operations operations) {
        var routes = service.camel().createProducerTemplate();
        return new TableResource(
                service.settings(),
                new TableRecoveries(service.settings(), live -> tables),
                operations,
                service.bean("backupSlots", BackupSlots.class),
                new RouteQueues(routes),
                routes,
                id -> Optional.empty());
    }

    private static Operation ended(Operations operations, Answer started) throws Exception {
        String id = Json.MAPPER
                .readTree(Json.MAPPER.writeValueAsBytes(started.body()))
                .path("operationId")
                .asText();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> operations.find(id).orElseThrow(), operation -> !operation.isRunning());
    }

    private static ApiProblem problem(int status, Throwable thrown) {
        assertThat(thrown).isInstanceOf(ApiProblem.class);
        assertThat(((ApiProblem) thrown).status()).as(thrown.getMessage()).isEqualTo(status);
        return (ApiProblem) thrown;
    }
}
