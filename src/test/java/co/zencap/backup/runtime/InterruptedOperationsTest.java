package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A starting node says what was cut off, and leaves alone what other nodes are doing. */
class InterruptedOperationsTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void onlyWhatNobodyDoesAnyMoreIsMarked() throws Exception {
        String node;
        try (TestService service = start()) {
            service.backup();
            node = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> Databases.query(catalog, "SELECT node FROM zencap.backup_nodes"),
                            nodes -> !nodes.isEmpty())
                    .get(0);
        }
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_nodes VALUES ('alive', now() + interval '1 hour'), ('dead', now() - interval '11 minutes')");
        insert("ours", node, 1);
        insert("of one that is alive", "alive", 60);
        insert("of one that died", "dead", 60);
        insert("of one that nobody has seen yet", "new", 1);

        try (TestService service = start()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Databases.query(
                            catalog, "SELECT id FROM zencap.backup_operations WHERE state = 'failed' ORDER BY id"))
                    .containsExactly("of one that died", "ours"));
        }
        assertThat(Databases.query(
                        catalog, "SELECT operation_id FROM zencap.backup_monitoring_alerts ORDER BY operation_id"))
                .containsExactly("of one that died", "ours");
    }

    private void insert(String id, String node, int minutesAgo) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, node) VALUES ('" + id
                        + "', 'backup', '" + source.database().replace('_', '-')
                        + "', 'running', 'dump', now() - interval '" + minutesAgo
                        + " minutes', '" + node + "')");
    }

    private TestService start() throws Exception {
        return TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "BACKUP_TARGET", source.database().replace('_', '-'),
                        "BACKUP_TEST_AFTER_BACKUP", "false"));
    }
}
