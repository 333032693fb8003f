package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an alert, and what a webhook's receiver gets of it. */
class AlertRoutesTest {
    private final Alert alert = Alert.of(
            Level.ERROR,
            "backup",
            "shop",
            new Problem("The backup of shop failed", "Größe ≠ expected", "look"),
            "op1",
            null,
            Instant.now().truncatedTo(ChronoUnit.SECONDS));

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;
    private PostgresUrl catalog;
    private TestService service;

    private record Received(String method, String uri, String type, String key, String body) {}

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        catalog = TestCluster.createDatabase();
        service = start(folder, Databases.text(catalog));
    }

    private TestService start(Path home, String catalogUrl) throws Exception {
        return TestService.start(
                home,
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        catalogUrl,
                        "BACKUP_MONITORING_WEBHOOK",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hooks/T0KEN?channel=ops&a=%26"),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"),
                clock);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        receiver.stop(0);
    }

    @Test
    void itGetsTheAlertAsJson() throws Exception {
        send();

        awaitReceived(1);
        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).isEqualTo("/hooks/T0KEN?channel=ops&a=%26");
            assertThat(request.type()).startsWith("application/json");
            assertThat(request.key()).isEqualTo(alert.id());
        });
        JsonNode document = Json.MAPPER.readTree(received.get(0).body());
        assertThat(document.path("level").asText()).isEqualTo("error");
        assertThat(document.path("problem").path("detail").asText()).isEqualTo("Größe ≠ expected");
        assertThat(document.path("operationId").asText()).isEqualTo("op1");
        assertThat(alertsInCatalog()).containsExactly(alert.id());
    }

    @Test
    void whatItDidNotTakeItGetsLaterByTheSameKey() {
        answers.addAll(List.of(503, 500));

        send();
        awaitAnswer("It answered 503");
        clock.jump(Duration.ofSeconds(20));
        awaitAnswer("It answered 500");
        clock.jump(Duration.ofSeconds(40));
        awaitReceived(3);

        assertThat(received).extracting(Received::key).containsOnly(alert.id());
        Awaitility.await()
                .untilAsserted(() -> assertThat(notifications("webhook")).containsExactly("opened sent 3"));
    }

    @Test
    void oneThatGoesOnFailingKeepsNothingElseFromBeingTold() {
        answers.addAll(Collections.nCopies(20, 500));

        send();

        Awaitility.await().untilAsserted(() -> assertThat(notifications("log")).containsExactly("opened sent 1"));
        awaitReceived(1);
        assertThat(notifications("webhook")).containsExactly("opened waiting 1");
    }

    /** Warnings and errors of the log are listed as events: what is over, and a test, are neither. */
    @Test
    void theLogHasItByItsLevel() throws IOException {
        var lines = new CopyOnWriteArrayList<String>();
        var log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if ("tell-by-log".equals(line.getLoggerName())) {
                    lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(log);
        try {
            for (Level level : Level.values()) {
                Notice notice = Notice.unwritten(
                        Alert.of(level, "backup", "shop", alert.problem(), null, null, clock.instant()), "log");
                tellByLog(notice);
                tellByLog(notice.over("it works again", clock.instant()));
            }
            tellByLog(Notice.test("log", clock.instant()));
        } finally {
            Logger.getLogger("").removeHandler(log);
        }

        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf('[') - 1))
                .containsExactly(
                        "INFO ALERT INFO",
                        "INFO RESOLVED INFO",
                        "WARNING ALERT WARNING",
                        "INFO RESOLVED WARNING",
                        "SEVERE ALERT ERROR",
                        "INFO RESOLVED ERROR",
                        "SEVERE ALERT CRITICAL",
                        "INFO RESOLVED CRITICAL",
                        "INFO ALERT INFO");
    }

    private void tellByLog(Notice notice) {
        route("direct:tell-by-log", notice);
    }

    @Test
    void whatIsSeenAgainIsCountedAndNotToldAgain() {
        send();
        send(alert.named("another"));
        send(alert.named("a third"));
        send(alert.named("a third"));
        send(worse().named("and worse"));

        awaitReceived(2);
        assertThat(received).extracting(r -> text(r, "event")).containsExactly("opened", "raised");
        assertThat(received).extracting(r -> text(r, "id")).containsOnly(alert.id());
        assertThat(Databases.query(catalog, "SELECT times || ' ' || level FROM zencap.backup_monitoring_alerts"))
                .containsExactly("4 critical");
    }

    @Test
    void whatAWatchNoLongerSeesIsOverAndTold() {
        see(alert);
        awaitReceived(1);

        see(alert.named("again"));
        see();

        awaitReceived(2);
        assertThat(received.get(1)).satisfies(r -> {
            assertThat(text(r, "event")).isEqualTo("resolved");
            assertThat(text(r, "resolution")).isEqualTo("It is no longer so.");
            assertThat(r.key()).isEqualTo(alert.id() + "/resolved");
        });
        clock.jump(Duration.ofMinutes(31));
        see(now("once more"));
        awaitReceived(3);
        assertThat(text(received.get(2), "id")).isEqualTo("once more");
    }

    @Test
    void whatComesAndGoesIsOneAlertAndToldOnce() {
        see(now(alert.id()));
        awaitReceived(1);
        see();
        awaitReceived(2);

        for (int look = 1; look <= 4; look++) {
            clock.jump(Duration.ofMinutes(5));
            see(now("look " + look));
            awaitReceived(3);
            clock.jump(Duration.ofMinutes(5));
            see();
        }

        clock.jump(Duration.ofMinutes(28));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 3);
        clock.jump(Duration.ofMinutes(3));
        awaitReceived(4);
        assertThat(received)
                .extracting(Received::key)
                .containsExactly(
                        alert.id(), alert.id() + "/resolved", alert.id() + "/returned", alert.id() + "/resolved-again");
        assertThat(received).extracting(r -> text(r, "id")).containsOnly(alert.id());
        assertThat(received)
                .extracting(r -> text(r, "event"))
                .containsExactly("opened", "resolved", "returned", "resolved");
        assertThat(received.get(2).body()).contains("It came back within half an hour of being over.");
        assertThat(Databases.query(catalog, "SELECT came_back || ' ' || times FROM zencap.backup_monitoring_alerts"))
                .containsExactly("4 5");
        assertThat(Databases.query(catalog, "SELECT event FROM zencap.backup_alert_events ORDER BY id LIMIT 5"))
                .containsExactly("opened", "resolved", "returned", "resolved", "returned");
    }

    @Test
    void whoHasNotHeardThatItWasOverNeedNotHearThatItIsBack() {
        see(now(alert.id()));
        awaitReceived(1);
        answers.addAll(Collections.nCopies(20, 500));
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = '" + clock.instant() + "', announced = true",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at)"
                        + " SELECT id, service, 'resolved', 'webhook', at, now() + INTERVAL '1 day'"
                        + " FROM zencap.backup_monitoring_alerts");
        clock.jump(Duration.ofMinutes(1));

        see(now("again"));

        assertThat(notifications("webhook")).containsExactly("opened sent 1", "resolved dropped 0");
    }

    @Test
    void whatAWatchSawLastsUntilTheWatchSaysThatItIsOver() {
        see(of(service.settings().target().value()));
        send(alert);

        clock.jump(Duration.ofDays(3));

        awaitEnd(alert.id(), "It was not seen again.");
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> endOf("seen")
                .equals("open"));
        see();
        awaitEnd("seen", "It is no longer so. It was for 4320 minutes.");
    }

    @Test
    void whatAWatchSawIsOverWhenItsTargetIsNoLongerBackedUp() {
        see(of("removed"));

        clock.jump(Duration.ofDays(3));

        awaitEnd("seen", "Its target is no longer backed up, and nobody looks at it any more.");
    }

    @Test
    void whatAWatchSawIsOverWhenItsNodeIsGone() {
        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_nodes (node, seen_at) VALUES ('gone:/work#01234567', now() - INTERVAL '40 days'),"
                        + " ('gone:/work#12345678', now() - INTERVAL '3 days'),"
                        + " ('back:/work#12345678', now() - INTERVAL '3 days'), ('back:/work#23456789', now())");
        route(
                "direct:sightings",
                new Sightings(
                        "health on back:/work",
                        clock.instant(),
                        List.of(of("").about("back").named("back"))));
        route("direct:sightings", new Sightings("health on gone:/work", clock.instant(), List.of(of(""))));

        clock.jump(Duration.ofDays(3));

        awaitEnd("seen", "Its node has been away for days, and nobody looks there any more.");
        assertThat(endOf("back")).isEqualTo("open");
    }

    private Alert of(String target) {
        return Alert.of(Level.ERROR, "health", target, alert.problem(), clock.instant())
                .named("seen");
    }

    private void awaitEnd(String id, String how) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(endOf(id))
                .isEqualTo(how));
    }

    private String endOf(String id) {
        return Databases.query(
                        catalog,
                        "SELECT coalesce(resolution, 'open') FROM zencap.backup_monitoring_alerts WHERE id = '" + id
                                + "'")
                .get(0);
    }

    private Alert now(String id) {
        return new Alert(
                id,
                alert.cause(),
                Ending.watch("eye"),
                alert.level(),
                alert.component(),
                alert.target(),
                alert.problem(),
                null,
                null,
                clock.instant(),
                "");
    }

    @Test
    void whatIsOverBeforeAnybodyWasToldIsNotToldAtAll() {
        answers.addAll(Collections.nCopies(20, 500));
        see(alert);
        awaitAnswer("It answered 500");

        see();

        Awaitility.await()
                .untilAsserted(() -> assertThat(notifications("webhook")).containsExactly("opened dropped 1"));
    }

    @Test
    void whatFailedIsOverWhenItSucceeds() {
        service.settings();
        send(alert.until(Ending.success(Operation.Kind.BACKUP)));
        awaitReceived(1);

        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at, result)"
                        + " VALUES ('later', 'backup', 'shop', 'succeeded', '', now(), now(), '{}')");

        awaitReceived(2);
        assertThat(text(received.get(1), "resolution")).startsWith("The backup of shop succeeded at ");
    }

    @Test
    void whatFollowsFromSomethingIsToldWhenItIsSeenAfterThat() throws Exception {
        Alert upload = Alert.of(Level.WARNING, "upload", "shop", alert.problem(), alert.at())
                .following(alert.cause());
        see(alert);
        send(upload.named("u1"));
        send(upload.named("u2").as(Level.ERROR, alert.problem()));
        Awaitility.await().untilAsserted(() -> assertThat(notifications("log"))
                .contains("opened sent 1", "raised to error sent 1"));
        awaitReceived(1);

        see();
        awaitReceived(2);
        send(upload.named("u3"));

        awaitReceived(3);
        assertThat(received).extracting(r -> text(r, "event")).containsExactly("opened", "resolved", "opened");
        assertThat(text(received.get(2), "id")).isEqualTo("u1");
        assertThat(text(received.get(2), "level")).isEqualTo("error");
        assertThat(Json.MAPPER.readTree(received.get(2).body()).path("times").asInt())
                .isEqualTo(3);
    }

    @Test
    void whatIsCriticalGoesOnToTheNextPersonUntilSomebodyHasTakenIt() {
        send(worse());
        awaitReceived(1);
        clock.jump(Duration.ofMinutes(31));
        awaitReceived(2);
        clock.jump(Duration.ofMinutes(31));
        awaitReceived(3);

        Databases.execute(catalog, "UPDATE zencap.backup_monitoring_alerts SET acknowledged_at = now()");
        clock.jump(Duration.ofMinutes(31));

        assertThat(received)
                .extracting(Received::key)
                .containsExactly(alert.id(), alert.id() + "/escalated-1", alert.id() + "/escalated-2");
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 3);
    }

    @Test
    void whatWasTakenAndLastsForHoursGoesOnToTheNextPersonAndMayBeTakenAnew() {
        see(worse());
        awaitReceived(1);
        clock.jump(Duration.ofMinutes(31));
        awaitReceived(2);
        acknowledge("anna");
        clock.jump(Duration.ofHours(4).minusMinutes(1));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> escalations()
                .equals("1"));

        clock.jump(Duration.ofMinutes(2));

        Awaitility.await().until(() -> escalations().equals("2"));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(received).extracting(Received::key).contains(alert.id() + "/escalated-2"));
        acknowledge("boris");
        clock.jump(Duration.ofHours(3));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> escalations()
                .equals("2"));
        assertThat(Databases.query(
                        catalog,
                        "SELECT event || coalesce(' by ' || by, '') FROM zencap.backup_alert_events WHERE alert_id = '"
                                + alert.id() + "' ORDER BY id"))
                .containsExactly(
                        "opened", "escalated 1", "acknowledged by anna", "escalated 2", "acknowledged by boris");
    }

    /** The ten times are of what nobody takes; whoever took it has not been told for hours. */
    @Test
    void whatWasTakenAfterTheLastTimeIsToldAgainAllTheSame() {
        see(worse());
        awaitReceived(1);
        Databases.execute(catalog, "UPDATE zencap.backup_monitoring_alerts SET escalations = 10, escalated_at = at");
        acknowledge("anna");

        clock.jump(Duration.ofHours(4).plusMinutes(1));

        Awaitility.await().until(() -> escalations().equals("11"));
        clock.jump(Duration.ofMinutes(31));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> escalations()
                .equals("11"));
    }

    private void acknowledge(String who) {
        var book = service.camel().getRegistry().lookupByNameAndType("alertBook", AlertBook.class);
        route("direct:record-in-catalog", book.acknowledged(alert.id(), who));
    }

    private String escalations() {
        return Databases.query(
                        catalog,
                        "SELECT escalations FROM zencap.backup_monitoring_alerts WHERE id = '" + alert.id() + "'")
                .get(0);
    }

    @Test
    void whatIsSilencedIsToldWhenTheSilenceIsOverAndItStillIsSo() {
        send();
        awaitReceived(1);
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_alert_silences SELECT service, cause, now() + INTERVAL '1 hour', 'me', now()"
                        + " FROM zencap.backup_monitoring_alerts",
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now()");

        send(alert.named("silent"));
        Awaitility.await().until(() -> alertsInCatalog().contains("silent"));
        clock.jump(Duration.ofMinutes(59));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 1);

        clock.jump(Duration.ofMinutes(2));
        awaitReceived(2);
        assertThat(text(received.get(1), "id")).isEqualTo("silent");
    }

    @Test
    void whatBecomesWorseDuringASilenceIsToldAfterIt() {
        send();
        awaitReceived(1);
        silenceForAnHour();

        send(worse().named("worse"));
        clock.jump(Duration.ofMinutes(59));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 1);

        clock.jump(Duration.ofMinutes(2));
        awaitReceived(2);
        assertThat(text(received.get(1), "event")).isEqualTo("raised");
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 2);
    }

    @Test
    void whatWasNotTakenBeforeASilenceWaitsForItsEnd() {
        answers.add(503);
        send();
        awaitAnswer("It answered 503");
        silenceForAnHour();

        clock.jump(Duration.ofMinutes(59));
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 1);

        clock.jump(Duration.ofMinutes(2));
        awaitReceived(2);
    }

    @Test
    void whatWasCriticalLaterGoesOnToTheNextPersonHalfAnHourAfterThat() {
        send();
        awaitReceived(1);
        awaitRecorded("opened sent 1");
        clock.jump(Duration.ofHours(2));

        send(new Alert(
                "worse",
                alert.cause(),
                alert.ending(),
                Level.CRITICAL,
                alert.component(),
                alert.target(),
                alert.problem(),
                null,
                null,
                clock.instant(),
                ""));
        awaitReceived(2);
        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> received.size() == 2);
        awaitRecorded("raised to critical sent 1");

        clock.jump(Duration.ofMinutes(31));
        awaitReceived(3);
        assertThat(received).extracting(r -> text(r, "event")).containsExactly("opened", "raised", "escalated");
    }

    /** As when others were to tell in place of a channel, and it was over before they could. */
    @Test
    void whatIsLeftOfWhatIsOverIsNotTold() {
        see(alert);
        awaitReceived(1);
        see();
        awaitReceived(2);

        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at)"
                        + " SELECT alert_id, service, 'escalated 1', channel, at, at FROM zencap.backup_notifications"
                        + " WHERE channel = 'webhook' AND event = 'opened'");

        Awaitility.await().untilAsserted(() -> assertThat(notifications("webhook"))
                .containsExactly("opened sent 1", "resolved sent 1", "escalated 1 dropped 0"));
        assertThat(received).hasSize(2);
    }

    /** As when it was over while a channel was being told, which then did not take it. */
    @Test
    void whoHasHeardOfNothingDoesNotHearThatItIsOver() {
        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, at, seen_at, level, component,"
                        + " target, title, detail, hint, resolved_at, resolution) SELECT 'left', '"
                        + service.settings().target() + "', 'c', 'quiet',"
                        + " now(), now(), 'error', 'backup', 'shop', 't', 'd', 'h', now(), 'r'",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at, state) VALUES ('left', '"
                        + service.settings().target() + "', 'opened', 'webhook', now(), now(), 'dropped'), ('left', '"
                        + service.settings().target() + "', 'resolved', 'webhook', now(), now(), 'waiting')");

        Awaitility.await().untilAsserted(() -> assertThat(notifications("webhook"))
                .containsExactly("opened dropped 0", "resolved dropped 0"));
        assertThat(received).isEmpty();
    }

    private void silenceForAnHour() {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_alert_silences SELECT service, cause, now() + INTERVAL '1 hour', 'me', now()"
                        + " FROM zencap.backup_monitoring_alerts");
    }

    @Test
    void whatANodeTookAndDidNotTellAnotherOneTells() {
        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, at, seen_at, level, component,"
                        + " target, title, detail, hint) SELECT 'left', '"
                        + service.settings().target() + "', 'c', 'quiet',"
                        + " now(), now(), 'error', 'backup', 'shop', 't', 'd', 'h'",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at, claimed_until,"
                        + " attempts) VALUES ('left', '" + service.settings().target()
                        + "', 'opened', 'webhook', now(), now(),"
                        + " now() + INTERVAL '2 minutes', 1)");
        Awaitility.await().during(Duration.ofSeconds(2)).until(received::isEmpty);

        clock.jump(Duration.ofMinutes(3));

        awaitReceived(1);
    }

    @Test
    void whatWaitsForAChannelThatIsGoneIsToldThroughOthers() {
        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, at, seen_at, level, component,"
                        + " target, title, detail, hint) SELECT 'left', '"
                        + service.settings().target() + "', 'c', 'quiet',"
                        + " now(), now(), 'warning', 'backup', 'shop', 't', 'd', 'h'",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at) SELECT 'left', '"
                        + service.settings().target() + "', event, 'slack', now(), now()"
                        + " FROM unnest(ARRAY['opened', 'acknowledged']) event");

        awaitReceived(1);
        assertThat(text(received.get(0), "id")).isEqualTo("left");
        assertThat(Databases.query(
                        catalog,
                        "SELECT event || ' ' || state || ' ' || answer FROM zencap.backup_notifications"
                                + " WHERE channel = 'slack' ORDER BY event"))
                .containsExactly(
                        "acknowledged failed Its channel is no longer set up.",
                        "opened failed Its channel is no longer set up.");
        assertThat(notifications("webhook")).hasSize(1);
    }

    @Test
    void itIsToldAlsoWhatCanBeWrittenDownNowhere() throws Exception {
        service.close();
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectories(other.resolve("work/catalog-journal.jsonl/in-the-way"));
        service = start(other, "postgresql://postgres:x@127.0.0.1:1/catalog");

        send();

        assertThat(received).extracting(Received::key).containsExactly(alert.id());
    }

    @Test
    void itsTokenIsInNoEndpoint() {
        send();

        assertThat(service.camel().getEndpoints())
                .noneMatch(e -> e.getEndpointUri().contains("T0KEN"));
    }

    private void send() {
        send(alert);
    }

    private void send(Alert alert) {
        route("direct:alert", alert);
    }

    private void see(Alert... alerts) {
        route("direct:sightings", new Sightings("eye", clock.instant(), List.of(alerts)));
    }

    private void route(String address, Object body) {
        try (var routes = service.camel().createProducerTemplate()) {
            routes.sendBody(address, body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Alert worse() {
        return new Alert(
                alert.id(),
                alert.cause(),
                alert.ending(),
                Level.CRITICAL,
                alert.component(),
                alert.target(),
                alert.problem(),
                alert.operationId(),
                alert.backupId(),
                alert.at(),
                alert.follows());
    }

    private void awaitReceived(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> received.size() == count);
    }

    /** Until it is written down that it was taken: time counts from then on. */
    private void awaitRecorded(String notification) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> notifications("webhook")
                .contains(notification));
    }

    private void awaitAnswer(String answer) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT answer FROM zencap.backup_notifications WHERE channel = 'webhook'"))
                .containsExactly(answer));
    }

    private List<String> notifications(String channel) {
        return Databases.query(
                catalog,
                "SELECT event || ' ' || state || ' ' || attempts FROM zencap.backup_notifications WHERE channel = '"
                        + channel + "' ORDER BY id");
    }

    private static String text(Received request, String member) {
        try {
            return Json.MAPPER.readTree(request.body()).path(member).asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> alertsInCatalog() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> Databases.query(catalog, "SELECT id FROM zencap.backup_monitoring_alerts"),
                        ids -> !ids.isEmpty());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers.getFirst("Content-Type"),
                    headers.getFirst("Idempotency-Key"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        }
    }
}
