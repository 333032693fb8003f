package co.zencap.backup.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * When a cron expression comes, also where the clock is put forward and back. One whose hours are named comes once each day:
 * what falls into the hour that is left out comes at its end, and what falls into the hour that comes twice comes in the
 * first of the two. One that comes every hour comes in both, and has nothing to make up for. Quartz by itself leaves out the
 * one, and of the other is silent for two hours.
 */
public final class CronTimes {
    private static final Pattern EVERY_HOUR = Pattern.compile("\\*(/1)?|0/1|0-23");
    private static final TimeZone UNCHANGING = TimeZone.getTimeZone(ZoneOffset.UTC);

    private final CronExpression clock;
    private final boolean everyHour;

    /** @throws ParseException when it is no expression of Quartz (seconds first) */
    public CronTimes(String expression) throws ParseException {
        clock = new CronExpression(expression);
        clock.setTimeZone(UNCHANGING);
        everyHour = EVERY_HOUR.matcher(expression.strip().split("\\s+")[2]).matches();
    }

    /** The first time after {@code after}; empty when there is none any more. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        LocalDateTime from = begin(after, rules);
        ZoneOffset offset = rules.getOffset(after);
        ZoneOffsetTransition change = rules.nextTransition(after);
        while (true) {
            Optional<LocalDateTime> next = next(from);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Instant at = next.get().toInstant(offset);
            if (change == null || at.isBefore(change.getInstant())) {
                return Optional.of(at);
            }
            if (!everyHour && change.isGap() && next.get().isBefore(change.getDateTimeAfter())) {
                return Optional.of(change.getInstant());
            }
            from = begin(change);
            offset = change.getOffsetAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    private LocalDateTime begin(Instant after, ZoneRules rules) {
        LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(after));
        ZoneOffsetTransition last = rules.previousTransition(after.plusNanos(1));
        return last != null && local.isBefore(begin(last)) ? begin(last) : local;
    }

    /** The second before the clock shows, after a change, what it has not shown before. */
    private LocalDateTime begin(ZoneOffsetTransition change) {
        boolean again = change.isOverlap() && !everyHour;
        return (again ? change.getDateTimeBefore() : change.getDateTimeAfter()).minusSeconds(1);
    }

    private Optional<LocalDateTime> next(LocalDateTime from) {
        Date next = clock.getNextValidTimeAfter(Date.from(from.toInstant(ZoneOffset.UTC)));
        return Optional.ofNullable(next).map(time -> LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC));
    }
}
