package co.zencap.backup.retention;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.function.Function;

/** Stretches of the calendar of each of which one backup is kept: the newest in it. */
public enum Period {
    HOURLY(time -> time.truncatedTo(ChronoUnit.HOURS).toInstant()),
    DAILY(ZonedDateTime::toLocalDate),
    /** From Monday to Sunday. */
    WEEKLY(time -> time.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))),
    MONTHLY(time -> time.toLocalDate().withDayOfMonth(1)),
    YEARLY(time -> time.toLocalDate().withDayOfYear(1));

    private final Function<ZonedDateTime, Object> start;

    Period(Function<ZonedDateTime, Object> start) {
        this.start = start;
    }

    /** Equal for two times if and only if they lie in the same one; reads as its beginning. */
    Object of(ZonedDateTime time) {
        return start.apply(time);
    }

    /** As a policy has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
