package co.zencap.backup.postgres;

/** Names and texts in SQL, whatever is in them; JDBC's own quoting refuses names with a quote. */
public final class Quoting {
    private Quoting() {}

    public static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Backslashes mean something only in a string that begins with E. */
    public static String text(String text) {
        String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted;
    }
}
