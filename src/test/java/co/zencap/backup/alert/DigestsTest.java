package co.zencap.backup.alert;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one message says of many. */
class DigestsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Digests digests = new Digests(new MessageRate(clock), clock);

    @Test
    void whatSomebodySeesToIsNotCountedAsNewlyWrong() {
        Problem problem = digests.digest(
                        "slack",
                        List.of(
                                notice("opened", "a"),
                                notice("acknowledged", "b"),
                                notice("resolved", "c").over("It is no longer so.", NOW)))
                .alert()
                .problem();

        assertThat(problem.title()).isEqualTo("3 alerts at once: 1 error, 1 acknowledged, 1 resolved");
        assertThat(problem.detail()).isEqualTo("ERROR [backup] a\nACKNOWLEDGED [backup] b\nRESOLVED [backup] c");
    }

    private static Notice notice(String event, String title) {
        Alert alert = Alert.of(Level.ERROR, "backup", "shop", new Problem(title, "d", "h"), NOW);
        return new Notice(1, event, "slack", 1, alert, 1, NOW, null, null, 0, null);
    }
}
