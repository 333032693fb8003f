package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.component.quartz.QuartzComponent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void theLocalRepositoryAndTheSchedulerAreVitalAndOthersAreNot() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        try (TestService service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog)))) {
            var registry = service.camel().getRegistry();
            var scheduler = service.camel()
                    .getComponent("quartz", QuartzComponent.class)
                    .getScheduler();
            Awaitility.await().until(() -> scheduler.isStarted() && !scheduler.isInStandbyMode());
            var watch = registry.lookupByNameAndType("healthWatch", HealthWatch.class);
            assertThat(watch.sightings().alerts()).noneMatch(alert -> alert.level() == Level.CRITICAL);

            scheduler.standby();
            Files.move(folder.resolve("repository"), folder.resolve("elsewhere"));
            Databases.execute(catalog, "DROP DATABASE " + source.database() + " WITH (FORCE)");

            assertThat(watch.sightings().alerts())
                    .extracting(alert -> alert.level() + " " + alert.problem().title())
                    .contains(
                            "CRITICAL The scheduler can't be used",
                            "CRITICAL The repository local can't be used",
                            "ERROR The database can't be used");
        }
    }

    @Test
    void aNodeThatNoScheduleMakesLookLooksByItself() throws Exception {
        var variables = Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(catalog),
                // Its timer does not fire while this runs.
                "BACKUP_SCHEDULE_HEALTH_CHECK",
                "0 0 0 1 1 ?");
        try (TestService service = TestService.start(folder, variables, routes -> routes.replace(
                        "watch-health?period=60000&delay=60000", "watch-health?period=500&delay=100")
                .replace("id: watch-health\n", "id: watch-health\n    autoStartup: \"false\"\n"))) {
            // It looks a minute after the start; the schedule has begun by then.
            var schedule = service.camel().getRegistry().findSingleByType(ScheduleRoutes.class);
            Awaitility.await().until(schedule::isStarted);
            service.camel().getRouteController().startRoute("watch-health");

            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT DISTINCT state FROM zencap.backup_component_health"))
                    .containsExactly("up"));
        }
    }
}
