package co.zencap.backup.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Sizes, rates and times as people read them. Sizes are decimal: 1 MB is 1,000,000 bytes. */
public final class Figures {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** For example {@code 512 B}, {@code 1.5 kB}, {@code 61 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 || value >= 9.95
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.1f", value))
                + " " + UNITS[unit];
    }

    /** For example {@code 31 MB/s}; {@code -} when no time went by. */
    public static String rate(long bytes, Duration time) {
        return time.toMillis() <= 0 ? "-" : bytes(Math.round(bytes * 1000.0 / time.toMillis())) + "/s";
    }

    /** For example {@code 12 ms}, {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
    public static String duration(Duration time) {
        long millis = Math.max(0, time.toMillis());
        if (millis > 0 && millis < 100) {
            return millis + " ms";
        }
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = Math.round(millis / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        long minutes = seconds / 60;
        return minutes < 24 * 60
                ? pair(minutes / 60, "h", minutes % 60, "min")
                : pair(minutes / (24 * 60), "d", minutes % (24 * 60) / 60, "h");
    }

    /** For example {@code just now}, {@code 5 min ago}, {@code in 2 h} (a clock may be ahead). */
    public static String relative(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.abs().toSeconds() < 5) {
            return "just now";
        }
        return age.isNegative() ? "in " + coarse(age.negated()) : coarse(age) + " ago";
    }

    /** With separators: {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** With separators and what they are, of which {@code one} is a single one: {@code 1 file}, {@code 1,200 files}. */
    public static String count(long number, String one) {
        return count(number, one, one + "s");
    }

    /** The same where {@code many} are not called so by an s alone: {@code 1 copy}, {@code 1,200 copies}. */
    public static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** What a database holds, e.g. {@code 5 tables, 572,000 rows}. */
    public static String content(long tables, long rows) {
        return count(tables, "table") + ", " + count(rows, "row");
    }

    private static String coarse(Duration age) {
        if (age.toSeconds() < 60) {
            return age.toSeconds() + " s";
        }
        if (age.toMinutes() < 60) {
            return age.toMinutes() + " min";
        }
        return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
