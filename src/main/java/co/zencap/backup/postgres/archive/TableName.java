package co.zencap.backup.postgres.archive;

import java.util.Comparator;

/** A table's name with its schema, as the catalog has it: unquoted, in its own case. */
public record TableName(String schema, String table) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::table);

    /** An identifier quoted for SQL. */
    static String quote(String identifier) {
        if (identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("An identifier can't hold a zero byte");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Quoted for SQL. */
    String sql() {
        return quote(schema) + "." + quote(table);
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    /** For people: {@code schema.table}. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
