package co.zencap.backup.alert.slack;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.SlackServer;
import co.zencap.backup.testing.SlackServer.Message;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.slack.SlackEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of an alert in Slack, and what their presses of its buttons do. */
class SlackRoutesTest {
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new StreamHandler() {
        @Override
        public synchronized void publish(LogRecord entry) {
            logged.add(new SimpleFormatter().format(entry));
        }
    };
    private SlackServer slack;
    private PostgresUrl catalog;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        log.setLevel(java.util.logging.Level.ALL);
        Logger.getLogger("").addHandler(log);
        slack = new SlackServer();
        catalog = TestCluster.createDatabase();
    }

    private void withToken() throws Exception {
        with(Map.of(
                "SLACK_BOT_TOKEN",
                SlackServer.TOKEN,
                "BACKUP_SLACK_CHANNEL",
                "#alerts",
                "SLACK_SIGNING_SECRET",
                SECRET,
                "SLACK_API_URL",
                slack.url()));
    }

    private void withWebhook() throws Exception {
        with(Map.of("SLACK_WEBHOOK_URL", slack.url() + SlackServer.HOOK, "SLACK_SIGNING_SECRET", SECRET));
    }

    private void with(Map<String, String> own) throws Exception {
        var variables = new HashMap<>(own);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TARGET", "shop");
        service = TestService.start(
                folder, variables, routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"), clock);
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        slack.close();
        Logger.getLogger("").removeHandler(log);
        assertThat(logged).isNotEmpty().allSatisfy(line -> assertThat(line)
                .doesNotContain("xoxb-", "T0KEN", "H00K", SECRET, "/actions/"));
    }

    @Test
    void whatBecomesOfAnAlertIsToldInItsThreadAndShownInItsFirstMessage() throws Exception {
        withToken();
        see(alert(Level.ERROR, "a1"));
        Message first = await(1).get(0);
        assertThat(first.way()).isEqualTo("chat.postMessage");
        assertThat(first.document().path("channel").asText()).isEqualTo("#alerts");
        assertThat(first.thread()).isEmpty();
        assertThat(first.shown()).contains("ERROR: The backup of shop failed", "Cause: disk full", "To do: free space");
        assertThat(first.buttons()).containsExactly("acknowledge", "silence", "run-again");
        awaitRecorded(1);

        see(alert(Level.CRITICAL, "a2"));
        follows(await(3), first, "It has become worse, CRITICAL now.", "CRITICAL: The backup of shop failed");
        awaitRecorded(2);

        clock.jump(Duration.ofMinutes(31));
        follows(
                await(5),
                first,
                "Nobody sees to it: it goes on to the next person.",
                "CRITICAL: The backup of shop failed");
        assertThat(slack.messages().get(4).document().path("reply_broadcast").asBoolean())
                .isTrue();
        awaitRecorded(3);

        see();
        List<Message> all = await(7);
        follows(all, first, "It is over. It is no longer so.", "RESOLVED: The backup of shop failed");
        assertThat(all.get(5).buttons()).isEmpty();
        assertThat(all.get(6).document().path("reply_broadcast").asBoolean()).isFalse();
    }

    /** The last two: the change of the first message, and the reply to it. */
    private static void follows(List<Message> messages, Message first, String reply, String card) {
        Message change = messages.get(messages.size() - 2);
        assertThat(change.way()).isEqualTo("chat.update");
        assertThat(change.ts()).isEqualTo(first.ts());
        assertThat(change.shown()).contains(card);
        Message said = messages.get(messages.size() - 1);
        assertThat(said.way()).isEqualTo("chat.postMessage");
        assertThat(said.thread()).isEqualTo(first.ts());
        assertThat(said.shown()).contains(reply);
    }

    @Test
    void withAWebhookEachMessageStandsAlone() throws Exception {
        withWebhook();
        see(alert(Level.ERROR, "a1"));
        await(1);
        see();

        List<Message> all = await(2);
        assertThat(all).extracting(Message::way).containsOnly("webhook");
        assertThat(all).allSatisfy(message -> assertThat(message.shown()).contains("Alert: a1"));
        assertThat(all.get(1).shown()).contains("RESOLVED: The backup of shop failed", "It is over.");
    }

    @Test
    void whoPressesAcknowledgeSeesToIt() throws Exception {
        withToken();
        see(alert(Level.CRITICAL, "a1"));
        await(1);
        awaitRecorded(1);

        press("acknowledge", "a1");

        Message answer = awaitOne("answer");
        assertThat(answer.document().path("replace_original").asBoolean()).isTrue();
        assertThat(answer.shown()).contains("anna (Slack U2CERLKJA) sees to it.");
        assertThat(answer.buttons()).containsExactly("silence", "run-again");
        Awaitility.await().untilAsserted(() -> assertThat(slack.messages()).anySatisfy(message -> {
            assertThat(message.thread()).isNotEmpty();
            assertThat(message.shown()).contains("anna (Slack U2CERLKJA) sees to it.");
        }));
        assertThat(Databases.query(catalog, "SELECT acknowledged_by FROM zencap.backup_monitoring_alerts"))
                .containsExactly("anna (Slack U2CERLKJA)");
        assertThat(audit()).containsExactly("anna (Slack U2CERLKJA) acknowledge shop");
    }

    @Test
    void whoPressesSilenceSilencesForAnHour() throws Exception {
        withWebhook();
        see(alert(Level.CRITICAL, "a1"));
        await(1);

        press("silence", "a1");

        Message answer = awaitOne("answer");
        assertThat(answer.shown()).contains("Silenced until ", " by anna (Slack U2CERLKJA).");
        assertThat(answer.buttons()).containsExactly("acknowledge", "run-again");
        assertThat(Databases.query(
                        catalog, "SELECT extract(epoch FROM until - at)::int::text FROM zencap.backup_alert_silences"))
                .containsExactly("3600");
        assertThat(audit()).containsExactly("anna (Slack U2CERLKJA) silence shop");
    }

    @Test
    void whoPressesRunAgainBeginsABackup() throws Exception {
        withToken();
        see(alert(Level.CRITICAL, "a1"));
        await(1);

        press("run-again", "a1");

        assertThat(awaitOne("answer").shown()).contains("anna (Slack U2CERLKJA) has begun another backup.");
        assertThat(audit()).containsExactly("anna (Slack U2CERLKJA) run-again shop");
        Operation backup = service.operations().stream()
                .filter(operation -> operation.kind() == Operation.Kind.BACKUP)
                .findFirst()
                .orElseThrow();
        assertThat(service.await(backup.id()).state()).isEqualTo(Operation.State.SUCCEEDED);
    }

    @Test
    void aPressForWhatIsNotThereIsAnsweredToWhoPressed() throws Exception {
        withToken();

        press("acknowledge", "no-such-alert");

        Message answer = awaitOne("answer");
        assertThat(answer.document().path("response_type").asText()).isEqualTo("ephemeral");
        assertThat(answer.document().path("replace_original").asBoolean()).isFalse();
        assertThat(answer.document().path("text").asText()).isEqualTo("There is no such alert any more.");
    }

    @Test
    void whatSlackHasNotSignedJustNowIsRefused() throws Exception {
        withToken();
        see(alert(Level.CRITICAL, "a1"));
        await(1);
        String body = form("acknowledge", "a1", slack.url() + "/actions/1");
        long now = clock.instant().getEpochSecond();

        assertThat(status(body, now, "v0=" + "0".repeat(64))).isEqualTo(401);
        assertThat(status(body, now, null)).isEqualTo(401);
        assertThat(status(body, now - 301, signed(body, now - 301))).isEqualTo(401);
        assertThat(status(body, now, signed(body, now))).isEqualTo(200);
        assertThat(status(body, now, signed(body, now))).isEqualTo(401);

        awaitOne("answer");
        Awaitility.await().untilAsserted(() -> assertThat(audit()).hasSize(1));
    }

    @Test
    void nobodyElseIsAnsweredBecauseAPressSaysSo() throws Exception {
        withToken();
        see(alert(Level.CRITICAL, "a1"));
        await(1);
        try (var other = new SlackServer()) {
            String body = form("acknowledge", "a1", other.url() + "/actions/1");
            long now = clock.instant().getEpochSecond();

            assertThat(status(body, now, signed(body, now))).isEqualTo(200);

            Awaitility.await().untilAsserted(() -> assertThat(audit()).hasSize(1));
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void whatIsNoPressIsTakenOrRefusedButNeverDone() throws Exception {
        withToken();
        see();
        long now = clock.instant().getEpochSecond();

        for (String body : List.of("payload=" + encoded("{"), "x=y", "payload=%zz")) {
            assertThat(status(body, now, signed(body, now))).as(body).isEqualTo(400);
        }
        for (String payload : List.of("{\"type\":\"view_closed\"}", payload("dashboard", "a1", "x"))) {
            String body = "payload=" + encoded(payload);
            assertThat(status(body, now, signed(body, now))).as(body).isEqualTo(200);
        }
        assertThat(audit()).isEmpty();
    }

    @Test
    void withoutASecretNobodyPressesAnything() throws Exception {
        with(Map.of("SLACK_WEBHOOK_URL", slack.url() + SlackServer.HOOK));
        see(alert(Level.CRITICAL, "a1"));

        assertThat(await(1).get(0).buttons()).isEmpty();
        assertThat(status("payload={}", clock.instant().getEpochSecond(), "v0="))
                .isEqualTo(404);
    }

    @Test
    void whatSlackRefusesIsToldAgainWhenItWantsTo() throws Exception {
        withToken();
        slack.failWith(429, Map.of("Retry-After", "300"), "");
        slack.failWith(200, Map.of(), "{\"ok\":false,\"error\":\"is_archived\"}");
        slack.failWith(503, Map.of(), "<html>" + "x".repeat(100_000));

        see(alert(Level.ERROR, "a1"));
        awaitAnswer("It answered 429");
        clock.jump(Duration.ofMinutes(4));
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> slack.requests().size() == 1);
        clock.jump(Duration.ofMinutes(2));
        awaitAnswer("It answered 200: is_archived");
        clock.jump(Duration.ofMinutes(2));
        awaitAnswer("It answered 503: <html>" + "x".repeat(194));
        clock.jump(Duration.ofMinutes(2));

        await(1);
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT state || attempts FROM zencap.backup_notifications WHERE channel = 'slack'"))
                .containsExactly("sent4"));
    }

    @Test
    void itIsNotWaitedForForEver() throws Exception {
        withToken();
        slack.hang();

        see(alert(Level.ERROR, "a1"));

        awaitAnswer("It can't be reached (");
    }

    @Test
    void aFirstMessageThatIsGoneKeepsNothingFromBeingTold() throws Exception {
        withToken();
        see(alert(Level.ERROR, "a1"));
        await(1);
        awaitRecorded(1);
        slack.failWith(200, Map.of(), "{\"ok\":false,\"error\":\"message_not_found\"}");

        see();

        assertThat(await(2).get(1).shown()).contains("It is over.");
    }

    @Test
    void aReplyThatFailedIsSaidOnceWhenItIsTriedAgain() throws Exception {
        withToken();
        see(alert(Level.ERROR, "a1"));
        await(1);
        awaitRecorded(1);
        slack.failWith(500, Map.of(), "");

        see();
        awaitAnswer("It answered 500");
        clock.jump(Duration.ofMinutes(1));

        await(3);
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> slack.messages().size() == 3);
    }

    @Test
    void noSecretIsInAnEndpointOrInJmx() throws Exception {
        withToken();
        see(alert(Level.ERROR, "a1"));
        await(1);

        assertSecretFree("xoxb-", "T0KEN", SECRET);
    }

    @Test
    void noWebhookIsInAnEndpointOrInJmx() throws Exception {
        withWebhook();
        see(alert(Level.ERROR, "a1"));
        await(1);

        assertSecretFree("H00K", SECRET);
    }

    private void assertSecretFree(String... secrets) throws Exception {
        assertThat(service.camel().getEndpoints())
                .noneSatisfy(endpoint -> assertThat(endpoint.getEndpointUri()).containsAnyOf(secrets));
        assertThat(service.camel().getEndpoints())
                .filteredOn(endpoint -> endpoint instanceof SlackEndpoint)
                .allSatisfy(endpoint -> {
                    assertThat(((SlackEndpoint) endpoint).getToken()).isNull();
                    assertThat(((SlackEndpoint) endpoint).getWebhookUrl()).isNull();
                })
                .isNotEmpty();
        var server = ManagementFactory.getPlatformMBeanServer();
        var names = server.queryNames(new javax.management.ObjectName("org.apache.camel:*"), null);
        assertThat(names).isNotEmpty();
        for (var name : names) {
            assertThat(name.toString()).doesNotContain(secrets);
            for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    assertThat(attribute(server, name, attribute.getName()))
                            .as(name + " " + attribute.getName())
                            .doesNotContain(secrets);
                }
            }
        }
    }

    private static String attribute(
            javax.management.MBeanServer server, javax.management.ObjectName name, String attribute) {
        try {
            return String.valueOf(server.getAttribute(name, attribute));
        } catch (javax.management.JMException | RuntimeException e) {
            return String.valueOf(e);
        }
    }

    private Alert alert(Level level, String id) {
        return Alert.of(
                        level,
                        "backup",
                        "shop",
                        new Problem("The backup of shop failed", "disk full", "free space"),
                        null,
                        null,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .named(id);
    }

    private void see(Alert... alerts) {
        service.send("direct:sightings", new Sightings("eye", clock.instant(), List.of(alerts)));
    }

    private List<Message> await(int count) {
        return Awaitility.await().until(slack::messages, messages -> messages.size() == count);
    }

    private Message awaitOne(String way) {
        return Awaitility.await()
                .until(
                        () -> slack.messages().stream()
                                .filter(message -> message.way().equals(way))
                                .toList(),
                        found -> found.size() == 1)
                .get(0);
    }

    private void awaitRecorded(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT id::text FROM zencap.backup_notifications WHERE channel = 'slack' AND state = 'sent'"))
                .hasSize(count));
    }

    private void awaitAnswer(String answer) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                catalog,
                                "SELECT answer FROM zencap.backup_notifications WHERE channel = 'slack' ORDER BY id DESC LIMIT 1"))
                .singleElement()
                .asString()
                .startsWith(answer));
    }

    private List<String> audit() {
        return Databases.query(
                catalog,
                "SELECT actor || ' ' || action || ' ' || target FROM zencap.backup_audit WHERE action IN"
                        + " ('acknowledge', 'silence', 'run-again')");
    }

    private void press(String action, String alert) {
        String body = form(action, alert, slack.url() + "/actions/T0/1/abc");
        long now = clock.instant().getEpochSecond();
        assertThat(status(body, now, signed(body, now))).isEqualTo(200);
    }

    private static String form(String action, String alert, String answer) {
        return "payload=" + encoded(payload(action, alert, answer));
    }

    private static String payload(String action, String alert, String answer) {
        return Json.MAPPER
                .valueToTree(Map.of(
                        "type",
                        "block_actions",
                        "user",
                        Map.of("id", "U2CERLKJA", "username", "anna", "team_id", "T1DC2JH3J"),
                        "container",
                        Map.of("type", "message", "message_ts", "1503435956.000247", "channel_id", "C0ALERTS"),
                        "response_url",
                        answer,
                        "actions",
                        List.of(Map.of("type", "button", "action_id", action, "value", alert))))
                .toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String signed(String body, long timestamp) {
        return "v0=" + new HmacUtils(HmacAlgorithms.HMAC_SHA_256, SECRET).hmacHex("v0:" + timestamp + ":" + body);
    }

    /** As the servlet hands a call over. */
    private int status(String body, long timestamp, String signature) {
        Route route = service.camel().getRoutes().stream()
                .filter(each -> each.getEndpoint().getEndpointUri().matches(".*slack.*actions.*"))
                .findFirst()
                .orElseThrow();
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader("X-Slack-Request-Timestamp", String.valueOf(timestamp));
        exchange.getMessage().setHeader("X-Slack-Signature", signature);
        try {
            ((DefaultConsumer) route.getConsumer()).getProcessor().process(exchange);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }
}
