package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/** Notices when a recovery would take longer, or lose more, than the operator allows, and when that is near. */
public final class ObjectiveWatch {
    private final Supplier<List<Compliance>> report;
    private final Clock clock;
    private final Cases cases = new Cases();

    /** @param report judges all objectives; throws while the catalog is away */
    public ObjectiveWatch(Supplier<List<Compliance>> report, Clock clock) {
        this.report = report;
        this.clock = clock;
    }

    /** What is new since the last call; throws while the catalog is away. */
    public List<Alert> alerts() {
        var now = new LinkedHashMap<String, Supplier<Alert>>();
        for (Compliance each : report.get()) {
            String name = each.name() + " " + each.of();
            boolean missed = each.verdict() == Verdict.MISSED;
            boolean atRisk = each.verdict() == Verdict.AT_RISK;
            // What comes and goes with each backup, as when the schedule is too slow, is one case until it is met for
            // good.
            if (missed || atRisk && cases.isTold("missed " + name)) {
                now.put("missed " + name, () -> alert(Level.ERROR, each, "is missed"));
            }
            if (atRisk || missed && cases.isTold("at risk " + name)) {
                now.put("at risk " + name, () -> alert(Level.WARNING, each, "is about to be missed"));
            }
        }
        return cases.news(now);
    }

    private Alert alert(Level level, Compliance each, String what) {
        var problem = new Problem(
                "The " + each.name() + " objective of " + each.of() + " " + what,
                each.detail() + " The objective is " + minutes(each.objective())
                        + each.measured()
                                .map(value -> "; the latest measurement is " + minutes(value))
                                .orElse("")
                        + each.predicted()
                                .filter(value -> level == Level.WARNING)
                                .map(value -> ", the prediction " + minutes(value))
                                .orElse("")
                        + ".",
                each.hint());
        return Alert.of(
                level, "objective", each.name() == Name.RECOVERY_POINT ? each.of() : "", problem, clock.instant());
    }

    private static String minutes(Duration time) {
        return String.format("%.1f minutes", time.toMillis() / 60_000.0);
    }
}
