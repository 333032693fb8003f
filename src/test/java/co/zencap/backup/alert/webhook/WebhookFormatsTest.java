package co.zencap.backup.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formats of {@code config/webhook-formats}, told to services that refuse what their documentation does not allow. */
class WebhookFormatsTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private final ServicesStub services = new ServicesStub();
    private HttpStub stub;
    private PostgresUrl catalog;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        stub = new HttpStub(services);
        catalog = TestCluster.createDatabase();
        Path formats = Files.createDirectories(folder.resolve("home/config/webhook-formats"));
        try (var files = Files.list(Path.of("config/webhook-formats"))) {
            for (Path file : files.toList()) {
                Files.copy(file, formats.resolve(file.getFileName()));
            }
        }
        Files.writeString(
                folder.resolve("home/config/webhooks.yaml"),
                """
                webhooks:
                  on-call: {format: pagerduty, url: U_PAGERDUTY, secret: K_PAGERDUTY}
                  opsgenie: {format: opsgenie, url: U_OPSGENIE, secret: K_OPSGENIE}
                  snow: {format: servicenow, url: U_SNOW, secret: LOGIN}
                  jira: {format: jira, url: U_JIRA, secret: LOGIN, words: {project: OPS, type: Incident, transition: "41"}}
                  teams: {format: teams, url: U_TEAMS}
                  discord: {format: discord, url: U_DISCORD}
                """);
        service = TestService.start(
                folder,
                Map.ofEntries(
                        Map.entry("POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase())),
                        Map.entry("BACKUP_CATALOG_URL", Databases.text(catalog)),
                        Map.entry("BACKUP_WEBHOOKS", "on-call, opsgenie, snow, jira, teams, discord"),
                        Map.entry("U_PAGERDUTY", stub.url() + "/pagerduty"),
                        Map.entry("U_OPSGENIE", stub.url() + "/opsgenie/"),
                        Map.entry("U_SNOW", stub.url() + "/servicenow"),
                        Map.entry("U_JIRA", stub.url() + "/jira"),
                        Map.entry(
                                "U_TEAMS", stub.url() + "/teams/workflows/abc/triggers/manual/paths/invoke?sig=s3cret"),
                        Map.entry("U_DISCORD", stub.url() + "/discord/api/webhooks/1/t0ken"),
                        Map.entry("K_PAGERDUTY", ServicesStub.PAGERDUTY_KEY),
                        Map.entry("K_OPSGENIE", ServicesStub.OPSGENIE_KEY),
                        Map.entry("LOGIN", ServicesStub.LOGIN)),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"),
                clock);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        stub.close();
    }

    @Test
    void ticketsAreOpenedOnceChangedAndClosed() {
        services.loseServiceNow = 1;
        see(alert(Level.ERROR, "The backup of shop failed", "Größe ≠ \"expected\""));
        await(6);
        clock.jump(Duration.ofSeconds(20));
        awaitNotifications("opened", 6);

        see(alert(Level.CRITICAL, "The backup of shop failed", "again").named("another"));
        awaitNotifications("raised to critical", 6);
        see();
        awaitNotifications("resolved", 6);

        assertThat(services.tickets.get("pagerduty"))
                .containsExactly(ID + " trigger", ID + " trigger", ID + " resolve");
        assertThat(services.tickets.get("opsgenie")).containsExactly(ID + " open P2", ID + " notes", ID + " close");
        assertThat(services.tickets.get("servicenow"))
                .containsExactly(ID + " open", ID + " urgency 1", ID + " resolved");
        assertThat(services.tickets.get("jira")).containsExactly(ID + " open", ID + " comment", ID + " done");
        assertThat(services.tickets.get("teams"))
                .containsExactly(
                        "attention [ERROR] The backup of shop failed",
                        "attention [CRITICAL] The backup of shop failed",
                        "good [RESOLVED] The backup of shop failed");
        assertThat(services.tickets.get("discord"))
                .containsExactly(
                        "15158332 [ERROR] The backup of shop failed",
                        "10038562 [CRITICAL] The backup of shop failed",
                        "3066993 [RESOLVED] The backup of shop failed");
    }

    @Test
    void whatHadItsTicketAfterItWasToldTogetherWithOthersHasItClosed() {
        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, over_when, at, seen_at, level,"
                        + " component, target, title, detail, hint, channels) VALUES ('" + ID + "', '"
                        + service.settings().target()
                        + "', 'backup/shop/failed', 'watch', 'eye', now(), now(), 'error',"
                        + " 'backup', 'shop', 't', 'd', 'h', 'on-call')",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at, state, digest)"
                        + " VALUES ('" + ID + "', '" + service.settings().target()
                        + "', 'opened', 'on-call', now(), now(), 'sent', 'digest-1')");

        see(alert(Level.CRITICAL, "The backup of shop failed", "again").named("another"));
        awaitNotifications("raised to critical", 6);
        see();
        awaitNotifications("resolved", 6);

        assertThat(services.tickets.get("pagerduty"))
                .containsExactly(ID + " trigger", ID + " resolve", "digest-1 resolve");
    }

    @Test
    void theTicketOfADigestIsClosedWithTheLastAlertInIt() {
        see();
        together("a", "opened");
        together("b", "opened");
        // It had a ticket of its own before.
        together("c", "raised to error");

        over("id = 'a'");
        awaitNotifications("resolved", 1);
        assertThat(services.tickets).doesNotContainKey("pagerduty");

        over("id <> 'a'");
        awaitNotifications("resolved", 3);
        assertThat(services.tickets.get("pagerduty"))
                .contains("digest-1 resolve", "c resolve")
                .doesNotContain("a resolve", "b resolve");
    }

    private void together(String id, String event) {
        String name = service.settings().target().value();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, over_by, over_when, at, seen_at, level,"
                        + " component, target, title, detail, hint, channels) VALUES ('" + id + "', '" + name
                        + "', 'backup/shop/" + id + "', 'success', 'backup', now(), now(), 'error',"
                        + " 'backup', 'shop', 't', 'd', 'h', 'on-call')",
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, at, next_at, state, digest)"
                        + " VALUES ('" + id + "', '" + name + "', '" + event
                        + "', 'on-call', now(), now(), 'sent', 'digest-1')");
    }

    private void over(String which) {
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_monitoring_alerts SET resolved_at = now(), resolution = 'r', announced = false WHERE "
                        + which);
    }

    @Test
    void aTicketWhoseAnswerGotLostIsClosedAlsoWhenItIsOverBeforeTheNextTry() {
        services.loseServiceNow = 1;
        see(alert(Level.ERROR, "The backup of shop failed", "d"));
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT count(*) FROM zencap.backup_notifications WHERE event = 'opened' AND attempts = 1"
                                + " AND claimed_until IS NULL"))
                .containsExactly("7"));

        see();

        awaitNotifications("resolved", 6);
        assertThat(services.tickets.get("servicenow")).containsExactly(ID + " open", ID + " resolved");
    }

    /** Every service refuses what is too long, and would do what a text tells it to. */
    @Test
    void noTextOfAnAlertCanDoHarm() {
        String hostile = "\"}, @everyone ${secret} %s $1 \\ \u2028 <b>\n\t😀".repeat(800);

        see(alert(Level.WARNING, hostile, hostile));

        awaitNotifications("opened", 6);
        assertThat(stub.asked())
                .filteredOn(asked -> !asked.uri().startsWith("/pagerduty"))
                .noneMatch(asked -> asked.body().contains(ServicesStub.PAGERDUTY_KEY));
        assertThat(stub.asked())
                .filteredOn(asked -> asked.uri().startsWith("/pagerduty"))
                .allSatisfy(asked -> assertThat(
                                asked.json().path("payload").path("summary").asText())
                        .startsWith("\"}, @everyone ${secret} %s $1 \\"));
    }

    @Test
    void anEmptyTextIsStillOne() {
        see(Alert.of(Level.ERROR, "catalog", "", new Problem("Title", "", ""), clock.instant())
                .named(ID));

        awaitNotifications("opened", 6);
    }

    @Test
    void noSecretIsInAnEndpointOrInWhatIsShownOfTheSettings() {
        see(alert(Level.ERROR, "t", "d"));
        awaitNotifications("opened", 6);

        assertThat(service.camel().getEndpoints())
                .noneMatch(e -> e.getEndpointUri().matches(".*(t0ken|s3cret|" + ServicesStub.PAGERDUTY_KEY + ").*"));
        assertThat(service.settings().toString())
                .doesNotContain("t0ken", "s3cret", ServicesStub.PAGERDUTY_KEY, ServicesStub.OPSGENIE_KEY);
    }

    private Alert alert(Level level, String title, String detail) {
        return Alert.of(level, "backup", "shop", new Problem(title, detail, "look"), clock.instant())
                .named(ID);
    }

    private void see(Alert... alerts) {
        service.send("direct:sightings", new Sightings("eye", clock.instant(), List.of(alerts)));
    }

    private void await(int services) {
        Awaitility.await().until(() -> this.services.tickets.size() == services);
    }

    private void awaitNotifications(String event, int channels) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT channel || ' ' || state || coalesce(' ' || answer, '')"
                                + " FROM zencap.backup_notifications WHERE channel <> 'log' AND event = '"
                                + event + "'"))
                .hasSize(channels)
                .allMatch(row -> row.endsWith(" sent")));
    }
}
