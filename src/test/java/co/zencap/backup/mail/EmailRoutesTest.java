package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.MailServer;
import co.zencap.backup.testing.SmtpFront;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real mail server gets of alerts, and from there a person. */
class EmailRoutesTest {
    private static final String PASSWORD = "s3cret-of-the-mail-server";

    @TempDir
    Path folder;

    private final JumpingClock clock = new JumpingClock();
    private final Alert alert = alert("The backup of shop failed");
    private MailServer server;
    private SmtpFront front;
    private PostgresUrl catalog;
    private TestService service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        if (front != null) {
            front.close();
        }
        server.close();
        MailServer.trust(false);
    }

    @Test
    void anAlertComesAsTextAndHtmlThroughTlsFromSomebodyWhoMaySend() throws Exception {
        server = MailServer.tls();
        server.user("backup", PASSWORD);
        MailServer.trust(true);
        start(Map.of(
                "BACKUP_SMTP_URL",
                "smtps://127.0.0.1:" + server.port(),
                "BACKUP_SMTP_USER",
                "backup",
                "BACKUP_SMTP_PASSWORD",
                PASSWORD,
                "BACKUP_TIME_ZONE",
                "Asia/Tokyo"));

        send(alert);

        MimeMessage message = server.await(2).get(0);
        assertThat(recipients(message)).containsExactly("Ops@example.org", "dba@example.org");
        assertThat(message.getFrom()[0]).hasToString("ZenCap Backup <backup@zencap.example>");
        assertThat(message.getSubject()).isEqualTo("[ZenCap Backup] ERROR shop: The backup of shop failed");
        assertThat(message.getMessageID()).isEqualTo("<" + alert.id() + "@zencap.example>");
        assertThat(message.getHeader("References")).isNull();
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getSentDate()).isNotNull();
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        assertThat(MailServer.part(message, 0).getContentType()).startsWith("text/plain");
        assertThat(MailServer.part(message, 1).getContentType()).startsWith("text/html");
        for (int part : new int[] {0, 1}) {
            assertThat((String) MailServer.part(message, part).getContent())
                    .contains("The backup of shop failed", "Größe ≠ expected", "look into it", "error", "op1", "once")
                    .contains(new LocalTimes(service.settings().timetable().zone()).exact(alert.at()), "JST");
        }
        assertThat(service.camel().getEndpoints())
                .noneMatch(endpoint -> endpoint.getEndpointUri().contains(PASSWORD));
    }

    @Test
    void allThatIsSaidOfAnAlertIsOneThreadAndTheNextPersonIsInItFromTheEscalationOn() throws Exception {
        server = MailServer.plain();
        start(inTheClear(server.port()));

        see(alert);
        server.await(2);
        see(worse());
        server.await(4);
        clock.jump(Duration.ofMinutes(31));
        server.await(7);
        see();
        server.await(10);

        List<MimeMessage> received = server.receivedBy("dba@example.org");
        String first = "<" + alert.id() + "@zencap.example>";
        assertThat(received).hasSize(4);
        assertThat(ids(received)).hasSize(4);
        assertThat(received.get(0).getMessageID()).isEqualTo(first);
        for (MimeMessage message : received.subList(1, 4)) {
            assertThat(message.getHeader("In-Reply-To")).containsExactly(first);
            assertThat(message.getHeader("References")).containsExactly(first);
        }
        assertThat(recipients(received.get(1))).doesNotContain("cto@example.org");
        assertThat(received.get(1).getSubject()).contains("CRITICAL shop");
        assertThat(received.get(1).getHeader("Importance")).containsExactly("high");
        assertThat(recipients(received.get(2)))
                .containsExactly("Ops@example.org", "dba@example.org", "cto@example.org");
        assertThat(received.get(2).getSubject()).contains("NOBODY HAS TAKEN IT");
        assertThat(recipients(received.get(3))).contains("cto@example.org");
        assertThat(received.get(3).getSubject()).startsWith("[ZenCap Backup] RESOLVED shop: ");
        assertThat(received.get(3).getHeader("Importance")).isNull();
        assertThat((String) MailServer.part(received.get(3), 0).getContent())
                .contains("It is over: It is no longer so.", "2 times", "Escalated: once")
                .doesNotContain("What to do");
        assertThat(server.receivedBy("cto@example.org")).hasSize(2);
    }

    @Test
    void noNameAndNoTitleBecomesAHeaderOrHtml() throws Exception {
        server = MailServer.plain();
        start(inTheClear(server.port()));
        String evil = "x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>\u2028\u202e" + "y".repeat(5000);

        send(new Alert(
                "evil\r\nBcc: evil@example.org",
                "cause",
                alert.ending(),
                Level.ERROR,
                "backup\r\nX-Evil: 1",
                "shop\r\nX-Evil: 2",
                new Problem(evil, evil, evil),
                "op\r\nX-Evil: 3",
                null,
                alert.at(),
                ""));

        MimeMessage message = server.await(2).get(0);
        assertThat(server.received()).hasSize(2);
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getHeader("X-Evil")).isNull();
        assertThat(message.getSubject()).hasSizeLessThanOrEqualTo(180).doesNotContain("\r", "\n", "\u202e");
        assertThat(message.getMessageID()).matches("<[0-9a-f-]{36}@zencap\\.example>");
        assertThat((String) MailServer.part(message, 1).getContent())
                .contains("&lt;script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void whatTheServerDidNotTakeItGetsLaterUnderTheSameName() throws Exception {
        server = MailServer.plain();
        start(inTheClear(server.port()));
        server.stop();

        send(alert);
        awaitAnswer("It did not take the e-mail: ");
        assertThat(answers().get(0)).contains("waiting");
        server.start();
        clock.jump(Duration.ofSeconds(20));

        assertThat(ids(server.await(2))).containsExactly("<" + alert.id() + "@zencap.example>");
        Awaitility.await().untilAsserted(() -> assertThat(answers()).containsExactly("sent 2 "));
    }

    @Test
    void aPasswordThatTheServerDoesNotTakeIsSaidAndNotShown() throws Exception {
        server = MailServer.plain();
        server.user("backup", "another");
        var variables = new HashMap<>(inTheClear(server.port()));
        variables.put("BACKUP_SMTP_USER", "backup");
        variables.put("BACKUP_SMTP_PASSWORD", PASSWORD);
        start(variables);

        send(alert);

        awaitAnswer("It did not take the e-mail: 535");
        assertThat(answers()).noneMatch(answer -> answer.contains(PASSWORD));
        assertThat(server.received()).isEmpty();
        assertThat(service.settings().toString()).doesNotContain(PASSWORD);
    }

    @Test
    void aServerWhoseCertificateNobodyVouchesForGetsNothing() throws Exception {
        server = MailServer.tls();
        MailServer.trust(false);
        start(Map.of("BACKUP_SMTP_URL", "smtps://127.0.0.1:" + server.port()));

        send(alert);

        // The server does not like to be left alone, and says so in a thread of its own.
        Awaitility.await().dontCatchUncaughtExceptions().untilAsserted(() -> assertThat(answers())
                .hasSize(1)
                .allMatch(answer -> answer.contains("unable to find valid certification path")));
        assertThat(server.received()).isEmpty();
    }

    @Test
    void withoutStarttlsNothingGoesInTheClear() throws Exception {
        server = MailServer.plain();
        front = new SmtpFront(server.port(), false, null);
        start(Map.of("BACKUP_SMTP_URL", "smtp://127.0.0.1:" + front.port()));

        send(alert);

        awaitAnswer("It did not take the e-mail: STARTTLS is required");
        assertThat(server.received()).isEmpty();
        assertThat(front.inTheClear()).noneMatch(line -> line.startsWith("MAIL") || line.startsWith("RCPT"));
    }

    @Test
    void withStarttlsOneRefusedAddressKeepsTheOthersFromNothing() throws Exception {
        server = MailServer.plain();
        server.user("backup", PASSWORD);
        front = new SmtpFront(server.port(), true, "Ops@example.org");
        MailServer.trust(true);
        start(Map.of(
                "BACKUP_SMTP_URL",
                "smtp://127.0.0.1:" + front.port(),
                "BACKUP_SMTP_USER",
                "backup",
                "BACKUP_SMTP_PASSWORD",
                PASSWORD));

        send(alert);

        server.await(1);
        Awaitility.await().untilAsserted(() -> assertThat(answers()).containsExactly("sent 1 "));
        clock.jump(Duration.ofMinutes(5));
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .until(() -> server.received().size() == 1);
        assertThat(front.inTheClear()).allMatch(line -> line.startsWith("EHLO") || line.equals("STARTTLS"));
    }

    private Map<String, String> inTheClear(int port) {
        return Map.of("BACKUP_SMTP_URL", "smtp://127.0.0.1:" + port, "BACKUP_SMTP_STARTTLS", "false");
    }

    private void start(Map<String, String> more) throws Exception {
        catalog = TestCluster.createDatabase();
        var variables = new HashMap<String, String>(more);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_ALERT_EMAILS", "Ops@example.org, dba@example.org");
        variables.put("BACKUP_ESCALATION_EMAILS", "cto@example.org,ops@example.org");
        variables.put("BACKUP_SMTP_FROM", "backup@zencap.example");
        service = TestService.start(
                folder, variables, routes -> routes.replace("period=15000&delay=20000", "period=500&delay=500"), clock);
    }

    private static Alert alert(String title) {
        return Alert.of(
                Level.ERROR,
                "backup",
                "shop",
                new Problem(title, "Größe ≠ expected", "look into it"),
                "op1",
                null,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private Alert worse() {
        return Alert.of(Level.CRITICAL, "backup", "shop", alert.problem(), "op1", null, alert.at());
    }

    private void send(Alert some) {
        service.send("direct:alert", some);
    }

    private void see(Alert... alerts) {
        service.send("direct:sightings", new Sightings("eye", clock.instant(), List.of(alerts)));
    }

    private List<String> answers() {
        return Databases.query(
                catalog,
                "SELECT state || ' ' || attempts || ' ' || coalesce(answer, '') FROM zencap.backup_notifications"
                        + " WHERE channel = 'email' ORDER BY id");
    }

    private void awaitAnswer(String begin) {
        Awaitility.await().untilAsserted(() -> assertThat(answers()).hasSize(1).allMatch(a -> a.contains(begin)));
    }

    private static List<String> recipients(MimeMessage message) throws Exception {
        return Arrays.stream(message.getRecipients(RecipientType.TO))
                .map(Address::toString)
                .toList();
    }

    private static TreeSet<String> ids(List<MimeMessage> messages) throws Exception {
        var ids = new TreeSet<String>();
        for (MimeMessage message : messages) {
            ids.add(message.getMessageID());
        }
        return ids;
    }
}
