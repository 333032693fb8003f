package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void aNodeThatNoScheduleMakesLookLooksByItself() throws Exception {
        var variables = Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(catalog),
                // Its timer does not fire while this runs.
                "BACKUP_SCHEDULE_HEALTH_CHECK",
                "0 0 0 1 1 ?");
        try (TestService service = TestService.start(
                folder,
                variables,
                routes ->
                        routes.replace("watch-health?period=60000&delay=60000", "watch-health?period=500&delay=100"))) {
            assertThat(service.camel().getRoute("watch-health")).isNotNull();

            // The schedule may not have been begun at that moment.
            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(Databases.query(
                            catalog, "SELECT component FROM zencap.backup_component_health WHERE state = 'up'"))
                    .contains("database", "catalog", "repository local"));
        }
    }
}
