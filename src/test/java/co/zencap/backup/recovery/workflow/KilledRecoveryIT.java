package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service dies at each step of a recovery; what the next start makes of that. */
class KilledRecoveryIT {
    private static final String RECOVER =
            "{\"confirmed\":true,\"recoveryType\":\"database_only\",\"withoutSafetyBackup\":true}";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void beforeTheSwapItIsCleanedUpAndAfterItGoesOn() throws Exception {
        Databases.fill(source);
        try (TestService service = start()) {
            assertThat(service.backup().problem()).isNull();
        }
        Databases.execute(source, "DROP TABLE orders", "CREATE TABLE only_live (id int)");

        for (String step : List.of("preflight", "restore", "verify", "analyze", "swap")) {
            kill("recoverySteps", step, true, RECOVER);
            assertThat(databases("restored"))
                    .hasSize(List.of("preflight", "restore").contains(step) ? 0 : 1);
            try (TestService service = start()) {
                awaitState("failed");
                assertThat(databases("")).as("left before %s", step).isEmpty();
                assertThat(tables()).containsExactly("only_live");
                Awaitility.await().untilAsserted(() -> assertThat(lastAlert())
                        .contains("was cut off", "Production is as it was"));
                Awaitility.await()
                        .untilAsserted(() -> assertThat(openIncidents()).isEmpty());
            }
        }

        kill("recoverySteps", "swap", false, RECOVER);
        requireGoneOnWith();
        kill("recoveryUndo", "swapBack", true, undo());
        try (TestService service = start()) {
            awaitState("succeeded");
            assertThat(tables()).containsExactly("orders");
            Operation undone = Recoveries.run(service, undo());
            assertThat(undone.problem()).isNull();
            assertThat(tables()).containsExactly("only_live");
        }
        kill("recoverySteps", "check", true, RECOVER);
        requireGoneOnWith();
        kill("recoveryUndo", "swapBack", false, undo());
        try (TestService service = start()) {
            awaitState("undone");
            assertThat(tables()).containsExactly("only_live");
        }
        kill("recoveryEndings", "finish", true, RECOVER);
        requireGoneOnWith();
    }

    private void requireGoneOnWith() throws Exception {
        assertThat(tables()).containsExactly("orders");
        try (TestService service = start()) {
            awaitState("succeeded");
            assertThat(tables()).containsExactly("orders");
            Awaitility.await().untilAsserted(() -> {
                assertThat(Databases.query(
                                catalog,
                                "SELECT o.state FROM zencap.backup_operations o JOIN zencap.backup_recoveries r"
                                        + " ON r.operation_id = o.parent_id ORDER BY o.started_at DESC LIMIT 1"))
                        .containsExactly("succeeded");
                assertThat(openIncidents()).isEmpty();
            });
            assertThat(service.backup().problem()).isNull();
        }
    }

    private String undo() {
        return "{\"confirmed\":true,\"undo\":\""
                + Databases.query(catalog, "SELECT id FROM zencap.backup_recoveries ORDER BY started_at DESC LIMIT 1")
                        .get(0)
                + "\"}";
    }

    private TestService start() throws Exception {
        return Recoveries.start(folder, source, catalog, routes -> routes, Map.of());
    }

    private void kill(String bean, String method, boolean before, String options)
            throws IOException, InterruptedException {
        assertThat(SuddenStop.run(
                        folder,
                        Map.of(SuddenStop.SOURCE, Databases.text(source), SuddenStop.CATALOG, Databases.text(catalog)),
                        bean,
                        method,
                        before,
                        options))
                .as("killed at %s", method)
                .isEqualTo(SuddenStop.STATUS);
    }

    private void awaitState(String state) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT state FROM zencap.backup_recoveries ORDER BY started_at DESC LIMIT 1"))
                .containsExactly(state));
    }

    private List<String> openIncidents() {
        return Databases.query(
                catalog,
                "SELECT title FROM zencap.backup_monitoring_alerts WHERE resolved_at IS NULL AND title LIKE '%has begun'");
    }

    private String lastAlert() {
        return Databases.query(
                        catalog,
                        "SELECT title || ' ' || detail FROM zencap.backup_monitoring_alerts"
                                + " WHERE cause LIKE '%/cut off dr%' ORDER BY at DESC LIMIT 1")
                .stream()
                .findFirst()
                .orElse("");
    }

    private List<String> tables() {
        return Databases.query(
                source, "SELECT relname FROM pg_class WHERE relname IN ('orders', 'only_live') ORDER BY 1");
    }

    private List<String> databases(String infix) {
        return Databases.query(
                catalog,
                "SELECT datname FROM pg_database WHERE datname LIKE '" + source.database() + "\\_" + infix + "%'");
    }
}
