package co.zencap.backup.recovery.workflow;

import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.ObjectivesReport;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a recovery would take, by the speed of restoration tests. */
public final class RecoveryExpectation {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryExpectation.class);

    private final ObjectivesReport objectives;

    public RecoveryExpectation(ObjectivesReport objectives) {
        this.objectives = objectives;
    }

    RecoveryPlan.Expected of(RecoveryAims aims) {
        long limit = aims.time().toSeconds();
        try {
            return objectives.report().stream()
                    .filter(each -> each.name() == Compliance.Name.RECOVERY_TIME
                            && each.of().equals(aims.of()))
                    .findFirst()
                    .flatMap(each -> each.predicted()
                            .map(time ->
                                    new RecoveryPlan.Expected(Optional.of(roundedUp(time)), each.predictedBy(), limit)))
                    .orElse(new RecoveryPlan.Expected(
                            Optional.empty(), "No restoration test has measured it yet.", limit));
        } catch (RuntimeException e) {
            LOG.warn("How long a recovery takes can't be told without the catalog: {}", e.getMessage());
            return new RecoveryPlan.Expected(Optional.empty(), "The catalog, which knows it, is away.", limit);
        }
    }

    private static long roundedUp(Duration time) {
        return time.plusMillis(999).toSeconds();
    }
}
