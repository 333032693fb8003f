package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.MessageRate;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.testing.JumpingClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryStatusTest {
    private final JumpingClock clock = new JumpingClock();
    private final Operations operations = new Operations(clock, operation -> {});
    private final RecoveryStatus status = new RecoveryStatus(
            operations,
            new AlertBook(
                    "shop",
                    new AlertRules(List.of(), Set.of(), ZoneOffset.UTC),
                    Set.of(),
                    List::of,
                    new MessageRate(clock),
                    clock),
            clock);

    @Test
    void nothingIsSaidWhereNothingIsRecovered() {
        operations.begin(Kind.BACKUP, "shop", null);
        // asked for, and still waiting for another
        operations.begin(Kind.RECOVERY, "shop", null);

        assertThat(status.entries()).isEmpty();
    }

    @Test
    void thoseWhoWaitHearHowFarItIsAndHowLongThePhaseMayTake() {
        RunningOperation operation = recovery();
        operation.phase("fetch", 4_000_000);
        clock.jump(Duration.ofMinutes(3));
        operation.progress(1_000_000);

        assertThat(detail(status.entries()))
                .contains("The recovery of shop goes on: fetch, 25 % of 4.0 MB, 3 min after it was asked for")
                .contains("(objective 10 min).")
                .as("nobody has measured its speed yet")
                .doesNotContain("more");

        clock.jump(Duration.ofMinutes(3));
        operation.progress(2_000_000);

        assertThat(detail(status.entries()))
                .contains("50 % of 4.0 MB, 6 min after")
                .endsWith("At its speed so far this phase takes about 6 min more.");
    }

    @Test
    void aPhaseWhoseEndNobodyKnowsIsNotGuessedAtAndAMissedObjectiveIsSaid() {
        RunningOperation operation = recovery();
        operation.phase("fetch", 100);
        operation.progress(50);
        status.entries();
        operation.phase("analyze", 0);
        clock.jump(Duration.ofMinutes(11));

        assertThat(detail(status.entries()))
                .endsWith("goes on: analyze, 11 min after it was asked for (objective 10 min, missed).");
    }

    @Test
    void eachIsOfTheIncidentAndToldOnce() {
        RunningOperation operation = recovery();
        operation.phase("fetch", 0);
        clock.jump(Duration.ofMinutes(3));
        CatalogEntry first = status.entries().get(0);
        clock.jump(Duration.ofMinutes(3));
        CatalogEntry second = status.entries().get(0);

        assertThat(first.parameters()).containsEntry("id", RecoveryNews.incident("dr0123456789ab"));
        assertThat(second.parameters()).containsEntry("id", RecoveryNews.incident("dr0123456789ab"));
        assertThat(second.parameters().get("what"))
                .isNotEqualTo(first.parameters().get("what"));
    }

    private RunningOperation recovery() {
        RunningOperation operation = operations.begin(Kind.RECOVERY, "shop", null);
        operation.result("recoveryId", "dr0123456789ab");
        operation.result("objectiveSeconds", 600L);
        return operation;
    }

    private static String detail(List<CatalogEntry> entries) {
        assertThat(entries).hasSize(1);
        return (String) entries.get(0).parameters().get("detail");
    }
}
