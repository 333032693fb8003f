package co.zencap.backup.postgres.structure;

import co.zencap.backup.postgres.PinnedSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.postgresql.PGStatement;

/**
 * The structure of a database, object by object, in the order of {@link StructureItem}. Memory does not grow with it. The
 * connection must be in a transaction, whose search path is changed. The first object stands for the reading itself: another
 * version of this program may know of more objects, and tell other things of them.
 */
public final class StructureReading implements Iterator<StructureItem>, AutoCloseable {
    /** The first server whose catalog has all that is asked for. */
    public static final int OLDEST_SERVER = 13;

    private static final String WRITTEN = query();
    private static final String QUERY = sent(WRITTEN);
    private static final StructureItem FIRST = StructureItem.ofReading(WRITTEN);
    private static final int ROWS_AT_ONCE = 500;

    /**
     * How long a reading waits before it fails; zero for ever.
     *
     * @param lock for what somebody else is changing
     * @param answer until the server has rows
     */
    public record Patience(Duration lock, Duration answer) {
        public static final Patience ENDLESS = new Patience(Duration.ZERO, Duration.ZERO);
    }

    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private boolean begun;
    private boolean hasNext;
    private boolean failed;

    private StructureReading(Connection connection, PreparedStatement statement, ResultSet rows) throws SQLException {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.hasNext = rows.next();
    }

    /**
     * Begins to read. The query is long: over one connection it is sent once, however often it is read.
     *
     * @param excludedSchemas left out on purpose
     */
    public static StructureReading of(Connection connection, Collection<String> excludedSchemas, Patience patience)
            throws SQLException {
        for (Map.Entry<String, String> setting : PinnedSettings.VALUES.entrySet()) {
            set(connection, setting.getKey(), setting.getValue());
        }
        set(connection, "search_path", "");
        set(connection, "jit", "off");
        set(connection, "lock_timeout", patience.lock().toMillis() + "ms");
        set(connection, "statement_timeout", patience.answer().toMillis() + "ms");
        PreparedStatement statement = connection.prepareStatement(QUERY);
        try {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setArray(1, connection.createArrayOf("text", excludedSchemas.toArray()));
            return new StructureReading(connection, statement, statement.executeQuery());
        } catch (SQLException | RuntimeException | Error e) {
            try (statement) {
                throw e;
            }
        }
    }

    @Override
    public boolean hasNext() {
        return !begun || hasNext;
    }

    /** @throws StructureFailure when the server fails */
    @Override
    public StructureItem next() {
        if (!begun) {
            begun = true;
            return FIRST;
        }
        if (!hasNext) {
            throw new NoSuchElementException();
        }
        try {
            StructureItem item = StructureItem.of(rows.getString(1), rows.getString(2), rows.getString(3));
            hasNext = rows.next();
            return item;
        } catch (SQLException e) {
            failed = true; // and so has the transaction
            throw new StructureFailure(e);
        }
    }

    /** An iterator can't throw what JDBC throws. */
    public static final class StructureFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StructureFailure(SQLException cause) {
            super("The database's structure can't be read: " + cause.getMessage(), cause);
        }

        @Override
        public synchronized SQLException getCause() {
            return (SQLException) super.getCause();
        }
    }

    /** {@inheritDoc} What the transaction does next waits as long as it did before. */
    @Override
    public void close() throws SQLException {
        try (statement) {
            rows.close();
        }
        if (!failed) {
            set(connection, "lock_timeout", "0");
            set(connection, "statement_timeout", "0");
        }
    }

    private static void set(Connection connection, String setting, String value) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, true)")) {
            set.setString(1, setting);
            set.setString(2, value);
            set.execute();
        }
    }

    private static String query() {
        try (InputStream in = StructureReading.class.getResourceAsStream("structure.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without what is there for people. No constant in it has two hyphens, and none goes over a line's end. */
    private static String sent(String written) {
        return written.lines()
                .map(line -> line.split("--", 2)[0].strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
