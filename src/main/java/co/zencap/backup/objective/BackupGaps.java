package co.zencap.backup.objective;

import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the schedule makes of the recovery points: all that lies between two backups can be lost. */
public final class BackupGaps {
    private final Settings settings;
    private final Supplier<Timetable> timetable;
    private final Clock clock;

    /** @param timetable the one in force */
    public BackupGaps(Settings settings, Supplier<Timetable> timetable, Clock clock) {
        this.settings = settings;
        this.timetable = timetable;
        this.clock = clock;
    }

    /** A sentence and a hint for each objective that the schedule can't keep, however well all goes. */
    public List<String> tooLong() {
        return PointObjective.of(settings).stream()
                .filter(objective -> settings.databases()
                        .find(objective.target())
                        .filter(settings::isLogged)
                        .isEmpty())
                .flatMap(objective -> beyond(objective)
                        .map(gap -> "The recovery point objective of " + objective.target() + " is "
                                + objective.limit().toMinutes() + " minutes. " + sentence(gap) + " HINT: set "
                                + objective.remedy() + ", or an objective that you can keep.")
                        .stream())
                .toList();
    }

    /** The longest time between two backups, where that is longer than the objective. */
    Optional<Duration> beyond(PointObjective objective) {
        Timetable now = timetable.get();
        return objective
                .timings(now)
                .map(timing -> timing.longestPeriod(clock.instant(), now.zone()))
                .min(Comparator.naturalOrder())
                .filter(gap -> gap.compareTo(objective.limit()) > 0);
    }

    static String sentence(Duration gap) {
        return "The schedule leaves up to " + gap.toMinutes() + " minutes between two backups.";
    }
}
