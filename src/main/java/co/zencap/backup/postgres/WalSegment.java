package co.zencap.backup.postgres;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A segment of the write-ahead log, and its file's name: timeline, then the place, eight hexadecimal digits three times.
 *
 * @param timeline which of the log's branches
 * @param number how many segments come before it, from the log's beginning
 * @param bytes how large each is; 16 MiB unless initdb was told otherwise
 */
public record WalSegment(int timeline, long number, long bytes) {
    /** What PostgreSQL appends to the name of one that is not whole. */
    public static final String PARTIAL = ".partial";

    /** What ends the name of the file that tells where a timeline began. */
    public static final String HISTORY = ".history";

    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
    private static final Pattern FILE =
            Pattern.compile("[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?|[0-9A-F]{8}\\.history");
    private static final long LOG = 1L << 32;

    /** Whether PostgreSQL archives files of such a name; safe in paths and keys. */
    public static boolean isFile(String name) {
        return FILE.matcher(name).matches();
    }

    /** Whether it is a whole segment's name. */
    public static boolean isWhole(String name) {
        return NAME.matcher(name).matches();
    }

    /** The segment of this name; empty for a file of another kind. */
    public static Optional<WalSegment> parse(String name, long bytes) {
        if (!isWhole(name)) {
            return Optional.empty();
        }
        long log = Long.parseLong(name.substring(8, 16), 16);
        long within = Long.parseLong(name.substring(16), 16);
        return Optional.of(new WalSegment(
                Integer.parseUnsignedInt(name.substring(0, 8), 16), log * (LOG / bytes) + within, bytes));
    }

    /** The one that holds a place. */
    public static WalSegment of(int timeline, Lsn place, long bytes) {
        return new WalSegment(timeline, Long.divideUnsigned(place.value(), bytes), bytes);
    }

    /** The one that holds the last byte before a place. */
    public static WalSegment before(int timeline, Lsn place, long bytes) {
        return of(timeline, new Lsn(place.value() - 1), bytes);
    }

    public WalSegment next() {
        return new WalSegment(timeline, number + 1, bytes);
    }

    /** The same place on another branch. */
    public WalSegment on(int other) {
        return new WalSegment(other, number, bytes);
    }

    /** Where it begins. */
    public Lsn start() {
        return new Lsn(number * bytes);
    }

    /** Its file's name. */
    public String name() {
        long perLog = LOG / bytes;
        return String.format(Locale.ROOT, "%08X%08X%08X", timeline, number / perLog, number % perLog);
    }

    /** The name of the file that tells where a timeline began. */
    public static String history(int timeline) {
        return String.format(Locale.ROOT, "%08X", timeline) + HISTORY;
    }
}
