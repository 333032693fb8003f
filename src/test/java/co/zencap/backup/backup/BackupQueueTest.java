package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Due backups that their route does not take, as where somebody stopped it in the console. */
class BackupQueueTest {
    @TempDir
    Path folder;

    @Test
    void oneThatCanNotWaitHasFailedAndIsBegunAgain() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        PostgresUrl catalog = TestCluster.createDatabase();
        try (TestService service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_TARGET",
                        "shop",
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false"))) {
            var requests = service.bean("backupRequests", BackupRequests.class);
            service.camel().getRouteController().suspendRoute("run-backup");
            BlockingQueue<Exchange> queue = service.camel()
                    .getEndpoint("seda:run-backup", SedaEndpoint.class)
                    .getQueue();
            while (queue.offer(new DefaultExchange(service.camel()))) {
                assertThat(queue).hasSizeLessThanOrEqualTo(10_000);
            }
            BackupRequest refused = requests.of(Kind.DATABASE, "shop").orElseThrow();

            service.send("direct:begin-due-backups", List.of(refused));

            Operation ended = refused.operation().snapshot();
            assertThat(ended.state()).isEqualTo(State.FAILED);
            assertThat(ended.problem().detail()).contains("Queue full");
            Awaitility.await().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT title FROM zencap.backup_monitoring_alerts"))
                    .containsExactly("The backup of shop failed"));

            queue.clear();
            service.camel().getRouteController().resumeRoute("run-backup");
            BackupRequest again = requests.of(Kind.DATABASE, "shop").orElseThrow();
            service.send("direct:begin-due-backups", List.of(again));
            assertThat(service.await(again.operation().snapshot().id()).state()).isEqualTo(State.SUCCEEDED);
        }
    }
}
