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
    void whatIsMissedIsToldOnceUntilItIsOver() {
        report.add(compliance(Name.RECOVERY_POINT, "shop", Verdict.MISSED, 90));
        report.add(compliance(Name.RECOVERY_TIME, "database", Verdict.MET, 10));
        report.add(compliance(Name.RECOVERY_TIME, "files", Verdict.UNKNOWN, 10));

        assertThat(watch.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.ERROR);
            assertThat(alert.target()).isEqualTo("shop");
            assertThat(alert.problem().sentence())
                    .contains("recovery point objective of shop is missed", "Why.", "30.0", "90.0", "HINT:");
        });
        assertThat(watch.alerts()).isEmpty();

        report.remove(0);
        assertThat(watch.alerts()).isEmpty();
        report.add(compliance(Name.RECOVERY_POINT, "shop", Verdict.MISSED, 70));
        assertThat(watch.alerts()).hasSize(1);
    }

    @Test
    void whatIsAboutToBeMissedIsAWarningAndThenAnError() {
        report.add(compliance(Name.RECOVERY_TIME, "database", Verdict.AT_RISK, 25));
        assertThat(watch.alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Level.WARNING);
            assertThat(alert.problem().title()).contains("about to be missed");
            assertThat(alert.problem().detail()).contains("prediction 40.0");
        });
        assertThat(watch.alerts()).isEmpty();

        report.set(0, compliance(Name.RECOVERY_TIME, "database", Verdict.MISSED, 31));
        assertThat(watch.alerts()).extracting(Alert::level).containsExactly(Level.ERROR);
    }

    /** As with each backup, when the schedule can't keep the objective. */
    @Test
    void whatComesAndGoesIsToldOnceUntilItIsMet() {
        report.add(compliance(Name.RECOVERY_POINT, "shop", Verdict.AT_RISK, 10));
        assertThat(watch.alerts()).hasSize(1);
        report.set(0, compliance(Name.RECOVERY_POINT, "shop", Verdict.MISSED, 40));
        assertThat(watch.alerts()).hasSize(1);
        for (Verdict again : List.of(Verdict.AT_RISK, Verdict.MISSED)) {
            report.set(0, compliance(Name.RECOVERY_POINT, "shop", again, 40));
            assertThat(watch.alerts()).isEmpty();
        }

        report.set(0, compliance(Name.RECOVERY_POINT, "shop", Verdict.MET, 10));
        assertThat(watch.alerts()).isEmpty();
        report.set(0, compliance(Name.RECOVERY_POINT, "shop", Verdict.AT_RISK, 10));
        assertThat(watch.alerts()).hasSize(1);
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
