package co.zencap.backup.backup;

import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a backup: the time of its start in UTC and 24 random bits, so that ids sort by time and two nodes never agree on
 * one. Example: {@code 20261124T093015Z-1f9c02}.
 *
 * @param value its text; safe in paths and URLs
 */
public record BackupId(String value) implements Comparable<BackupId> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
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
        byte[] suffix = new byte[3];
        RANDOM.nextBytes(suffix);
        return new BackupId(TIME.format(start) + "-" + HexFormat.of().formatHex(suffix));
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
