package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.Settings.Limits;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupWatchTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        // Its timer does not fire while this runs.
                        "BACKUP_SCHEDULE_DATABASE",
                        "0 0 0 1 1 ?",
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false"));
        service.awaitProof(service.backup().id());
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void aBackupThatIsLargerThanAllowedIsTold() {
        BackupWatch watch = watch(100, 95);

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Alert.Level.WARNING);
            assertThat(alert.problem().sentence()).contains("BACKUP_MAX_SIZE_GB", "HINT:");
        });
        assertThat(watch(1_000_000_000, 95).sightings().alerts()).isEmpty();
    }

    @Test
    void tooManyFailuresAreTold() {
        BackupWatch watch = watch(1_000_000_000, 95);
        outcomes(3, "failed");
        assertThat(watch.sightings().alerts()).as("of four runs").isEmpty();

        outcomes(2, "succeeded");

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Alert.Level.ERROR);
            assertThat(alert.problem().detail()).contains("Of 6", "3 succeeded", "50 percent");
            assertThat(alert.problem().hint())
                    .startsWith("./zencap alerts --all")
                    .contains("GET /api/v1/operations");
        });
        assertThat(watch(1_000_000_000, 50).sightings().alerts()).isEmpty();
    }

    @Test
    void aBackupThatIsTooOldIsTold() {
        BackupWatch watch = watch(1_000_000_000, 95);
        assertThat(watch.sightings().alerts()).isEmpty();

        Databases.execute(catalog, "UPDATE zencap.backups SET created_at = created_at - INTERVAL '750 days'");

        assertThat(watch.sightings().alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.problem().title()).contains("too old"));
    }

    /** A full system backup holds the database, too: where it is the newest, it is the one to tell of. */
    @Test
    void theBackupThatIsTooOldMayBeOneThatContainsTheTarget() {
        BackupWatch watch = watch(1_000_000_000, 95);
        String full = source.database() + "-full";
        Databases.execute(
                catalog,
                "UPDATE zencap.backups SET created_at = created_at - INTERVAL '750 days', target = '" + full + "'");

        assertThat(watch.sightings().alerts())
                .filteredOn(alert -> alert.target().equals(source.database()))
                .singleElement()
                .satisfies(alert -> assertThat(alert.problem().detail())
                        .startsWith("It is ")
                        .contains(" of " + full + ", and two"));
    }

    /** Of that the schedule tells, and the objectives do. */
    @Test
    void aTargetWithoutAnyBackupIsNotToldToHaveAnOldOne() {
        BackupWatch watch = watch(1_000_000_000, 95);

        Databases.execute(catalog, "UPDATE zencap.backups SET target = 'another'");

        assertThat(watch.sightings().alerts()).isEmpty();
    }

    private void outcomes(int count, String state) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at)"
                        + " SELECT gen_random_uuid(), 'backup', '" + source.database() + "', '" + state
                        + "', 'dump', now(), now() FROM generate_series(1, " + count + ")");
    }

    private BackupWatch watch(long size, int successRate) {
        var registry = service.camel().getRegistry();
        return new BackupWatch(
                registry.lookupByNameAndType("backupSchedules", BackupSchedules.class),
                registry.lookupByNameAndType("catalogQueries", CatalogQueries.class),
                new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), size, successRate),
                Clock.systemUTC());
    }
}
