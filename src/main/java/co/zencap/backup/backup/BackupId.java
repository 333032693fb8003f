package co.zencap.backup.backup;

import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names a backup: the time of its start in UTC to the second, then in hexadecimal digits three for the milliseconds and
 * three at random, so that ids sort by time and two nodes hardly agree on one. Example: {@code 20261124T093015Z-1f9c02}.
 *
 * @param value its text; safe in paths and URLs
 */
public record BackupId(String value) implements Comparable<BackupId> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.LENIENT); // the form alone is checked
    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{6}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public BackupId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "That is not a backup's id. HINT: ids look like 20261124T093015Z-1f9c02; ./zencap list shows them.");
        }
    }

    /** A new id for a backup that starts at {@code start}. */
    public static BackupId at(Instant start) {
        return new BackupId(String.format(
                Locale.ROOT,
                "%s-%03x%03x",
                TIME.format(start),
                start.get(ChronoField.MILLI_OF_SECOND),
                RANDOM.nextInt(1 << 12)));
    }

    /** When the backup was started, to the second. */
    public Instant time() {
        return Instant.from(TIME.parse(value.substring(0, value.indexOf('-'))));
    }

    /** Whether {@code text} has the form of an id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(BackupId other) {
        return value.compareTo(other.value);
    }

    @Override
    @JsonValue
    public String toString() {
        return value;
    }
}
