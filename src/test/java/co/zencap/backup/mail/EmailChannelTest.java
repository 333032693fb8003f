package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Digests;
import co.zencap.backup.alert.MessageRate;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.EmailSettings;
import co.zencap.backup.settings.EmailSettings.SendGrid;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** E-mail of many alerts at once, and of what was told there. */
class EmailChannelTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Digests digests = new Digests(new MessageRate(clock), clock);
    private final EmailChannel channel = new EmailChannel(
            new EmailSettings(
                    List.of("ops@example.org"),
                    List.of("cto@example.org"),
                    "backup@example.org",
                    new SendGrid(URI.create("https://api.sendgrid.com"), "key"),
                    Optional.of(URI.create("https://backup.example.org/"))),
            "shop",
            new LocalTimes(ZoneOffset.UTC),
            clock);

    @Test
    void manyAtOnceGoToTheNextPersonWhenOneOfThemDoes() {
        assertThat(channel.email(digest(notice("a", 0), notice("b", 0))).to()).containsExactly("ops@example.org");
        assertThat(channel.email(digest(notice("a", 0), notice("b", 1))).to())
                .containsExactly("ops@example.org", "cto@example.org");
    }

    @Test
    void manyAtOnceBeginAThreadThatTheirEndAnswers() {
        Notice digest = digest(notice("a", 0), notice("b", 0));
        Email first = channel.email(digest);
        assertThat(first.id()).isEqualTo(digest.alert().id());
        assertThat(first.answers()).isNull();
        assertThat(first.content().text())
                .doesNotContain("/acknowledge", "backup.example.org/#")
                .contains("./zencap alerts");

        Notice a = notice("a", 0);
        Notice end = new Notice(
                1,
                "resolved",
                "email",
                1,
                a.alert(),
                1,
                NOW,
                NOW,
                "It is over.",
                0,
                null,
                digest.alert().id(),
                List.of(),
                List.of());
        assertThat(channel.email(end).answers()).isEqualTo(first.id());
        assertThat(channel.email(a).content().text())
                .contains("/acknowledge", "at most 10 times", "https://backup.example.org/#/alerts/a");
    }

    private Notice digest(Notice... parts) {
        return digests.digest("email", List.of(parts));
    }

    private static Notice notice(String id, int escalations) {
        Alert alert = Alert.of(Level.CRITICAL, "backup", "shop", new Problem("t", "d", "h"), NOW)
                .named(id);
        return new Notice(1, "opened", "email", 1, alert, 1, NOW, null, null, escalations, null);
    }
}
