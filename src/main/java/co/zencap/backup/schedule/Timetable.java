package co.zencap.backup.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The times of all schedules.
 *
 * @param timings of those that are not switched off
 * @param zone in which cron expressions are meant
 */
public record Timetable(Map<Schedule, Timing> timings, ZoneId zone) {
    /** A timer that should have fired so long ago does not: those of a node that died fire on another one after a minute or two. */
    public static final Duration LATE = Duration.ofMinutes(15);

    public Timetable {
        var copy = new EnumMap<Schedule, Timing>(Schedule.class);
        copy.putAll(timings);
        timings = Collections.unmodifiableMap(copy);
    }

    /** When a schedule is due; empty when it is switched off. */
    public Optional<Timing> of(Schedule schedule) {
        return Optional.ofNullable(timings.get(schedule));
    }
}
