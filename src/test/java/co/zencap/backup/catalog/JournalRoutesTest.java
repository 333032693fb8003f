package co.zencap.backup.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in the journal of the process before. */
class JournalRoutesTest {
    private static final CatalogEntry OF_TOMORROW = CatalogEntry.entry("record-of-tomorrow", "number", 1);
    private static final CatalogEntry LACKING = CatalogEntry.entry("record-event", "at", "2026-11-27T00:00:00Z");
    private static final CatalogEntry AGAINST_A_RULE = event("against a rule", null);

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private Journal journal;

    @BeforeEach
    void open() {
        journal = new Journal(folder.resolve("work/catalog-journal.jsonl"));
    }

    @Test
    void whatTheCatalogRefusesForGoodDoesNotKeepTheOthersWaiting() throws Exception {
        for (CatalogEntry entry :
                List.of(event("first", "{}"), OF_TOMORROW, LACKING, AGAINST_A_RULE, event("last", "{}"))) {
            journal.append(entry);
        }

        try (TestService started = start()) {
            awaitEmpty();
            Awaitility.await().untilAsserted(() -> assertThat(alerts()).hasSize(1));

            assertThat(events()).containsExactly("first", "last");
            assertThat(new Journal(journal.refused()).first(10).entries())
                    .containsExactly(OF_TOMORROW, LACKING, AGAINST_A_RULE);
            assertThat(alerts().get(0))
                    .startsWith("error The catalog refuses what is written to it 3 entries")
                    .contains("record-event, record-of-tomorrow", "knows no statement record-of-tomorrow")
                    .contains(journal.refused().toString());
        }
    }

    @Test
    void whatMayPassIsTriedAgainAndMovesNothing() throws Exception {
        try (TestService service = start()) {
            Awaitility.await().until(this::isMade);
            Journal its = service.camel().getRegistry().lookupByNameAndType("journal", Journal.class);
            Databases.execute(catalog, "ALTER TABLE zencap.backup_system_events RENAME TO elsewhere");
            its.append(OF_TOMORROW);
            its.append(event("waits", "{}"));
            Awaitility.await()
                    .during(Duration.ofSeconds(4))
                    .until(() -> !its.isEmpty() && !Files.exists(journal.refused()));

            Databases.execute(catalog, "ALTER TABLE zencap.elsewhere RENAME TO backup_system_events");

            awaitEmpty();
            assertThat(events()).containsExactly("waits");
            assertThat(new Journal(journal.refused()).first(10).entries()).containsExactly(OF_TOMORROW);
        }
    }

    private boolean isMade() {
        return Databases.query(catalog, "SELECT tablename FROM pg_tables WHERE schemaname = 'zencap'")
                .contains("backup_system_events");
    }

    private TestService start() throws Exception {
        return TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_LOCAL_HIGH_WATER_PERCENT",
                        "100"),
                routes -> routes.replace("period=15000&delay=15000", "period=1000&delay=1000"));
    }

    private void awaitEmpty() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(journal::isEmpty);
    }

    private List<String> events() {
        return Databases.query(
                catalog,
                "SELECT message FROM zencap.backup_system_events WHERE component = 'journal test' ORDER BY at, message");
    }

    private List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT concat_ws(' ', level, title, detail) FROM zencap.backup_monitoring_alerts"
                        + " WHERE component = 'catalog'");
    }

    private static CatalogEntry event(String message, String details) {
        return CatalogEntry.entry(
                "record-event",
                "at",
                "2026-11-27T00:00:00Z",
                "type",
                "info",
                "component",
                "journal test",
                "message",
                message,
                "details",
                details);
    }
}
