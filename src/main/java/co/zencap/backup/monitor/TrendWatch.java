package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.BackupMeasures;
import co.zencap.backup.catalog.BackupMeasures.Measured;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notices a backup that succeeded and is not like those before it: far smaller, far larger, or made in another time. A table
 * that was dropped and a folder that was emptied look like that.
 */
public final class TrendWatch {
    /** So many backups before the newest tell what is usual. */
    private static final int LOOKED_AT = 30;

    /** Fewer say nothing. */
    static final int FEWEST = 7;

    private final BackupMeasures measures;
    private final List<String> targets;
    private final Clock clock;

    public TrendWatch(BackupMeasures measures, List<String> targets, Clock clock) {
        this.measures = measures;
        this.targets = List.copyOf(targets);
        this.clock = clock;
    }

    /** All newest backups that are not as usual; throws while the catalog is away. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        measures.latest(targets, LOOKED_AT + 1).forEach((target, backups) -> {
            for (Measure measure : Measure.values()) {
                unusual(target, measure, backups).ifPresent(now::add);
            }
        });
        return new Sightings("trends", clock.instant(), now);
    }

    private Optional<Alert> unusual(String target, Measure measure, List<Measured> backups) {
        Measured newest = backups.get(0);
        List<Long> before = backups.stream()
                .skip(1)
                .flatMap(backup -> measure.of(backup).stream())
                .toList();
        if (before.size() < FEWEST) {
            return Optional.empty();
        }
        Usual usual = Usual.of(before);
        return measure.of(newest)
                .filter(value -> usual.isFar(value, measure.floor()))
                .map(value -> alert(target, measure, newest, value, usual));
    }

    private Alert alert(String target, Measure measure, Measured backup, long value, Usual usual) {
        boolean less = value < usual.median();
        var problem = new Problem(
                "Backup " + backup.id() + " of " + target + " is unusual: its " + measure + " is far "
                        + (less ? "below" : "above") + " the median",
                "It is " + measure.words(value) + ". The median of the " + usual.count() + " backups before it is "
                        + measure.words(usual.median()) + ", and half of them are within "
                        + measure.words(usual.deviation()) + " of that.",
                measure.hint(less) + " If it is as it should be, silence this alert: it ends by itself when most of"
                        + " the last backups are alike.");
        return Alert.of(Level.WARNING, "trend", target, problem, backup.operationId(), backup.id(), clock.instant())
                .about(measure.toString());
    }
}
