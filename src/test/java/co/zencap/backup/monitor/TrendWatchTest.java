package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.BackupMeasures;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a catalog that lists backups of many days: 500 MB of database and 900 MB of files in 10 minutes. */
class TrendWatchTest {
    private static final long MEGA = 1_000_000;

    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;
    private TrendWatch watch;
    private Instant looked = Instant.now();

    @BeforeEach
    void start() throws Exception {
        service = TestService.start(
                folder, Map.of("POSTGRES_URL_NON_POOLING", Databases.text(catalog), "BACKUP_TARGET", "shop"));
        var queries = service.bean("catalogQueries", CatalogQueries.class);
        watch = new TrendWatch(
                new BackupMeasures(queries),
                new HealthHistory(queries, "shop", "node-1"),
                () -> List.of("shop", "shop-full"),
                Clock.systemUTC());
        assertThat(watch.sightings().alerts()).as("without a backup").isEmpty();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void whatIsAsUsualIsNotTold() {
        history(20);
        backup(0, 520 * MEGA, 910 * MEGA, 11);

        assertThat(watch.sightings().alerts()).isEmpty();
        assertThat(watch.sightings().watch()).isEqualTo("trends");
    }

    @Test
    void aDroppedTableIsToldWithFigures() {
        history(20);
        backup(0, 12 * MEGA, 900 * MEGA, 10);

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.WARNING);
            assertThat(alert.target()).isEqualTo("shop");
            assertThat(alert.backupId()).isEqualTo("b0");
            assertThat(alert.problem().title()).contains("b0", "size of the database is far below the median");
            assertThat(alert.problem().detail())
                    .contains("It is 12 MB", "median of the 20 backups", "is 500 MB", "within 1.0 MB");
            assertThat(alert.problem().hint()).contains("legal hold");
        });
        backup(-1, 500 * MEGA, 900 * MEGA, 10);
        assertThat(watch.sightings().alerts()).as("after the next one").isEmpty();
    }

    @Test
    void anIncrementalBaseBackupIsNotComparedWithFullOnes() {
        history(20);
        backup(0, 12 * MEGA, 900 * MEGA, 45);

        chain("[{}]");
        assertThat(watch.sightings().alerts()).isEmpty();
        chain("[]");
        assertThat(watch.sightings().alerts()).isNotEmpty();
    }

    private void chain(String chain) {
        Databases.execute(
                catalog,
                "UPDATE zencap.backups SET manifest = manifest || '{\"base\": {\"chain\": %s}}' WHERE id = 'b0'"
                        .formatted(chain));
    }

    @Test
    void anEmptiedFolderADoubledDatabaseAndALongRunAreTold() {
        history(20);
        backup(0, 1_500 * MEGA, 0, 45);

        assertThat(watch.sightings().alerts())
                .extracting(Alert::cause)
                .containsExactly(
                        "trend/shop/size of the database", "trend/shop/size of the files", "trend/shop/time it took");
        assertThat(watch.sightings().alerts().get(2).problem().detail()).contains("45 min", "10 min");
    }

    @Test
    void fewBackupsTellNothingYet() {
        history(TrendWatch.FEWEST - 1);
        backup(0, 1 * MEGA, 900 * MEGA, 10);
        assertThat(watch.sightings().alerts()).isEmpty();

        backup(100, 500 * MEGA, 900 * MEGA, 10);
        assertThat(watch.sightings().alerts()).hasSize(1);
    }

    @Test
    void tinyDatabasesDoNotCry() {
        for (int hours = 1; hours <= 20; hours++) {
            backup(hours, 20_000, 0, 0);
        }
        backup(0, 2 * MEGA, 300, 1);

        assertThat(watch.sightings().alerts()).isEmpty();
    }

    @Test
    void aDatabaseThatAnswersFarMoreSlowlyIsTold() {
        looks(TrendWatch.FEWEST_LOOKS, 20);
        looks(TrendWatch.SLOW_LOOKS - 1, 2_600);
        assertThat(watch.sightings().alerts()).as("a busy moment").isEmpty();

        looks(1, 2_600);
        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.WARNING);
            assertThat(alert.cause()).isEqualTo("trend//answers of the database to node-1");
            assertThat(alert.problem().title()).isEqualTo("The database answers far more slowly than it did");
            assertThat(alert.problem().detail())
                    .contains(
                            "last 3 answers to node-1 took 2.6 s, 2.6 s, 2.6 s",
                            "median of the 36 before them is 20 ms");
        });

        looks(1, 21);
        assertThat(watch.sightings().alerts()).as("fast again").isEmpty();
    }

    @Test
    void aDayOfAnswersIsRememberedAndOfThoseThatAreOverNothingIsTold() {
        looks(400, 20);
        assertThat(Databases.query(
                        catalog,
                        "SELECT cardinality(responses) FROM zencap.backup_component_health WHERE node = 'node-1'"))
                .containsExactly("288");

        looks(TrendWatch.SLOW_LOOKS, 2_600);
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_component_health SET at = now() - INTERVAL '1 hour' WHERE node = 'node-1'");
        assertThat(watch.sightings().alerts()).as("a node that is gone").isEmpty();
    }

    @Test
    void whatAnswersInNoTimeMayTakeTenTimesThat() {
        looks(TrendWatch.FEWEST_LOOKS, 5);
        looks(TrendWatch.SLOW_LOOKS, 400);

        assertThat(watch.sightings().alerts()).isEmpty();
    }

    /** By the statement itself, one after another. */
    private void looks(int count, int millis) {
        var history = new HealthHistory(service.bean("catalogQueries", CatalogQueries.class), "shop", "node-1");
        for (int i = 0; i < count; i++) {
            looked = looked.plusMillis(1);
            var row = new HealthHistory.Row("database", "up", looked, looked);
            service.camel()
                    .createFluentProducerTemplate()
                    .to("direct:record-in-catalog")
                    .withBody(history.entry(row, "It answers.", Duration.ofMillis(millis), looked))
                    .send();
        }
    }

    private void history(int count) {
        for (int hours = 1; hours <= count; hours++) {
            backup(hours, (500 + hours % 3 - 1) * MEGA, (900 + hours % 5) * MEGA, 10);
        }
    }

    private void backup(int hoursAgo, long database, long files, int minutes) {
        String id = "b" + hoursAgo;
        Databases.execute(
                catalog,
                """
                INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at)
                VALUES ('op%1$s', 'backup', 'shop', 'succeeded', 'done', now() - INTERVAL '%2$d hours',
                        now() - INTERVAL '%2$d hours' + INTERVAL '%5$d minutes')"""
                        .formatted(id, hoursAgo, database, files, minutes),
                """
                INSERT INTO zencap.backups (id, target, kind, operation_id, created_at, snapshot_time, plain_bytes,
                                            stored_bytes, encrypted, manifest)
                VALUES ('%1$s', 'shop', 'full', 'op%1$s', now() - INTERVAL '%2$d hours', now(), 1, 1, true,
                        '{"artifacts": [{"role": "database", "plainBytes": %3$d}], "fileSets": [{"bytes": %4$d}]}')"""
                        .formatted(id, hoursAgo, database, files, minutes));
    }
}
