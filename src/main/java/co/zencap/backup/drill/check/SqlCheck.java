package co.zencap.backup.drill.check;

import co.zencap.backup.postgres.PinnedSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One question to a restored database, and the answer it must give.
 *
 * @param name as reports show it
 * @param sql one query, with the comments before it, so that a server's line number is the file's
 * @param expectation what it must return
 * @param timeout how long it may take
 */
public record SqlCheck(String name, String sql, Expectation expectation, Duration timeout) {
    /** The driver's setting that its connections need: values may be of a gigabyte each. */
    public static final String MAX_RESULT_BUFFER = "16M";

    private static final int ROWS_SHOWN = 5;

    /** After it, a server that should have ended the query is taken for dead. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /**
     * As a cursor, the server takes nothing but a query, only the rows shown come here, and it counts the others itself, so
     * that a query without end or of a whole table needs no memory.
     */
    private static final String CURSOR = "DECLARE zencap_check NO SCROLL CURSOR FOR ";

    /**
     * Undone by the rollback: values look the same everywhere, texts end where the check's reader saw them end, and the
     * cursor is planned for all of its rows.
     */
    private static final String SETTINGS = "SET TRANSACTION READ ONLY; " + PinnedSettings.asCommands()
            + " SET LOCAL standard_conforming_strings = on; SET LOCAL cursor_tuple_fraction = 1";

    /** Ends the transaction, whatever happened in it. */
    private interface Ending extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /**
     * Asks, in a read-only transaction of its own that is rolled back.
     *
     * @param connection without a transaction; a check can leave a session's state behind, so give each a new one
     * @return failed with the server's message where it refused or is not there
     */
    public CheckResult run(Connection connection) {
        long started = System.nanoTime();
        try {
            QueryAnswer answer = ask(connection, started);
            boolean passed = expectation.isMetBy(answer);
            String seen = "The query gave " + expectation.seen(answer);
            return result(passed, passed ? seen + "." : seen + "; expected " + expectation.words() + ".", started);
        } catch (SQLException e) {
            return result(false, new Refusal(this, CURSOR.length(), e).words(), started);
        }
    }

    private QueryAnswer ask(Connection connection, long started) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new SQLException("The connection is in a transaction, which the check would end");
        }
        int patience = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, (int) timeout.plus(GRACE).toMillis());
        connection.setAutoCommit(false);
        try (Ending end = () -> end(connection, patience);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(SETTINGS);
            limit(statement, started);
            statement.execute(CURSOR + sql);
            limit(statement, started);
            List<List<String>> first = new ArrayList<>();
            int columns;
            try (ResultSet rows = statement.executeQuery("FETCH FORWARD " + ROWS_SHOWN + " FROM zencap_check")) {
                columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    first.add(row(rows, columns));
                }
            }
            limit(statement, started);
            statement.execute("MOVE FORWARD ALL FROM zencap_check");
            return new QueryAnswer(columns, first, first.size() + statement.getLargeUpdateCount());
        }
    }

    /** The server counts the time of each statement anew, a check's is that of all. */
    private void limit(Statement statement, long started) throws SQLException {
        long left = timeout.toMillis() - millisSince(started);
        statement.execute("SET LOCAL statement_timeout = " + Math.max(1, left));
    }

    private static List<String> row(ResultSet rows, int columns) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
            values.add(rows.getString(column));
        }
        return values;
    }

    private static void end(Connection connection, int patience) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setNetworkTimeout(Runnable::run, patience);
    }

    private CheckResult result(boolean passed, String detail, long started) {
        return new CheckResult(name, passed, detail, millisSince(started));
    }

    private static long millisSince(long started) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }
}
