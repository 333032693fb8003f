package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.testing.JumpingClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What follows when a channel does not take a message. */
class AlertBookTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Exception DOWN = new ChannelRefusal(503, "", null);

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final AlertBook book = new AlertBook(
            "shop",
            new AlertRules(List.of(), Set.of("slack", "email", "sms"), ZoneOffset.UTC),
            Set.of(),
            List::of,
            new MessageRate(clock),
            clock);

    @Test
    void othersTellAfterThreeTriesAlsoWhenOneOfThemWasNeverHeardOf() {
        assertThat(instead(notice("opened", 2), DOWN)).isEmpty();
        assertThat(instead(notice("opened", 3), DOWN)).isEqualTo("email");
        assertThat(instead(notice("opened", 4), DOWN)).isEqualTo("email");
    }

    @Test
    void othersTellAtOnceWhenAChannelWantsToBeLeftAloneForLong() {
        assertThat(instead(notice("opened", 1), new ChannelRefusal(429, "", "60")))
                .isEmpty();
        assertThat(instead(notice("opened", 1), new ChannelRefusal(429, "", "3000")))
                .isEqualTo("email");
    }

    @Test
    void thatSomebodySeesToItRingsNobody() {
        assertThat(instead(notice("acknowledged", 3), DOWN)).isEmpty();
    }

    @Test
    void theEndOfAnOldAlertIsTriedForAWeekLikeAllElse() {
        Notice old = notice("raised to critical", 1);
        assertThat(entry(old, DOWN).parameters()).containsEntry("state", "waiting");
        assertThat(entry(old.over("It is no longer so.", NOW.minus(Duration.ofDays(6))), DOWN)
                        .parameters())
                .containsEntry("state", "waiting");
        assertThat(entry(old.over("It is no longer so.", NOW.minus(Duration.ofDays(8))), DOWN)
                        .parameters())
                .containsEntry("state", "failed");
    }

    @Test
    void aServiceThatWasAwayEndsNothingBeforeItHasLooked() {
        var later = new JumpingClock();
        var started = new AlertBook(
                "shop",
                new AlertRules(List.of(), Set.of(), ZoneOffset.UTC),
                Set.of(),
                List::of,
                new MessageRate(later),
                later);

        assertThat(started.now()).containsEntry("quietSince", "1970-01-01T00:00:00Z");
        later.jump(Duration.ofHours(3));
        assertThat(Instant.parse((String) started.now().get("quietSince")))
                .isBetween(
                        later.instant().minus(Duration.ofHours(49)),
                        later.instant().minus(Duration.ofHours(47)));
    }

    @Test
    void withoutACatalogEachChannelIsToldOnceAndThoseThatDidNotTakeItWhenItIsSeenAgain() {
        Alert alert = notice("opened", 1).alert();

        var unwritten = new UnwrittenAlerts(book, new MessageRate(clock));
        List<Notice> told = unwritten.due(alert);
        assertThat(told).extracting(Notice::channel).containsExactlyInAnyOrder("log", "slack", "email");
        assertThat(unwritten.due(alert)).isEmpty();

        told.stream().filter(each -> each.channel().equals("slack")).forEach(each -> unwritten.notTaken(each, DOWN));
        assertThat(unwritten.due(alert)).extracting(Notice::channel).containsExactly("slack");
        assertThat(unwritten.due(alert)).isEmpty();
    }

    private String instead(Notice notice, Exception failure) {
        return (String) entry(notice, failure).parameters().get("instead");
    }

    private CatalogEntry entry(Notice notice, Exception failure) {
        return book.failed(notice, failure).get(0);
    }

    /** Of an alert that was opened months ago and is still seen. */
    private static Notice notice(String event, int attempts) {
        Alert alert =
                Alert.of(Level.ERROR, "backup", "shop", new Problem("t", "d", "h"), NOW.minus(Duration.ofDays(90)));
        return new Notice(1, event, "slack", attempts, alert, 5, NOW.minusSeconds(60), null, null, 0, null);
    }
}
