package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator may put a step before a cleanup's first, and it may fail: somebody is told all the same. */
class UnbegunCleanupTest {
    private static final String BEGIN = "- bean: {ref: cleanup, method: begin}";
    private static final String FAILING =
            "- throwException: {exceptionType: java.io.IOException, message: The step before it failed}";

    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void whatWasAskedForHasFailedAndTheNextCanBeAskedFor() throws Exception {
        try (TestService service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL", Databases.text(catalog)),
                routes -> routes.replace(BEGIN, FAILING + "\n        " + BEGIN))) {
            service.send("direct:clean-up", null);
            assertThat(alerts()).containsExactly("The step before it failed, of null");

            for (int time = 0; time < 2; time++) {
                Operation cleanup = service.await(ask(service));

                assertThat(cleanup.state()).isEqualTo(State.FAILED);
                Awaitility.await().untilAsserted(() -> assertThat(alerts())
                        .contains("The step before it failed, of " + cleanup.id()));
            }
        }
    }

    private static String ask(TestService service) throws Exception {
        var api = service.bean("retentionActions", RetentionActions.class);
        return Json.MAPPER
                .valueToTree(api.run("", "application/json", Caller.bootstrap("192.0.2.7"))
                        .body())
                .path("operationId")
                .asText();
    }

    private List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT detail || ', of ' || coalesce(operation_id, 'null') FROM zencap.backup_monitoring_alerts"
                        + " WHERE title = 'The cleanup failed'");
    }
}
