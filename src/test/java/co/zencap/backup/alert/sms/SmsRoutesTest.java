package co.zencap.backup.alert.sms;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Digests;
import co.zencap.backup.alert.MessageRate;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.testing.TwilioServer;
import co.zencap.backup.testing.TwilioServer.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets which text message of an alert, and when. */
class SmsRoutesTest {
    private static final String ANNA = "+491511234567";
    private static final String BORIS = "+14155550100";

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private TwilioServer twilio;
    private PostgresUrl catalog;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        twilio = new TwilioServer();
        catalog = TestCluster.createDatabase();
    }

    private void with(String rules) throws Exception {
        Path config = Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(config.resolve("alert-rules.yaml"), rules);
        service = TestService.start(
                folder,
                new HashMap<>(Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL",
                        Databases.text(catalog),
                        "BACKUP_TARGET",
                        "shop",
                        "TWILIO_SID",
                        TwilioServer.ACCOUNT,
                        "TWILIO_AUTH_TOKEN",
                        TwilioServer.TOKEN,
                        "TWILIO_PHONE_NUMBER",
                        TwilioServer.FROM,
                        "BACKUP_ALERT_PHONE_NUMBERS",
                        ANNA + ", " + BORIS,
                        "TWILIO_API_URL",
                        twilio.url())),
                routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"),
                clock);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        twilio.close();
    }

    @Test
    void whatIsCriticalGoesToTheFirstThenAlsoToTheNextAndItsEndToBoth() throws Exception {
        with("rules: {}");
        see(alert(Level.CRITICAL, "a1"));

        assertThat(await(1))
                .containsExactly(new Text(ANNA, "CRITICAL: The backup of shop failed. disk full TO DO: free space"));

        clock.jump(Duration.ofMinutes(31));
        List<Text> all = await(3);
        assertThat(all.subList(1, 3)).extracting(Text::to).containsExactly(ANNA, BORIS);
        assertThat(all.get(2).body()).startsWith("STILL CRITICAL: The backup of shop failed.");
        Awaitility.await()
                .untilAsserted(() -> assertThat(states()).containsExactly("opened sent 1", "escalated 1 sent 1"));

        see();
        all = await(5);
        assertThat(all.subList(3, 5)).extracting(Text::to).containsExactly(ANNA, BORIS);
        assertThat(all.get(4).body())
                .isEqualTo("RESOLVED: The backup of shop failed. It is no longer so. It was for 31 minutes.");
    }

    @Test
    void nothingElseMakesATelephoneRingWhateverARuleSays() throws Exception {
        with("{rules: {all: {channels: [sms]}}}");

        see(alert(Level.ERROR, "a1"));
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT channel || state FROM zencap.backup_notifications"))
                .containsExactly("logsent"));

        see(alert(Level.CRITICAL, "a2"));
        await(1);
    }

    @Test
    void whatARuleKeepsFromTelephonesDoesNotEscalateToThem() throws Exception {
        with("{rules: {archive: {targets: [shop], channels: []}}}");

        see(alert(Level.CRITICAL, "a1"));
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT channel || state FROM zencap.backup_notifications"))
                .containsExactly("logsent"));
        clock.jump(Duration.ofMinutes(31));
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT escalations::text FROM zencap.backup_monitoring_alerts"))
                .containsExactly("1"));

        Awaitility.await().during(Duration.ofSeconds(2)).until(() -> twilio.requests()
                .isEmpty());
    }

    @Test
    void oneWhoCannotBeReachedKeepsNothingFromTheOthersWhoGetItOnce() throws Exception {
        with("rules: {}");
        see(alert(Level.CRITICAL, "a1"));
        await(1);
        twilio.failWith(503, Map.of(), "");

        clock.jump(Duration.ofMinutes(31));
        assertThat(await(2).get(1).to()).isEqualTo(BORIS);
        awaitAnswer("It answered 503");
        clock.jump(Duration.ofMinutes(2));

        assertThat(await(3).get(2).to()).isEqualTo(ANNA);
        Awaitility.await()
                .untilAsserted(() -> assertThat(states()).containsExactly("opened sent 1", "escalated 1 sent 2"));
    }

    /** Else the channel would pass for one that is down, and the next alert would wait for it. */
    @Test
    void oneWhoWantsNoMessagesIsNotAskedAgainWhereAnotherHasGotOne() throws Exception {
        with("rules: {}");
        see(alert(Level.CRITICAL, "a1"));
        await(1);
        twilio.failWith(
                400,
                Map.of(),
                "{\"code\":21610,\"message\":\"Attempt to send to unsubscribed recipient\",\"status\":400}");

        clock.jump(Duration.ofMinutes(31));

        assertThat(await(2).get(1).to()).isEqualTo(BORIS);
        Awaitility.await()
                .untilAsserted(() -> assertThat(states()).containsExactly("opened sent 1", "escalated 1 sent 1"));
    }

    /** Nobody has got it: it is tried again, and others tell. */
    @Test
    void whatNobodyGotIsTriedAgainWhateverTheReason() throws Exception {
        with("rules: {}");
        twilio.failWith(400, Map.of(), "{\"code\":21211,\"message\":\"Invalid 'To' Phone Number\",\"status\":400}");

        see(alert(Level.CRITICAL, "a1"));

        awaitAnswer("It answered 400: 21211 Invalid 'To' Phone Number");
        assertThat(states()).containsExactly("opened waiting 1");
    }

    @Test
    void manyAtOnceReachWhoIsToldOfOneOfThemAndTheirEndWhoHeardOfThem() throws Exception {
        with("rules: {}");
        SmsChannel channel = service.bean("smsChannel", SmsChannel.class);
        assertThat(numbers(channel, Notice.test("sms", clock.instant())))
                .as("a test")
                .containsExactly(ANNA, BORIS);
        Notice first = notice("opened", "a1", null);
        Notice digest =
                service.bean("digests", Digests.class).digest("sms", List.of(first, notice("escalated 1", "a2", null)));
        assertThat(numbers(channel, digest)).containsExactly(ANNA, BORIS);

        see();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_alert_messages (alert_id, event, channel, recipient, message, at) VALUES ('"
                        + digest.alert().id() + "', 'digest', 'sms', '" + BORIS + "', 'SM1', now())");
        assertThat(numbers(channel, digest)).containsExactly(ANNA);

        Notice end = notice("resolved", "a1", digest.alert().id()).over("It is over.", clock.instant());
        assertThat(numbers(channel, end)).containsExactly(BORIS);
        Notice ends = new Digests(new MessageRate(clock), clock).digest("sms", List.of(end, end));
        assertThat(numbers(channel, ends)).containsExactly(BORIS);
    }

    private static List<String> numbers(SmsChannel channel, Notice notice) {
        return channel.messages(notice).stream()
                .map(sms -> sms.to().getEndpoint())
                .toList();
    }

    private Notice notice(String event, String id, String toldIn) {
        Alert alert = alert(Level.CRITICAL, id);
        return new Notice(1, event, "sms", 1, alert, 1, alert.at(), null, null, 0, null, toldIn, List.of(), List.of());
    }

    @Test
    void anErrorOfTheServerIsAskedOnceAndAgainOnlyInItsTime() throws Exception {
        with("rules: {}");
        twilio.failWith(503, Map.of(), "");
        twilio.failWith(
                429, Map.of("Retry-After", "600"), "{\"code\":20429,\"message\":\"Too Many Requests\",\"status\":429}");

        see(alert(Level.CRITICAL, "a1"));
        awaitAnswer("It answered 503");
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> twilio.requests().size() == 1);
        clock.jump(Duration.ofSeconds(16));
        awaitAnswer("It answered 429: 20429 Too Many Requests");
        clock.jump(Duration.ofMinutes(9));
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> twilio.requests().size() == 2);
        clock.jump(Duration.ofMinutes(2));

        await(1);
    }

    @Test
    void itIsNotWaitedForForEver() throws Exception {
        with("rules: {}");
        twilio.hang();

        see(alert(Level.CRITICAL, "a1"));

        awaitAnswer("It can't be reached (");
    }

    @Test
    void noSecretIsInAnEndpointOrAnAnswer() throws Exception {
        with("rules: {}");
        twilio.failWith(401, Map.of(), "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}");
        see(alert(Level.CRITICAL, "a1"));
        awaitAnswer("It answered 401: 20003 Authenticate");

        assertThat(service.camel().getEndpoints()).allSatisfy(endpoint -> assertThat(endpoint.getEndpointUri())
                .doesNotContain(TwilioServer.TOKEN, TwilioServer.ACCOUNT, ANNA));
    }

    private Alert alert(Level level, String id) {
        return Alert.of(
                        level,
                        "backup",
                        "shop",
                        new Problem("The backup of shop failed", "disk full", "free space"),
                        clock.instant())
                .named(id);
    }

    private void see(Alert... alerts) {
        service.send("direct:sightings", new Sightings("eye", clock.instant(), List.of(alerts)));
    }

    private List<Text> await(int count) {
        return Awaitility.await().until(twilio::texts, texts -> texts.size() == count);
    }

    private void awaitAnswer(String answer) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                catalog,
                                "SELECT answer FROM zencap.backup_notifications WHERE channel = 'sms' ORDER BY id DESC LIMIT 1"))
                .singleElement()
                .asString()
                .startsWith(answer));
    }

    private List<String> states() {
        return Databases.query(
                catalog,
                "SELECT event || ' ' || state || ' ' || attempts FROM zencap.backup_notifications WHERE channel = 'sms'"
                        + " ORDER BY id");
    }
}
