package co.zencap.backup.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.MetricsResource;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Finding;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.health.HealthMemory;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.runtime.ThisService;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured of a service that has made, sent off site and tested one backup. */
class MetricsRouteTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final JumpingClock clock = new JumpingClock();
    private FaultyLink link;
    private EmbeddedS3 s3;
    private TestService service;
    private ProducerTemplate routes;
    private Operation backup;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        link = FaultyLink.to(catalog.hosts().get(0).port());
        var variables = new HashMap<String, String>(S3TestSettings.of(s3).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog.withHost(new Host("127.0.0.1", link.port()))));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TARGET", "shop");
        variables.put("BACKUP_SCHEDULE_DATABASE", "0 0 0 1 1 ?");
        service = TestService.start(folder, variables, edit -> edit, clock);
        routes = service.camel().createProducerTemplate();
        backup = service.backup();
        service.awaitProof(backup.id());
    }

    @AfterEach
    void stop() throws Exception {
        link.become(FaultyLink.State.GOOD);
        service.close();
        link.close();
        s3.close();
    }

    @Test
    void prometheusReadsAllThatIsToldOfIt() {
        routes.sendBody("direct:check-health", "");
        Awaitility.await().untilAsserted(() -> assertThat(value("restoration_test_passed", "shop"))
                .isEqualTo(1));
        String text = text();

        assertThat(value("backup_last_success_timestamp_seconds", "shop"))
                .isBetween(seconds(backup.startedAt()), seconds(backup.endedAt()));
        assertThat(value("backup_age_seconds", "shop")).isBetween(0.0, 600.0);
        assertThat(value("backup_duration_seconds", "shop")).isCloseTo(backup.durationMillis() / 1000.0, within(0.1));
        assertThat(value("backup_plain_bytes", "shop")).isGreaterThan(value("backup_stored_bytes", "shop"));
        assertThat(value("backup_success_ratio_7d", "shop")).isEqualTo(1);
        assertThat(value("verification_passed", "shop")).isEqualTo(1);
        assertThat(value("uploads_pending", "shop")).isZero();
        assertThat(text)
                .contains(
                        "zencap_objective_met{objective=\"recovery-point\",of=\"shop\"} 1.0",
                        "zencap_objective_limit_seconds{objective=\"recovery-point\",of=\"shop\"} 3600.0",
                        "zencap_component_up{component=\"repository s3\",state=\"up\"} 1.0",
                        "zencap_alerts_open{level=\"error\"} 0.0",
                        "zencap_operations_running{kind=\"backup\"} 0.0",
                        "zencap_queue_messages{queue=\"run-backup\"} 0.0",
                        "zencap_backup_success_ratio_min 0.95",
                        "# HELP zencap_backup_age_seconds How old the newest backup of a target is",
                        "# TYPE zencap_backup_age_seconds gauge",
                        "routeId=\"run-backup\"",
                        "jvm_memory_used_bytes");
        assertThat(text).containsPattern("zencap_component_response_seconds\\{component=\"repository s3\"} [0-9]");
        assertThat(text).doesNotContain("zencap_component_response_seconds{component=\"key\"");
        assertThat(text).containsPattern("zencap_timer_next_timestamp_seconds\\{timer=\"database\"} 1\\.[0-9]+E9");
        assertThat(text).containsPattern("zencap_disk_free_bytes [0-9.]+E");
        assertThat(text).doesNotContain("k".repeat(40), source.password().orElse("no password"));
    }

    @Test
    void whatTheCatalogSaidIsStillToldWhileItHangs() throws Exception {
        Awaitility.await().untilAsserted(() -> assertThat(value("backup_age_seconds", "shop"))
                .isPositive());
        double before = value("backup_age_seconds", "shop");
        link.become(FaultyLink.State.HANGS);
        Thread asker = new Thread(() -> text());
        clock.jump(Duration.ofSeconds(31));
        asker.start();
        long start = System.nanoTime();

        String text = text();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(value(text, "backup_age_seconds", "shop")).isGreaterThan(before + 30);
        assertThat(text).contains("zencap_disk_size_bytes");
        asker.join();
    }

    @Test
    void theSameIsToldAsJson() throws Exception {
        Awaitility.await().untilAsserted(() -> assertThat(value("backup_age_seconds", "shop"))
                .isPositive());
        JsonNode metrics = asked("metrics").path("metrics");

        assertThat(metrics.size()).isEqualTo(Metric.values().length);
        JsonNode stored = metrics.path("zencap_backup_stored_bytes");
        assertThat(stored.path("help").asText()).isNotBlank();
        assertThat(stored.path("values").path(0).path("target").asText()).isEqualTo("shop");
        assertThat(stored.path("values").path(0).path("value").asDouble()).isPositive();
    }

    @Test
    void healthTellsOfEachPart() throws Exception {
        JsonNode before = asked("health");
        assertThat(before.path("components").findValuesAsText("name"))
                .containsExactly(
                        "database",
                        "catalog",
                        "repository local",
                        "repository s3",
                        "scheduler",
                        "routes",
                        "channels",
                        "disk",
                        "key",
                        "backups");
        assertThat(before.path("status").asText()).as(before.toPrettyString()).isEqualTo("healthy");

        s3.close();
        service.camel().getRouteController().stopRoute("list-unlisted");
        clock.jump(Duration.ofSeconds(6));
        JsonNode after = asked("health");

        assertThat(after.path("status").asText()).isEqualTo("degraded");
        Map<String, String> states =
                Map.of("repository s3", "down", "routes", "degraded", "catalog", "up", "database", "up", "key", "up");
        after.path("components").forEach(each -> {
            String expected = states.get(each.path("name").asText());
            if (expected != null) {
                assertThat(each.path("state").asText()).as(each.toString()).isEqualTo(expected);
            }
            assertThat(each.path("since").isTextual()).isTrue();
            assertThat(each.path("lastGood").isTextual()).isTrue();
            if (!each.path("state").asText().equals("up")) {
                assertThat(each.path("hint").asText()).isNotBlank();
            }
        });
        routes.sendBody("direct:check-health", "");
        assertThat(Databases.query(
                        catalog,
                        "SELECT level || ' ' || title FROM zencap.backup_monitoring_alerts WHERE component = 'health'"
                                + " ORDER BY 1"))
                .containsExactly(
                        "error The repository s3 can't be used", "warning Something about the routes needs a look");
    }

    /** The catalog is elsewhere, and the newest backup is a good one. */
    @Test
    void theStatusSaysWhatHealthSaysAlsoWhereOnlyTheDatabaseIsAway() throws Exception {
        assertThat(asked("status").path("status").asText()).isEqualTo("healthy");

        Databases.execute(catalog, "DROP DATABASE " + source.database() + " WITH (FORCE)");
        service.camel().getRouteController().stopRoute("list-unlisted");
        clock.jump(Duration.ofSeconds(6));

        JsonNode status = asked("status");
        assertThat(status.path("status").asText()).isEqualTo("degraded");
        assertThat(status.path("status")).isEqualTo(asked("health").path("status"));
        assertThat(status.path("warnings").toString())
                .contains("The database can't be used: ", "Something about the routes needs a look: ");
    }

    /** As after a restart while the bucket is away. */
    @Test
    void whatWasAwayBeforeTheStartHasBeenAwaySinceThen() {
        var registry = service.camel().getRegistry();
        var history = new HealthHistory(
                registry.lookupByNameAndType("catalogQueries", CatalogQueries.class),
                "shop",
                registry.lookupByNameAndType("thisService", ThisService.class).node());
        routes.sendBody("direct:check-health", "");
        Instant good = row(history).lastGood();
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_component_health SET state = 'down', since = '2026-01-02Z' WHERE component ="
                        + " 'repository s3'");
        var board = new HealthBoard(
                List.of(Component.of("repository s3", () -> Finding.down("Away.", ""))), Duration.ofSeconds(5), clock);
        board.look();

        new HealthMemory(board, history).entries();

        ComponentHealth health = board.look().components().get(0);
        assertThat(health.since()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
        assertThat(health.lastGood()).isEqualTo(good).isNotNull();
    }

    private static HealthHistory.Row row(HealthHistory history) {
        return history.latest().stream()
                .filter(each -> each.component().equals("repository s3"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode asked(String action) {
        AdminActions actions = service.bean("adminActions", AdminActions.class);
        return Json.MAPPER.valueToTree(actions.query(action, null).body());
    }

    private String text() {
        return service.bean("metricsResource", MetricsResource.class).text();
    }

    private double value(String name, String target) {
        return value(text(), name, target);
    }

    private static double value(String text, String name, String target) {
        var found = Pattern.compile("^zencap_" + name + "\\{target=\"" + target + "\"[^}]*} (.+)$", Pattern.MULTILINE)
                .matcher(text);
        assertThat(found.find()).as("zencap_" + name + " in " + text).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
