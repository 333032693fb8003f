package co.zencap.backup.target;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names a target in paths, tables and alerts.
 *
 * @param value 1 to 63 of lower-case letters, digits, {@code -} and {@code _}, beginning with a letter or digit
 */
public record TargetId(String value) {
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

    /** A target's id from its database's name: what the form does not allow becomes {@code -}. */
    public static TargetId ofDatabase(String database) {
        String id = database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
        id = id.replaceAll("^[_-]+", "");
        return new TargetId(id.isEmpty() ? "database" : id.substring(0, Math.min(63, id.length())));
    }

    @Override
    public String toString() {
        return value;
    }
}
