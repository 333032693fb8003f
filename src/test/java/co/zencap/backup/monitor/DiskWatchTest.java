package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.DiskSamples;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 1000 GB, of which 100 are free, and which takes 1 GB more each hour. */
class DiskWatchTest {
    private static final long GIGA = 1_000_000_000;

    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Clock clock = Clock.systemUTC();
    private TestService service;
    private DiskWatch watch;

    @BeforeEach
    void start() throws Exception {
        service = TestService.start(
                folder,
                Map.of("POSTGRES_URL_NON_POOLING", Databases.text(catalog), "BACKUP_TARGET", "shop"),
                routes -> routes.replace("period=3600000&delay=120000", "period=3600000&delay=100"));
        var queries = service.bean("catalogQueries", CatalogQueries.class);
        var disk = new LocalSpace.Disk() {
            @Override
            public long total() {
                return 1_000 * GIGA;
            }

            @Override
            public long usable() {
                return 100 * GIGA;
            }
        };
        watch = new DiskWatch(
                new LocalSpace(disk, folder, 95, "shop", "node1", clock),
                new DiskSamples(queries, "shop", "node1"),
                "node1",
                clock);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void thatItFillsIsToldBeforeItIsFull() throws Exception {
        assertThat(watch.sightings().alerts()).as("without samples").isEmpty();

        samples(1_000, 1);

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.WARNING);
            assertThat(alert.problem().title()).contains("full in 4 d 4 h");
            assertThat(alert.problem().detail()).contains("100 GB of 1.0 TB are free", "24 GB a day");
            assertThat(alert.problem().hint()).contains("BACKUP_RETENTION_LOCAL");
        });
    }

    @Test
    void whatTakesLongToFillIsNotTold() throws Exception {
        samples(1_000, 0.5);

        assertThat(watch.sightings().alerts()).isEmpty();
        assertThat(watch.forecast().fullAt()).isPresent();
    }

    @Test
    void anotherDiskSaysNothingOfThisOne() throws Exception {
        samples(500, 1);

        assertThat(watch.forecast().growthPerDay()).isEmpty();
    }

    @Test
    void theServiceKeepsSamplesOfItsOwnDisk() {
        Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT total > used AND used > 0 FROM zencap.backup_disk_samples"))
                .containsExactly("t"));
    }

    private void samples(long totalGb, double gbAnHour) throws Exception {
        assertThat(watch.forecast().fullAt()).isEmpty();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_disk_samples SELECT 'shop', 'node1', now() - i * INTERVAL '1 hour', "
                        + totalGb * GIGA + ", CAST((900 - " + gbAnHour + " * i) * " + GIGA
                        + " AS bigint) FROM generate_series(1, 72) i");
    }
}
