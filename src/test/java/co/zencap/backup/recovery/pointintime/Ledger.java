package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Writers that move money between accounts as pgbench does, and remember of each transfer when the server had said that it
 * is committed. What the books must show at an instant is known exactly: while an instant is chosen nobody commits.
 */
final class Ledger implements AutoCloseable {
    private static final int ACCOUNTS = 100;
    private static final int BALANCE = 1000;

    private final PostgresUrl url;
    private final List<Thread> writers = new ArrayList<>();
    private final Map<Integer, Instant> committed = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger marks = new AtomicInteger();
    private final ReadWriteLock gate = new ReentrantReadWriteLock(true);
    private volatile boolean closed;

    private Ledger(PostgresUrl url) {
        this.url = url;
    }

    static void open(PostgresUrl url) {
        Databases.execute(
                url,
                "CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL, filler char(84) DEFAULT '')",
                "INSERT INTO accounts SELECT i, " + BALANCE + " FROM generate_series(1, " + ACCOUNTS + ") i",
                "CREATE TABLE transfers (id int PRIMARY KEY, source int, sink int, amount int, filler text)");
    }

    /** Begins to write. */
    static Ledger write(PostgresUrl url, int writers) {
        var ledger = new Ledger(url);
        for (int i = 0; i < writers; i++) {
            var random = new Random(i);
            var thread = new Thread(() -> ledger.write(random), "writer-" + i);
            thread.setDaemon(true);
            ledger.writers.add(thread);
            thread.start();
        }
        return ledger;
    }

    private void write(Random random) {
        while (!closed) {
            try (Connection connection = Databases.connect(url)) {
                connection.setAutoCommit(false);
                while (!closed) {
                    gate.readLock().lock();
                    try {
                        transfer(connection, random);
                    } finally {
                        gate.readLock().unlock();
                    }
                    Thread.sleep(2);
                }
            } catch (SQLException e) {
                pause(); // the server is gone, for a moment or for ever
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void transfer(Connection connection, Random random) throws SQLException {
        int id = ids.incrementAndGet();
        int first = 1 + random.nextInt(ACCOUNTS - 1);
        int second = first + 1 + random.nextInt(ACCOUNTS - first);
        int amount = 1 + random.nextInt(50);
        // Always in the same order, so that writers do not block each other for ever.
        add(connection, first, -amount);
        add(connection, second, amount);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO transfers VALUES (?, ?, ?, ?, repeat(md5(random()::text), 20))")) {
            insert.setInt(1, id);
            insert.setInt(2, first);
            insert.setInt(3, second);
            insert.setInt(4, amount);
            insert.execute();
        }
        connection.commit();
        committed.put(id, Instant.now());
    }

    private static void add(Connection connection, int account, int amount) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE accounts SET balance = balance + ? WHERE id = ?")) {
            update.setInt(1, amount);
            update.setInt(2, account);
            update.execute();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * An instant, and what the books must show then.
     *
     * @param at by the server's clock
     * @param name of a restore point at it
     * @param place of that in the log
     * @param transaction that did nothing else
     */
    record Mark(Instant at, String name, String place, String transaction, Set<Integer> transfers) {}

    Mark mark() throws SQLException, InterruptedException {
        gate.writeLock().lock();
        try (Connection connection = Databases.connect(url);
                Statement sql = connection.createStatement()) {
            Thread.sleep(5);
            String name = "mark " + marks.incrementAndGet();
            try (ResultSet row = sql.executeQuery(
                    "SELECT clock_timestamp(), pg_create_restore_point('" + name + "')::text," + " txid_current()")) {
                row.next();
                Instant at = row.getObject(1, OffsetDateTime.class).toInstant();
                Thread.sleep(5);
                return new Mark(at, name, row.getString(2), row.getString(3), new TreeSet<>(committed.keySet()));
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** When the server had said of each transfer that it is committed. */
    Map<Integer, Instant> committed() {
        return new TreeMap<>(committed);
    }

    /** What the books of a recovered database show. */
    static Set<Integer> transfers(PostgresUrl url) {
        var found = new TreeSet<Integer>();
        Databases.query(url, "SELECT id FROM transfers").forEach(id -> found.add(Integer.valueOf(id)));
        return found;
    }

    /** Accounts whose balance is not what the transfers make of it. */
    static List<String> wrongAccounts(PostgresUrl url) {
        return Databases.query(
                url,
                "SELECT a.id FROM accounts a WHERE balance <> " + BALANCE
                        + " + coalesce((SELECT sum(amount) FROM transfers WHERE sink = a.id), 0)"
                        + " - coalesce((SELECT sum(amount) FROM transfers WHERE source = a.id), 0)");
    }

    /** All that was committed is there, and nothing that does not add up. */
    void requireWhole(PostgresUrl url) {
        var missing = new TreeSet<>(committed.keySet());
        missing.removeAll(transfers(url));
        assertThat(missing).as("transfers that were committed").isEmpty();
        assertThat(wrongAccounts(url)).isEmpty();
    }

    static String total(PostgresUrl url) {
        return Databases.query(url, "SELECT sum(balance) FROM accounts").get(0);
    }

    static String expectedTotal() {
        return String.valueOf(ACCOUNTS * BALANCE);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread writer : writers) {
            writer.join(5000);
        }
    }
}
