package co.zencap.backup.postgres;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the write-ahead log, as PostgreSQL writes it: {@code 16/B374D848}.
 *
 * @param value bytes since the log's beginning, to be read without sign
 */
public record Lsn(long value) implements Comparable<Lsn> {
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})");

    /** @throws IllegalArgumentException when it is none */
    @JsonCreator
    public static Lsn parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("That is no place in the write-ahead log."
                    + " HINT: write it as PostgreSQL does, like 16/B374D848.");
        }
        return new Lsn(Long.parseLong(form.group(1), 16) << 32 | Long.parseLong(form.group(2), 16));
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** Whether what was written before {@code other} was also written before this. */
    public boolean reaches(Lsn other) {
        return compareTo(other) >= 0;
    }

    @Override
    @JsonValue
    public String toString() {
        return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xffffffffL);
    }
}
