package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.OldAlerts;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API's calls about alerts, with the real service behind them. */
class AlertResourceTest {
    private static final Caller CALLER = Caller.bootstrap("192.0.2.7");

    @TempDir
    Path folder;

    private HttpStub receiver;
    private PostgresUrl catalog;
    private TestService service;

    private record Called(int status, JsonNode body) {}

    @BeforeEach
    void start() throws Exception {
        receiver = new HttpStub(asked -> new HttpStub.Answer(204, ""));
        catalog = TestCluster.createDatabase();
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_MONITORING_WEBHOOK",
                        receiver.url() + "/T0KEN"),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"));
        service.send("direct:alert", alert(Level.WARNING, "w"));
        service.send("direct:alert", alert(Level.CRITICAL, "c"));
        Awaitility.await()
                .until(() -> Databases.query(catalog, "SELECT id FROM zencap.backup_notifications WHERE state = 'sent'")
                                .size()
                        == 4);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        receiver.close();
    }

    @Test
    void openOnesAreListedTheWorstFirst() {
        assertThat(call(alerts -> alerts.list(null, null)).body().findValuesAsText("id"))
                .containsExactly("c", "w");
        assertThat(call(alerts -> alerts.list(null, "1")).body()).hasSize(1);

        assertThat(call(alerts -> alerts.resolve("c", CALLER)).status()).isEqualTo(200);

        assertThat(call(alerts -> alerts.list(null, null)).body().findValuesAsText("id"))
                .containsExactly("w");
        assertThat(call(alerts -> alerts.list("all", null)).body().findValuesAsText("id"))
                .containsExactly("w", "c");
    }

    @Test
    void thoseOfAnotherServiceInTheSameCatalogAreNotCounted() {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, at, seen_at, level, component, target, title,"
                        + " detail, hint) VALUES ('other', 'other', 'c', now(), now(), 'error', 'backup', 'b', 't', 'd', 'h')");

        var queries = service.bean("catalogQueries", CatalogQueries.class);
        assertThat(queries.openAlerts(service.settings().target().value())).isEqualTo(2);
    }

    @Test
    void oneIsShownWithWhoWasTold() throws Exception {
        JsonNode answer = call(alerts -> alerts.get("c")).body();

        assertThat(answer.path("alert").path("problem").path("title").asText()).isEqualTo("c failed");
        assertThat(answer.path("alert").path("cause").asText()).isEqualTo("backup/shop/c");
        assertThat(answer.path("notifications").findValuesAsText("channel"))
                .containsExactlyInAnyOrder("log", "webhook");
        assertThat(answer.path("notifications").findValuesAsText("state")).containsOnly("sent");
    }

    @Test
    void allThatBecomesOfItIsItsHistory() throws Exception {
        service.send("direct:alert", alert(Level.WARNING, "w").named("w2"));
        service.send("direct:alert", alert(Level.WARNING, "w").named("w3"));
        service.send("direct:alert", alert(Level.ERROR, "w").named("w4"));
        call(alerts -> alerts.acknowledge("w", CALLER));
        call(alerts -> alerts.silence("w", "{\"hours\":\"8\"}", "application/json", CALLER));
        call(alerts -> alerts.silence("w", "{\"hours\":\"0\"}", "application/json", CALLER));
        call(alerts -> alerts.resolve("w", CALLER));
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_monitoring_alerts SET escalations = 1, escalated_at = now() WHERE id = 'c'");

        JsonNode history = call(alerts -> alerts.get("w")).body().path("history");

        assertThat(history.findValuesAsText("event"))
                .containsExactly(
                        "opened",
                        "seen again",
                        "raised to error",
                        "acknowledged",
                        "silenced",
                        "silence ended",
                        "resolved");
        assertThat(history.get(0).path("detail").asText()).isEqualTo("warning: w failed");
        assertThat(history.get(1).path("times").asInt()).isEqualTo(2);
        assertThat(history.get(3).path("by").asText()).isEqualTo("admin API");
        assertThat(history.get(4).path("until").asText())
                .isGreaterThan(history.get(4).path("at").asText());
        assertThat(history.get(6).path("detail").asText()).isEqualTo("By admin API.");
        assertThat(call(alerts -> alerts.get("c")).body().path("history").findValuesAsText("event"))
                .containsExactly("opened", "escalated 1");
    }

    @Test
    void whatHasBeenOverForAYearIsForgotten() throws Exception {
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now() - INTERVAL '366 days' WHERE id = 'w'",
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now() - INTERVAL '364 days' WHERE id = 'c'",
                "INSERT INTO zencap.backup_alert_messages (alert_id, event, channel, recipient, message, at)"
                        + " VALUES ('w', 'opened', 'sms', 'x', 'y', now() - INTERVAL '366 days'),"
                        + " ('digest-1', 'digest', 'sms', 'x', 'y', now() - INTERVAL '366 days'),"
                        + " ('c', 'opened', 'sms', 'x', 'y', now() - INTERVAL '366 days')");

        service.send(
                "direct:record-in-catalog",
                new OldAlerts(service.settings().target().value(), Clock.systemUTC()).forget());

        for (String table : new String[] {"notifications", "alert_events", "alert_messages"}) {
            assertThat(Databases.query(catalog, "SELECT DISTINCT alert_id FROM zencap.backup_" + table))
                    .as(table)
                    .containsExactly("c");
        }
        assertThat(Databases.query(catalog, "SELECT id FROM zencap.backup_monitoring_alerts"))
                .containsExactly("c");
    }

    @Test
    void ofWhatComesAndGoesForMonthsTheLastIsKept() throws Exception {
        Databases.execute(
                catalog,
                """
                DO $$ BEGIN FOR i IN 1..400 LOOP
                    UPDATE zencap.backup_monitoring_alerts SET resolved_at = now() WHERE id = 'w';
                    UPDATE zencap.backup_monitoring_alerts SET resolved_at = NULL WHERE id = 'w';
                END LOOP; END $$""");

        JsonNode history = call(alerts -> alerts.get("w")).body().path("history");

        assertThat(history).hasSize(301);
        assertThat(history.get(0).path("event").asText()).isEqualTo("opened");
    }

    @Test
    void whoeverSeesToItIsWrittenDown() throws Exception {
        Called answer = call(alerts -> alerts.acknowledge("c", CALLER));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("acknowledgedBy").asText()).isEqualTo("admin API");
        assertThat(answer.body().path("acknowledgedAt").asText()).isNotEmpty();
    }

    @Test
    void itIsSilencedForHoursAndNoLonger() {
        assertThat(silence("{\"hours\":\"8\"}").body().path("silencedUntil").asText())
                .isNotEmpty();
        assertThat(silence("{\"hours\":\"0\"}").body().has("silencedUntil")).isFalse();
        assertThat(silence("{\"hours\":8}").body().path("silencedUntil").asText())
                .as("as JSON writes a number")
                .isNotEmpty();
        assertThat(silence("{\"hours\":0}").body().has("silencedUntil")).isFalse();
        for (String wrong : List.of("{}", "{\"hours\":721}", "{\"hours\":-1}", "{\"hours\":1.5}", "{\"hours\":true}")) {
            assertThat(silence(wrong).status()).as(wrong).isEqualTo(422);
        }
        for (String wrong : new String[] {"{}", "{\"hours\":\"721\"}", "{\"hours\":\"-1\"}", "{\"hours\":\"soon\"}"}) {
            assertThat(silence(wrong).status()).as(wrong).isEqualTo(422);
        }
    }

    @Test
    void whatIsDoneAboutAnAlertIsInTheAuditTrail() {
        call(alerts -> alerts.acknowledge("c", CALLER));
        silence("{\"hours\":\"8\"}");
        call(alerts -> alerts.resolve("c", CALLER));

        assertThat(Databases.query(
                        catalog,
                        "SELECT actor || ' ' || action || ' ' || target || ' ' || reason || ' ' || source || ' ' || outcome"
                                + " FROM zencap.backup_audit ORDER BY seq"))
                .containsExactly(
                        "api acknowledge shop Alert c: c failed 192.0.2.7 done",
                        "api silence shop Alert c: c failed 192.0.2.7 done",
                        "api resolve shop Alert c: c failed 192.0.2.7 done");
    }

    @Test
    void whatIsOverIsToldToWhomItWasTold() throws Exception {
        call(alerts -> alerts.resolve("w", CALLER));

        Awaitility.await().until(() -> receiver.asked().size() == 3);
        JsonNode told = receiver.asked().get(2).json();
        assertThat(told.path("event").asText()).isEqualTo("resolved");
        assertThat(told.path("resolution").asText()).isEqualTo("By admin API.");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(call(alerts -> alerts.get("none")).status()).isEqualTo(404);
        assertThat(call(alerts -> alerts.acknowledge("none", CALLER)).status()).isEqualTo(404);
        assertThat(call(alerts -> alerts.list("some", null)).status()).isEqualTo(422);
        assertThat(call(alerts -> alerts.get("")).status()).isEqualTo(404);
    }

    @Test
    void aLimitThatIsOutOfRangeIsRefused() {
        for (String limit : List.of("0", "-1", "1001", "9999", "99999999999", "many", "1.5", "")) {
            Called refused = call(alerts -> alerts.list(null, limit));
            assertThat(refused.status()).as(limit).isEqualTo(422);
            assertThat(refused.body().path("detail").asText()).contains("from 1 to 1000");
        }
        assertThat(call(alerts -> alerts.list(null, "1000")).status()).isEqualTo(200);
        for (String limit : List.of("0", "-1", "501", "9999", "many", "")) {
            Called refused = operations(operations -> operations.list(limit));
            assertThat(refused.status()).as(limit).isEqualTo(422);
            assertThat(refused.body().path("detail").asText()).contains("from 1 to 500");
        }
        assertThat(operations(operations -> operations.list("500")).status()).isEqualTo(200);
        assertThat(operations(operations -> operations.list(null)).status()).isEqualTo(200);
    }

    @Test
    void anOperationThatIsNotThereIsLookedForWithTheCommandLine() {
        Called none = operations(operations -> operations.get("none"));

        assertThat(none.status()).isEqualTo(404);
        assertThat(none.body().path("hint").asText())
                .startsWith("./zencap status")
                .contains("GET /api/v1/operations");
    }

    @Test
    void theBeginningOfAnIdWillDoWhereNoOthersBeginsSo() {
        service.send("direct:alert", alert(Level.WARNING, "w").about("w1").named("4f1a-one"));
        service.send("direct:alert", alert(Level.WARNING, "w").about("w2").named("4f1b-two"));

        assertThat(call(alerts -> alerts.get("4f1a"))
                        .body()
                        .path("alert")
                        .path("id")
                        .asText())
                .isEqualTo("4f1a-one");
        assertThat(call(alerts -> alerts.get("4f1a")).body().path("history")).isNotEmpty();
        JsonNode acknowledged =
                call(alerts -> alerts.acknowledge("4f1b", CALLER)).body();
        assertThat(acknowledged.path("id").asText()).isEqualTo("4f1b-two");
        assertThat(acknowledged.path("acknowledgedBy").asText()).isEqualTo("admin API");
        JsonNode silenced = call(alerts -> alerts.silence("4f1a", "{\"hours\":\"1\"}", "application/json", CALLER))
                .body();
        assertThat(silenced.path("silencedUntil").asText()).isNotEmpty();
        assertThat(call(alerts -> alerts.resolve("4f1a", CALLER))
                        .body()
                        .path("resolvedAt")
                        .asText())
                .isNotEmpty();

        Called several = call(alerts -> alerts.resolve("4f1", CALLER));
        assertThat(several.status()).isEqualTo(409);
        assertThat(several.body().path("detail").asText()).contains("4f1a-one", "4f1b-two");
        for (String none : List.of("%", "4f1_", "f1a", "")) {
            assertThat(call(alerts -> alerts.resolve(none, CALLER)).status())
                    .as(none)
                    .isEqualTo(404);
        }
    }

    @Test
    void anIdThatOthersBeginWithIsStillItsOwn() {
        service.send("direct:alert", alert(Level.WARNING, "w").about("w2").named("w2"));

        assertThat(call(alerts -> alerts.resolve("w", CALLER)).body().path("id").asText())
                .isEqualTo("w");
    }

    private Called operations(Function<OperationResource, Answer> call) {
        return called(() -> call.apply(service.bean("operationResource", OperationResource.class)));
    }

    @Test
    void aTestGoesThroughEveryChannelAndSaysWhatItAnswered() throws Exception {
        Called answer = test();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("channels").findValuesAsText("channel")).containsExactly("log", "webhook");
        assertThat(answer.body().path("channels").findValuesAsText("answer"))
                .containsExactly("It was taken", "It answered 204");
        JsonNode told = receiver.asked().get(2).json();
        assertThat(told.path("event").asText()).isEqualTo("test");
        assertThat(told.path("problem").path("title").asText()).isEqualTo("TEST of the channel webhook");
        assertThat(call(alerts -> alerts.list("all", null)).body()).hasSize(2);

        receiver.answer(asked -> new HttpStub.Answer(403, "{\"why\":\"no such key\"}"));
        JsonNode refused = test().body().path("channels").path(1);
        assertThat(refused.path("taken").asBoolean()).isFalse();
        assertThat(refused.path("answer").asText()).isEqualTo("It answered 403: {\"why\":\"no such key\"}");

        receiver.close();
        JsonNode away = test().body().path("channels").path(1);
        assertThat(away.path("taken").asBoolean()).isFalse();
        assertThat(away.path("answer").asText())
                .startsWith("It can't be reached")
                .doesNotContain("T0KEN");
    }

    private Called call(Function<AlertResource, Answer> call) {
        return called(() -> call.apply(service.bean("alertResource", AlertResource.class)));
    }

    private Called silence(String body) {
        return call(alerts -> alerts.silence("c", body, "application/json", CALLER));
    }

    private Called test() {
        return called(
                () -> service.bean("alertTestResource", AlertTestResource.class).run());
    }

    private static Called called(Supplier<Answer> call) {
        try {
            Answer answer = call.get();
            return new Called(answer.status(), Json.MAPPER.valueToTree(answer.body()));
        } catch (ApiProblem e) {
            return new Called(e.status(), Json.MAPPER.valueToTree(e.problem()));
        }
    }

    private static Alert alert(Level level, String name) {
        return Alert.of(
                        level,
                        "backup",
                        "shop",
                        new Problem(name + " failed", "why", "look"),
                        Clock.systemUTC().instant())
                .about(name)
                .named(name);
    }
}
