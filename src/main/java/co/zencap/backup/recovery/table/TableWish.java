package co.zencap.backup.recovery.table;

import java.util.Optional;

/**
 * A table as somebody names it: {@code table} or {@code schema.table}, each part as it is, or in double quotes as in SQL where
 * it has dots or quotes. Case counts, quotes or not.
 *
 * @param schema empty where none was named
 */
public record TableWish(Optional<String> schema, String table) {
    private static final int LONGEST = 63 * 4;

    /** @throws IllegalArgumentException when it is no name */
    public static TableWish parse(String text) {
        var parts = new StringBuilder[] {new StringBuilder(), new StringBuilder()};
        int part = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' && parts[part].isEmpty()) {
                at = quoted(text, at + 1, parts[part]);
                if (at < text.length() && text.charAt(at) != '.') {
                    throw wrong();
                }
            } else if (c == '.' && part == 0) {
                part = 1;
                at++;
            } else {
                parts[part].append(c);
                at++;
            }
        }
        String last = parts[part].toString();
        String first = parts[0].toString();
        if (last.isEmpty() || first.isEmpty() || text.length() > 2 * LONGEST || text.indexOf('\0') >= 0) {
            throw wrong();
        }
        return part == 0 ? new TableWish(Optional.empty(), last) : new TableWish(Optional.of(first), last);
    }

    private static int quoted(String text, int from, StringBuilder name) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                name.append('"');
                at++;
            } else {
                return at;
            }
        }
        throw wrong();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "That is no table's name. HINT: write orders, or public.orders, or with dots or"
                        + " quotes in a name \"my.schema\".\"a\"\"b\".");
    }

    boolean means(String ofSchema, String name) {
        return table.equals(name) && schema.map(ofSchema::equals).orElse(true);
    }

    /** As {@link #parse} reads it. */
    public static String shown(String schema, String table) {
        return part(schema) + "." + part(table);
    }

    private static String part(String name) {
        return name.matches("[^\".]+") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return schema.map(s -> part(s) + ".").orElse("") + part(table);
    }
}
