package co.zencap.backup.incident;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.webhook.ServicesStub;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import co.zencap.backup.testing.MailServer;
import co.zencap.backup.testing.SlackServer;
import co.zencap.backup.testing.TwilioServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.store.FolderException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** All who are told of alerts, each by the protocol of its channel; a message that this forbids is not taken. */
final class Everybody implements AutoCloseable {
    static final String OPS = "ops@example.org";
    static final String CTO = "cto@example.org";
    static final String ANNA = "+491511234567";
    static final String BORIS = "+14155550100";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final HmacUtils HMAC =
            new HmacUtils(HmacAlgorithms.HMAC_SHA_256, Base64.getDecoder().decode(SECRET.substring("whsec_".length())));
    private static final int TWO_SEGMENTS = 306;
    private static final List<String> MAILBOXES = List.of(OPS, CTO);

    private final MailServer mail = MailServer.plain();
    private final SlackServer slack = new SlackServer();
    private final TwilioServer twilio = new TwilioServer();
    private final HttpStub webhook = new HttpStub(asked -> new Answer(204, ""));
    private final ServicesStub services = new ServicesStub();
    private final HttpStub pagerDuty = new HttpStub(services);
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new StreamHandler() {
        @Override
        public synchronized void publish(LogRecord entry) {
            if ("tell-by-log".equals(entry.getLoggerName())) {
                logged.add(new SimpleFormatter().formatMessage(entry));
            }
        }
    };

    private final UnaryOperator<String> names;
    private final List<Told> all = new ArrayList<>();
    private final Map<String, Integer> read = new HashMap<>();

    /** Alerts by their ids, as people call them: by what was said first. */
    private final Map<String, String> incidents = new HashMap<>();

    /** @param names gives what is of this test alone the names that it has elsewhere */
    Everybody(UnaryOperator<String> names) throws IOException {
        this.names = names;
        Logger.getLogger("").addHandler(log);
    }

    /** The settings by which they are told. */
    Map<String, String> variables(Path home) throws IOException {
        Path formats = Files.createDirectories(home.resolve("config/webhook-formats"));
        Files.copy(Path.of("config/webhook-formats/pagerduty.yaml"), formats.resolve("pagerduty.yaml"));
        Files.writeString(
                home.resolve("config/webhooks.yaml"),
                "webhooks: {pagerduty: {format: pagerduty, url: PAGERDUTY_URL, secret: PAGERDUTY_KEY}}\n");
        var variables = new HashMap<String, String>();
        variables.put("BACKUP_ALERT_EMAILS", OPS);
        variables.put("BACKUP_ESCALATION_EMAILS", CTO);
        variables.put("BACKUP_SMTP_URL", "smtp://127.0.0.1:" + mail.port());
        variables.put("BACKUP_SMTP_STARTTLS", "false");
        variables.put("BACKUP_SMTP_FROM", "backup@example.org");
        variables.put("SLACK_BOT_TOKEN", SlackServer.TOKEN);
        variables.put("BACKUP_SLACK_CHANNEL", "#alerts");
        variables.put("SLACK_API_URL", slack.url());
        variables.put("TWILIO_SID", TwilioServer.ACCOUNT);
        variables.put("TWILIO_AUTH_TOKEN", TwilioServer.TOKEN);
        variables.put("TWILIO_PHONE_NUMBER", TwilioServer.FROM);
        variables.put("TWILIO_API_URL", twilio.url());
        variables.put("BACKUP_ALERT_PHONE_NUMBERS", ANNA + ", " + BORIS);
        variables.put("BACKUP_MONITORING_WEBHOOK", webhook.url() + "/monitoring");
        variables.put("BACKUP_WEBHOOK_SECRET", SECRET);
        variables.put("BACKUP_WEBHOOKS", "pagerduty");
        variables.put("PAGERDUTY_URL", pagerDuty.url() + "/pagerduty");
        variables.put("PAGERDUTY_KEY", ServicesStub.PAGERDUTY_KEY);
        return variables;
    }

    /** All that they have been told, in order. */
    List<Told> all() {
        return List.copyOf(all);
    }

