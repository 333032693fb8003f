package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.Difference.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many rows tables have by the server's own count. Taken in the dump's snapshot it is a witness that doesn't depend
 * on the dump, and so finds what the dump lost.
 *
 * @param rows by table; a table that doesn't exist is not there
 * @param largeObjects how many there are
 * @param sequences that are there
 */
public record RowCounts(Map<TableName, Long> rows, long largeObjects, Set<TableName> sequences) {
    static final String LARGE_OBJECTS = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata";

    public RowCounts {
        rows = Map.copyOf(rows);
        sequences = Set.copyOf(sequences);
    }

    /**
     * Counts the rows of every table that the dump has data of, or should have.
     *
     * @param connection in the dump's snapshot, or of a restored database; neither closed nor changed
     * @param excludedSchemas left out of the dump on purpose
     * @param uncountable tables whose rows the connection can't see any more
     */
    public static RowCounts of(
            Connection connection, Fingerprint dump, Collection<String> excludedSchemas, Set<TableName> uncountable)
            throws SQLException {
        Map<TableName, Long> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (TableName table : ExpectedTables.of(connection, excludedSchemas)) {
                rows.put(table, 0L); // counted below, if the dump has it
            }
            for (TableFingerprint table : dump.tables()) {
                if (uncountable.contains(table.tableName())) {
                    rows.put(table.tableName(), table.rows());
                    continue;
                }
                Optional<TableSource> source = TableSource.find(connection, table.tableName(), table.columns());
                if (source.isPresent()) {
                    rows.put(table.tableName(), count(statement, source.get().count()));
                }
            }
            return new RowCounts(
                    rows, count(statement, LARGE_OBJECTS), ExpectedTables.sequences(connection, excludedSchemas));
        }
    }

    static long count(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Tables of which {@code dump} doesn't have the rows that were counted here. */
    public List<Difference> differences(Fingerprint dump) {
        Map<TableName, Long> dumped = new TreeMap<>();
        dump.tables().forEach(table -> dumped.merge(table.tableName(), table.rows(), Long::sum));
        List<Difference> all = new ArrayList<>();
        dumped.forEach((table, found) -> {
            Long counted = rows.get(table);
            if (counted == null) {
                all.add(difference(Kind.UNEXPECTED, "The dump has the table %s, which was not found.", table));
            } else if (!counted.equals(found)) {
                all.add(difference(
                        Kind.ROWS,
                        "The dump has %2$,d rows of the table %1$s; %3$,d were counted.",
                        table,
                        found,
                        counted));
            }
        });
        new TreeMap<>(rows)
                .keySet().stream()
                        .filter(table -> !dumped.containsKey(table))
                        .forEach(table -> all.add(difference(Kind.MISSING, "The dump lacks the table %s.", table)));
        if (largeObjects != dump.largeObjects().count()) {
            all.add(difference(
                    Kind.ROWS,
                    "The dump has %2$,d %1$s; %3$,d were counted.",
                    "large objects",
                    dump.largeObjects().count(),
                    largeObjects));
        }
        Set<TableName> dumpedSequences = dump.sequences().orElse(List.of()).stream()
                .map(SequenceValue::tableName)
                .collect(Collectors.toSet());
        sequences.stream()
                .filter(sequence -> !dumpedSequences.contains(sequence))
                .forEach(sequence -> all.add(
                        difference(Kind.MISSING, "The dump does not say where the sequence %s stands.", sequence)));
        return all;
    }

    private static Difference difference(Kind kind, String sentence, Object... values) {
        return new Difference(kind, values[0].toString(), String.format(Locale.ROOT, sentence, values));
    }
}
