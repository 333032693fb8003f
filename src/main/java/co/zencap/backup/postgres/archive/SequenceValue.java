package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a sequence stands. No snapshot holds sequences still, so that the dump's own word is the truth.
 *
 * @param schema its schema
 * @param name its own
 * @param value the last one that was given out, or the next one
 * @param called whether it was given out
 */
public record SequenceValue(String schema, String name, long value, boolean called) {
    /** As {@code dumpSequenceData} of {@code src/bin/pg_dump/pg_dump.c} writes it. */
    private static final Pattern SETVAL = Pattern.compile(".*, (-?\\d+), (true|false)\\);\\s*", Pattern.DOTALL);

    private static final String UNDEFINED_TABLE = "42P01";

    /** From an archive's entry. */
    static Optional<SequenceValue> of(String schema, String name, String definition) {
        Matcher matcher = SETVAL.matcher(definition);
        return matcher.matches()
                ? Optional.of(new SequenceValue(
                        schema, name, Long.parseLong(matcher.group(1)), Boolean.parseBoolean(matcher.group(2))))
                : Optional.empty();
    }

    /** The same sequence in a database, outside of a transaction; empty when there is none. */
    Optional<SequenceValue> in(Connection database) throws SQLException {
        try (Statement sql = database.createStatement();
                ResultSet row = sql.executeQuery(
                        "SELECT last_value, is_called FROM " + tableName().sql())) {
            row.next();
            return Optional.of(new SequenceValue(schema, name, row.getLong(1), row.getBoolean(2)));
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    TableName tableName() {
        return new TableName(schema, name);
    }

    /** For people. */
    String where() {
        return called ? "at " + value : "before " + value;
    }
}