    /** Reads what is new. */
    void read(Instant now) {
        try {
            // What is told at once is told side by side.
            unread("log", logged).stream()
                    .sorted()
                    .forEach(line -> add(now, "log", "log", line.split(": ", 2)[0], line));
            readMail(now);
            unread("slack", slack.messages()).forEach(message -> readSlack(now, message));
            unread("sms", twilio.texts()).forEach(text -> {
                assertThat(text.body()).hasSizeLessThanOrEqualTo(TWO_SEGMENTS);
                add(now, "sms", text.to(), text.body(), text.body());
            });
            unread("webhook", webhook.asked()).forEach(asked -> readWebhook(now, asked));
            unread("pagerduty", pagerDuty.asked()).forEach(asked -> readPagerDuty(now, asked));
        } catch (IOException | MessagingException | FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> List<T> unread(String channel, List<T> messages) {
        int seen = read.getOrDefault(channel, 0);
        read.put(channel, messages.size());
        return messages.subList(seen, messages.size());
    }

    /** One message to several is one. */
    private void readMail(Instant now) throws IOException, MessagingException, FolderException {
        var recipients = new LinkedHashMap<String, List<String>>();
        var messages = new HashMap<String, MimeMessage>();
        for (String mailbox : MAILBOXES) {
            for (MimeMessage message : unread(mailbox, mail.receivedBy(mailbox))) {
                recipients
                        .computeIfAbsent(message.getMessageID(), id -> new ArrayList<>())
                        .add(mailbox);
                messages.put(message.getMessageID(), message);
            }
        }
        for (var each : recipients.entrySet()) {
            MimeMessage message = messages.get(each.getKey());
            String[] answers = message.getHeader("In-Reply-To");
            incidents.putIfAbsent(each.getKey(), message.getSubject());
            if (answers != null) {
                assertThat(incidents)
                        .as("the thread of " + message.getSubject())
                        .containsKey(answers[0]);
            }
            add(
                    now,
                    "email",
                    String.join(", ", each.getValue()),
                    message.getSubject() + (answers == null ? "" : " (in its thread)"),
                    (String) MailServer.part(message, 0).getContent());
        }
    }

    private void readSlack(Instant now, SlackServer.Message message) {
        String text = message.document().path("text").asText();
        String header = message.document()
                .path("blocks")
                .path(0)
                .path("text")
                .path("text")
                .asText();
        String to = "#alerts";
        String what = header;
        if (message.way().equals("chat.update")) {
            assertThat(incidents.get(message.ts())).endsWith(header.replaceFirst("^[A-Z]+", ""));
            what = "(its first message, changed) " + header;
        } else if (message.thread().isEmpty()) {
            incidents.put(message.ts(), header);
        } else {
            boolean loud = message.document().path("reply_broadcast").asBoolean();
            what = "(in the thread of '" + incidents.get(message.thread()) + "'" + (loud ? ", and in the channel" : "")
                    + ") " + header;
        }
        add(now, "slack", to, what, text + "\n" + message.shown());
    }

    private void readWebhook(Instant now, Asked asked) {
        Map<String, String> headers = asked.headers();
        String signed = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + asked.body();
        assertThat(headers.get("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(HMAC.hmac(signed)));
        JsonNode document = asked.json();
        add(
                now,
                "webhook",
                "monitoring",
                document.path("event").asText() + " " + document.path("level").asText() + ": "
                        + document.path("problem").path("title").asText(),
                headers.get("idempotency-key"));
    }

    private void readPagerDuty(Instant now, Asked asked) {
        JsonNode event = asked.json();
        String key = event.path("dedup_key").asText();
        String title = event.path("payload").path("summary").asText();
        incidents.putIfAbsent(key, title);
        add(
                now,
                "pagerduty",
                "on call",
                event.path("event_action").asText() + " "
                        + (title.isEmpty()
                                ? "'" + incidents.get(key) + "'"
                                : event.path("payload").path("severity").asText() + ": " + title),
                key);
    }

    private void add(Instant now, String channel, String to, String what, String text) {
        all.add(new Told(now, channel, to, names.apply(what.strip()), names.apply(text)));
    }

    /** What the services keep of tickets. */
    List<String> tickets() {
        return services.tickets.getOrDefault("pagerduty", List.of()).stream()
                .map(change -> change.split(" ")[1])
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(log);
        mail.close();
        slack.close();
        twilio.close();
        webhook.close();
        pagerDuty.close();
    }
}
