package co.zencap.backup.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people write it: {@code 12h}, {@code 3d}, {@code 4w}, {@code 6m}, {@code 10y}. Days and longer
 * follow the calendar, so that a year is a year.
 *
 * @param amount at least 1
 * @param unit hours, days, weeks, months or years
 */
public record Span(int amount, ChronoUnit unit) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})([hdwmy])");

    /** @throws IllegalArgumentException when it has not that form */
    public static Span parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no length of time."
                    + " HINT: write a number and h, d, w, m or y, like 12h, 3d, 4w, 6m or 10y (m is months).");
        }
        ChronoUnit unit =
                switch (parts.group(2)) {
                    case "h" -> ChronoUnit.HOURS;
                    case "d" -> ChronoUnit.DAYS;
                    case "w" -> ChronoUnit.WEEKS;
                    case "m" -> ChronoUnit.MONTHS;
                    default -> ChronoUnit.YEARS;
                };
        return new Span(Integer.parseInt(parts.group(1)), unit);
    }

    /** The instant that lies so long before another. */
    public Instant before(Instant instant, ZoneId zone) {
        return instant.atZone(zone).minus(amount, unit).toInstant();
    }

    @Override
    public String toString() {
        return amount + unit.name().substring(0, 1).toLowerCase(java.util.Locale.ROOT);
    }
}
