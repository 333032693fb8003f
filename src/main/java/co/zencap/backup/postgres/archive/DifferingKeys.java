package co.zencap.backup.postgres.archive;

import co.zencap.backup.figures.Harmless;
import co.zencap.backup.postgres.archive.Difference.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Says which rows of a restored table differ from the dump's, by their keys. The dump's rows are put into a temporary
 * table beside the restored one, and the server joins the two; it is gone with the session. Whatever prevents that is said
 * in place of the keys: the difference itself is never lost.
 */
public final class DifferingKeys {
    /** The copy and the join need the server's disk several times over. */
    private static final long TABLE_LIMIT_BYTES = 2L << 30;

    private static final int ROOM_FACTOR = 4;
    private static final int TABLES = 3;
    private static final int KEYS = 5;
    private static final int VALUE_LENGTH = 80;
    private static final String TIMEOUT = "57014";
    private static final int REASON_LENGTH = 200;
    private static final String WITNESS = "pg_temp.zencap_witness";

    private final DataSource restored;
    private final Path archive;
    private final Fingerprint expected;
    private final long roomBytes;
    private final Duration limit;

    /**
     * @param restored the restored database
     * @param archive with positions: {@link ArchiveOffsets}
     * @param expected the archive's fingerprint
     * @param roomBytes free on the database's disk, as far as that is known
     * @param limit for each of the two statements per table
     */
    public DifferingKeys(DataSource restored, Path archive, Fingerprint expected, long roomBytes, Duration limit) {
        this.restored = restored;
        this.archive = archive;
        this.expected = expected;
        this.roomBytes = roomBytes;
        this.limit = limit;
    }

    /** The same differences; the sentences of the first tables whose rows differ go on with keys, or why there are none. */
    public List<Difference> explain(List<Difference> differences) {
        List<Difference> explained = new ArrayList<>();
        int looked = 0;
        for (Difference difference : differences) {
            Optional<TableFingerprint> table = table(difference);
            if (table.isEmpty() || looked == TABLES) {
                explained.add(difference);
                continue;
            }
            looked++;
            explained.add(new Difference(
                    difference.kind(), difference.subject(), difference.sentence() + " " + keys(table.get())));
        }
        return explained;
    }

    private Optional<TableFingerprint> table(Difference difference) {
        if (difference.kind() != Kind.ROWS && difference.kind() != Kind.CONTENT) {
            return Optional.empty();
        }
        List<TableFingerprint> named = expected.tables().stream()
                .filter(table -> table.tableName().toString().equals(difference.subject()))
                .toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty(); // names with dots can look alike
    }

    private String keys(TableFingerprint table) {
        if (table.bytes() > TABLE_LIMIT_BYTES) {
            return "No keys are given: the table is larger than 2 GiB.";
        }
        if (table.bytes() > roomBytes / ROOM_FACTOR) {
            return "No keys are given: there is too little free space to find them.";
        }
        try (Connection connection = restored.getConnection()) {
            RowText.pin(connection);
            Optional<List<String>> key = TableKey.of(connection, table.tableName(), table.columns());
            if (key.isEmpty()) {
                return "No keys are given: the table has no key.";
            }
            Optional<TableSource> source = TableSource.find(connection, table.tableName(), table.columns());
            if (source.isEmpty()) {
                return "No keys are given: the table is gone.";
            }
            return keys(connection, table, key.get(), source.get());
        } catch (SQLException | IOException | RuntimeException e) {
            return "No keys are given, because " + reason(e);
        }
    }

    private String keys(Connection connection, TableFingerprint table, List<String> key, TableSource source)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + limit.toMillis());
            // not LIKE: neither NOT NULL nor generated columns are wanted
            statement.execute("CREATE TEMPORARY TABLE zencap_witness AS SELECT "
                    + table.columns().stream().map(TableName::quote).collect(Collectors.joining(", ")) + " FROM "
                    + source.from() + " WITH NO DATA");
            new ArchiveRows(archive, table).copyTo(connection, WITNESS, expected.encoding());
            Map<String, List<String>> byKind = new LinkedHashMap<>();
            List.of("Missing", "Changed", "Unexpected").forEach(kind -> byKind.put(kind, new ArrayList<>()));
            boolean more = false;
            try (ResultSet rows = statement.executeQuery(
                    new WitnessQuery(WITNESS, table.columns(), key, source).text(VALUE_LENGTH, KEYS))) {
                for (int i = 0; rows.next(); i++) {
                    if (i == KEYS) {
                        more = true;
                        break;
                    }
                    byKind.get(rows.getString(1)).add(key(rows, key));
                }
            }
            String text = byKind.entrySet().stream()
                    .filter(kind -> !kind.getValue().isEmpty())
                    .map(kind -> kind.getKey() + ": " + String.join(", ", kind.getValue()) + ".")
                    .collect(Collectors.joining(" "));
            return text.isEmpty() ? "No key differs from the dump's." : text + (more ? " And more." : "");
        }
    }

    private static String key(ResultSet row, List<String> key) throws SQLException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            parts.add(shown(key.get(i), VALUE_LENGTH) + "=" + shown(row.getString(i + 2), VALUE_LENGTH));
        }
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }

    /** A server's messages quote rows, which belong into no report: its SQLSTATE has to do. */
    private String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return TIMEOUT.equals(sql.getSQLState())
                        ? "finding them took longer than the limit of " + limit.toMillis() + " ms."
                        : "the server could not find them (SQLSTATE " + sql.getSQLState() + ").";
            }
        }
        return "the archive's rows can't be read: " + shown(String.valueOf(failure.getMessage()), REASON_LENGTH);
    }

    /** The database's words, fit for a line of a report. */
    private static String shown(String text, int length) {
        String cut = text.codePointCount(0, text.length()) > length
                ? text.substring(0, text.offsetByCodePoints(0, length)) + "\u2026"
                : text;
        return Harmless.line(cut);
    }
}
