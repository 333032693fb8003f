package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectiveWatchTest {
    private final List<Compliance> report = new ArrayList<>();
    private final ObjectiveWatch watch =
            new ObjectiveWatch(() -> report, new MovableClock(Instant.parse("2026-11-24T12:00:00Z")));

    @Test
    void whatIsMissedIsToldUntilItIsOver() {
        report.add(compliance(Name.RECOVERY_POINT, "shop", Verdict.MISSED, 90));
        report.add(compliance(Name.RECOVERY_TIME, "database", Verdict.MET, 10));
        report.add(compliance(Name.RECOVERY_TIME, "files", Verdict.UNKNOWN, 10));

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.ERROR);
            assertThat(alert.target()).isEqualTo("shop");
            assertThat(alert.follows()).isEqualTo("backup/shop/failed");
            assertThat(alert.problem().sentence())
                    .contains("recovery point objective of shop is missed", "Why.", "30 min", "1 h 30 min", "HINT:");
        });
        report.remove(0);
        assertThat(watch.sightings().alerts()).isEmpty();
    }

    /** As with each backup, when the schedule can't keep the objective. */
    @Test
    void whatIsAboutToBeMissedIsAWarningOfTheSameThing() {
        report.add(compliance(Name.RECOVERY_TIME, "database", Verdict.AT_RISK, 25));
        Alert warning = watch.sightings().alerts().get(0);
        assertThat(warning.level()).isEqualTo(Level.WARNING);
        assertThat(warning.problem().title()).contains("about to be missed");
        assertThat(warning.problem().detail()).contains("prediction 40 min");

        report.set(0, compliance(Name.RECOVERY_TIME, "database", Verdict.MISSED, 31));
        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.ERROR);
            assertThat(alert.cause()).isEqualTo(warning.cause());
        });
    }

    private static Compliance compliance(Name name, String of, Verdict verdict, long minutes) {
        return new Compliance(
                name,
                of,
                Duration.ofMinutes(30),
                Optional.of(Duration.ofMinutes(minutes)),
                Optional.of(Duration.ofMinutes(40)),
                "",
                Optional.empty(),
                verdict,
                "Why.");
    }
}
