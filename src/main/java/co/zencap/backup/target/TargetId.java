package co.zencap.backup.target;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Names a target in paths, tables and alerts.
 *
 * @param value 1 to 63 of lower-case letters, digits, {@code -} and {@code _}, beginning with a letter or digit
 */
public record TargetId(String value) {
    private static final int LONGEST = 63;
    private static final int DIGITS = 8;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    public TargetId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' can't name a target. HINT: use 1 to 63 lower-case letters,"
                            + " digits, '-' and '_', beginning with a letter or digit (BACKUP_TARGET).");
        }
    }

    /** Whether {@code text} has the form of one. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * A target's id from its database's name: the name itself, or where it has not the form of one, something like it that no
     * other database's name leads to.
     */
    public static TargetId ofDatabase(String database) {
        return isValid(database) ? new TargetId(database) : like(database, database);
    }

    /**
     * An id that can be read like a name, and told from those of other names.
     *
     * @param name what is not allowed in it becomes {@code -}, and eight digits are put behind it
     * @param of what these are the digits of
     */
    public static TargetId like(String name, String of) {
        String id =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-").replaceAll("^[_-]+", "");
        String readable = id.isEmpty() ? "database" : id.substring(0, Math.min(LONGEST - DIGITS - 1, id.length()));
        return new TargetId(readable + "-" + DigestUtils.sha256Hex(of).substring(0, DIGITS));
    }

    @Override
    public String toString() {
        return value;
    }
}
