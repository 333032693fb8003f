package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Notices when a recovery would take longer, or lose more, than the operator allows, and when that is near. */
public final class ObjectiveWatch {
    private final Supplier<List<Compliance>> report;
    private final Clock clock;

    /** @param report judges all objectives; throws while the catalog is away */
    public ObjectiveWatch(Supplier<List<Compliance>> report, Clock clock) {
        this.report = report;
        this.clock = clock;
    }

    /** All that are missed, or about to be; throws while the catalog is away. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        for (Compliance each : report.get()) {
            if (each.verdict() == Verdict.MISSED) {
                now.add(alert(Level.ERROR, each, "is missed"));
            } else if (each.verdict() == Verdict.AT_RISK) {
                now.add(alert(Level.WARNING, each, "is about to be missed"));
            }
        }
        return new Sightings("objectives", clock.instant(), now);
    }

    private Alert alert(Level level, Compliance each, String what) {
        var problem = new Problem(
                "The " + each.name() + " objective of " + each.of() + " " + what,
                each.detail() + " The objective is " + Figures.duration(each.objective())
                        + each.measured()
                                .map(value -> "; the latest measurement is " + Figures.duration(value))
                                .orElse("")
                        + each.predicted()
                                .filter(value -> level == Level.WARNING)
                                .map(value -> ", the prediction " + Figures.duration(value))
                                .orElse("")
                        + ".",
                each.hint());
        boolean point = each.name() == Name.RECOVERY_POINT;
        Alert alert = Alert.of(level, "objective", point ? each.of() : "", problem, clock.instant())
                .about(each.name() + " of " + each.of());
        // A backup that failed grows old: whoever has been told of the one knows the other.
        return point ? alert.following(Alert.failure("backup", each.of())) : alert;
    }
}
