package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.ToolCommand;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Takes the fingerprint of a restored database: of the tables that the expected one names, over several sessions, the
 * largest table first so that no session is left alone with it at the end. Memory does not grow with the tables.
 *
 * <p>Each table is read by its own statement: the database must be at rest.
 */
public final class DatabaseScan {
    /** After their sockets were closed the threads end at once; only one that is just connecting takes longer. */
    private static final long END_SECONDS = 30;

    private final DataSource database;
    private final ToolCommand psql;
    private final Fingerprint expected;
    private final Queue<TableFingerprint> work = new ConcurrentLinkedQueue<>();
    private final Queue<TableFingerprint> found = new ConcurrentLinkedQueue<>();
    private final Queue<TableScan> open = new ConcurrentLinkedQueue<>();
    private final Queue<SequenceValue> sequencesToDo = new ConcurrentLinkedQueue<>();
    private final Queue<SequenceValue> sequences = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean largeObjectsToDo;
    private volatile LargeObjects largeObjects = LargeObjects.NONE;
    private volatile boolean stopped;

    private DatabaseScan(DataSource database, ToolCommand psql, Fingerprint expected) {
        this.database = database;
        this.psql = psql;
        this.expected = expected;
        expected.tables().stream()
                .sorted(Comparator.comparingLong(TableFingerprint::bytes).reversed())
                .forEach(work::add);
        expected.sequences().ifPresent(sequencesToDo::addAll);
        if (expected.countsOnly()) {
            largeObjects = LargeObjects.ofCount(0);
        }
        largeObjectsToDo = new AtomicBoolean(expected.largeObjects().count() > 0);
    }

    /**
     * Reads every expected table; one that does not exist is left out of the result. Large objects are read where the
     * dump has some. Where the expected fingerprint has counts only, this one has no more.
     *
     * @param database gives each session its connection, which is closed here; its settings are changed
     *     ({@link RowText#pin}), so this should not be a pool that others use
     * @param psql the same database for tables whose rows may be large:
     *     {@link co.zencap.backup.postgres.PostgresCommands#session}
     * @param expected the dump's fingerprint
     * @param parallelism how many sessions, at least 1
     * @throws SQLException when a table can't be read
     * @throws InterruptedException when the calling thread is interrupted; the reading ends then
     */
    public static Fingerprint of(DataSource database, ToolCommand psql, Fingerprint expected, int parallelism)
            throws SQLException, InterruptedException {
        if (parallelism < 1) {
            throw new IllegalArgumentException("The number of sessions must be at least 1, not " + parallelism);
        }
        return new DatabaseScan(database, psql, expected).run(parallelism);
    }

    private Fingerprint run(int sessions) throws SQLException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(sessions, DatabaseScan::thread);
        try {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < sessions; i++) {
                running.submit(this::session);
            }
            for (int i = 0; i < sessions; i++) {
                running.take().get();
            }
            return new Fingerprint(
                    expected.encoding(),
                    new ArrayList<>(found),
                    largeObjects,
                    expected.sequences().map(list -> new ArrayList<>(sequences)));
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            end(threads);
        }
    }

    private Void session() throws SQLException, IOException {
        try (Connection connection = database.getConnection()) {
            TableScan scan = new TableScan(connection, psql, expected.encoding());
            open.add(scan);
            try {
                if (!stopped && largeObjectsToDo.getAndSet(false)) {
                    largeObjects =
                            expected.countsOnly() ? LargeObjectScan.count(connection) : LargeObjectScan.of(connection);
                }
                for (SequenceValue next = sequencesToDo.poll(); next != null && !stopped; next = sequencesToDo.poll()) {
                    next.in(connection).ifPresent(sequences::add);
                }
                for (TableFingerprint next = work.poll(); next != null && !stopped; next = work.poll()) {
                    (expected.countsOnly() ? scan.count(next) : scan.fingerprint(next)).ifPresent(found::add);
                }
            } finally {
                open.remove(scan);
            }
        }
        return null;
    }

    private void end(ExecutorService threads) throws SQLException, InterruptedException {
        stopped = true;
        threads.shutdownNow();
        for (TableScan scan : open) {
            scan.close();
        }
        threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }

    private static SQLException failure(Throwable cause) {
        if (cause instanceof SQLException sql) {
            return new SQLException(
                    "The database's content can't be read for comparison: " + sql.getMessage(), sql.getSQLState(), sql);
        }
        return new SQLException("The database's content can't be read for comparison: " + cause, cause);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "table-fingerprint");
        thread.setDaemon(true);
        return thread;
    }
}
