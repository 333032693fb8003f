package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.BackupMeasures;
import co.zencap.backup.catalog.BackupMeasures.Measured;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.catalog.HealthHistory.Responses;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Notices a backup that succeeded and is not like those before it: far smaller, far larger, or made in another time. A table
 * that was dropped and a folder that was emptied look like that. And a database, a catalog or a repository that answers far more
 * slowly than it did.
 */
public final class TrendWatch {
    /** So many backups before the newest tell what is usual. */
    private static final int LOOKED_AT = 30;

    /** Fewer say nothing. */
    static final int FEWEST = 7;

    /** So many looks before the last ones tell how fast a part answers; fewer say nothing. */
    static final int FEWEST_LOOKS = 36;

    /** So many looks one after another must be slow: one may meet a busy moment. */
    static final int SLOW_LOOKS = 3;

    /** Who waits no longer than this does not notice. */
    private static final long UNNOTICED = 500;

    private final BackupMeasures measures;
    private final HealthHistory health;
    private final Supplier<List<String>> targets;
    private final Clock clock;

    /** @param targets all that there are now */
    public TrendWatch(BackupMeasures measures, HealthHistory health, Supplier<List<String>> targets, Clock clock) {
        this.measures = measures;
        this.health = health;
        this.targets = targets;
        this.clock = clock;
    }

    /** All newest backups and all parts that are not as usual; throws while the catalog is away. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        measures.latest(targets.get(), LOOKED_AT + 1).forEach((target, backups) -> {
            for (Measure measure : Measure.values()) {
                unusual(target, measure, backups).ifPresent(now::add);
            }
        });
        health.responses(clock.instant()).forEach(part -> slow(part).ifPresent(now::add));
        return new Sightings("trends", clock.instant(), now);
    }

    private Optional<Alert> slow(Responses part) {
        List<Long> all = part.responses().stream().map(Duration::toMillis).toList();
        int before = all.size() - SLOW_LOOKS;
        if (before < FEWEST_LOOKS) {
            return Optional.empty();
        }
        Usual usual = Usual.of(all.subList(0, before));
        List<Long> last = all.subList(before, all.size());
        return last.stream().allMatch(millis -> millis > usual.median() && usual.isFar(millis, UNNOTICED))
                ? Optional.of(alert(part, last, usual))
                : Optional.empty();
    }

    private Alert alert(Responses part, List<Long> last, Usual usual) {
        var problem = new Problem(
                "The " + part.component() + " answers far more slowly than it did",
                "Its last " + last.size() + " answers to " + part.node() + " took "
                        + last.stream().map(TrendWatch::time).collect(Collectors.joining(", "))
                        + ". The median of the " + usual.count() + " before them is "
                        + time(usual.median()) + ", and half of them are within " + time(usual.deviation())
                        + " of that.",
                "See what else its server and the network do now; ./zencap health shows how long each part's answer"
                        + " takes. This ends by itself when it is fast again, or when it has been like this for most of"
                        + " a day.");
        return Alert.of(Level.WARNING, "trend", "", problem, clock.instant())
                .about("answers of the " + part.component() + " to " + part.node());
    }

    private static String time(double millis) {
        return Figures.duration(Duration.ofMillis(Math.round(millis)));
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
