package co.zencap.backup.recovery.database;

/** Names and texts in SQL of servers with standard strings, which all supported ones have. */
final class Quoting {
    private Quoting() {}

    static String name(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Backslashes mean something only in a string that begins with E. */
    static String text(String text) {
        String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted;
    }
}
