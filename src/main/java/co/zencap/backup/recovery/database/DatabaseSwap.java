package co.zencap.backup.recovery.database;

import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.restore.RestoreTools;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the live database's name to another one. Both renamings are one transaction: a failure at any point, also our sudden
 * end, leaves the live database under its name, and whoever waits at its door gets in again.
 */
final class DatabaseSwap {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSwap.class);
    private static final String IN_USE = "55006";
    private static final String LOCK_NOT_HAD = "55P03";

    private final MaintenanceSession server;
    private final RecoveryNames names;
    private final Duration patience;
    private final SwapStep.Witness witness;

    /**
     * @param patience how long sessions may take to end
     * @param witness is told of each step
     */
    DatabaseSwap(MaintenanceSession server, RecoveryNames names, Duration patience, SwapStep.Witness witness) {
        this.server = server;
        this.names = names;
        this.patience = patience;
        this.witness = witness;
    }

    /**
     * What the catalog is carried with.
     *
     * @param scratch a private folder
     */
    record Luggage(RestoreTools tools, PassFile passFile, Path scratch) {}

    /**
     * Puts {@code comes} in the place of the live database, which is called {@code goes} then.
     *
     * @param dress whether {@code comes} still needs the live one's settings and privileges
     * @param note the comment on the one that goes
     * @return what could not be carried over, one sentence each
     */
    List<String> run(String comes, String goes, boolean dress, String note, Luggage luggage) throws IOException {
        var notes = new ArrayList<String>();
        try {
            Optional<DatabaseFacts> live = DatabaseFacts.of(server.connection(), names.live());
            DatabaseFacts other = DatabaseFacts.of(server.connection(), comes).orElseThrow(() -> missing(comes));
            if (live.isEmpty()) {
                untilNobodyIsIn(() -> rename(live, other, goes, note, OptionalInt.empty()));
                return notes;
            }
            if (dress) {
                witness.before(SwapStep.DRESS);
                notes.addAll(new DatabaseDress(server.connection(), comes).like(live.get()));
            }
            witness.before(SwapStep.HOLD_CATALOG);
            try (CatalogCarrier catalog = CatalogCarrier.hold(server.of(names.live()))) {
                OptionalInt holder = catalog.session();
                witness.before(SwapStep.CARRY_CATALOG);
                catalog.carryTo(
                        server.of(comes), luggage.passFile(), luggage.tools(), server.major(), luggage.scratch());
                untilNobodyIsIn(() -> {
                    catalog.requireHeld();
                    return rename(live, other, goes, note, holder);
                });
            }
            return notes;
        } catch (IOException | SQLException e) {
            if (isDone(comes, goes, e)) {
                return notes;
            }
            throw e instanceof SQLException sql
                    ? failure(ServerFailure.of("swap", server.of(names.live()), sql))
                    : failure((IOException) e);
        }
    }

    private interface Attempt {
        /** Who or what was still in; empty when it has succeeded. */
        Optional<String> run() throws IOException, SQLException;
    }

    private void untilNobodyIsIn(Attempt attempt) throws IOException, SQLException {
        long end = System.nanoTime() + patience.toNanos();
        for (Optional<String> left = attempt.run(); left.isPresent(); left = attempt.run()) {
            if (System.nanoTime() > end) {
                throw new IOException("it was in use for " + patience.toSeconds() + " s: " + left.get()
                        + ". HINT: stop the applications that use it, end prepared transactions (pg_prepared_xacts), and swap"
                        + " again");
            }
        }
    }

    /** The answer to a commit may have got lost, and the commit not. */
    private boolean isDone(String comes, String goes, Exception failure) {
        try {
            Connection session = server.connection();
            return DatabaseFacts.of(session, comes).isEmpty()
                    && DatabaseFacts.of(session, goes).isPresent()
                    && DatabaseFacts.of(session, names.live()).isPresent();
        } catch (IOException | SQLException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    private static IOException missing(String name) {
        return new IOException("there is no database " + name);
    }

    /** @return who or what was still in; nothing has changed then */
    private Optional<String> rename(
            Optional<DatabaseFacts> live, DatabaseFacts other, String goes, String note, OptionalInt holder)
            throws IOException, SQLException {
        Connection session = server.connection();
        var databases = new ArrayList<>(List.of(other.oid()));
        live.ifPresent(l -> databases.add(l.oid()));
        witness.before(SwapStep.END_SESSIONS);
        try (SessionEnding ending = SessionEnding.of(server.another(), databases, holder)) {
            try (Statement sql = session.createStatement()) {
                session.setAutoCommit(false);
                // when we stop in the middle, nobody waits at the door for longer than that
                sql.execute("SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '30s'");
                if (live.isPresent()) {
                    witness.before(SwapStep.RENAME_LIVE);
                    rename(sql, names.live(), goes);
                    sql.execute("COMMENT ON DATABASE " + Quoting.name(goes) + " IS " + Quoting.text(note));
                }
                witness.before(SwapStep.RENAME_OTHER);
                rename(sql, other.name(), names.live());
                sql.execute("COMMENT ON DATABASE " + Quoting.name(names.live()) + " IS "
                        + live.flatMap(DatabaseFacts::comment)
                                .map(Quoting::text)
                                .orElse("NULL"));
                witness.before(SwapStep.COMMIT);
                session.commit();
                return Optional.empty();
            } catch (SQLException e) {
                if (IN_USE.equals(e.getSQLState()) || LOCK_NOT_HAD.equals(e.getSQLState())) {
                    if (!ending.left().isEmpty()) {
                        throw new IOException("these sessions can't be ended: " + String.join("; ", ending.left())
                                + ". HINT: end them yourself, or connect as a superuser");
                    }
                    return Optional.of(e.getMessage());
                }
                throw e;
            } finally {
                endTransaction(session);
            }
        }
    }

    private static void rename(Statement sql, String from, String to) throws SQLException {
        sql.execute("ALTER DATABASE " + Quoting.name(from) + " RENAME TO " + Quoting.name(to));
    }

    /** After a commit there is nothing to roll back. What a lost connection had begun the server rolls back. */
    private static void endTransaction(Connection session) {
        try {
            session.rollback();
            session.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("The session has ended, and its transaction with it", e);
        }
    }

    /** Says what is live now: the server tells. */
    private IOException failure(IOException cause) {
        String now;
        try {
            now = DatabaseFacts.of(server.connection(), names.live())
                    .map(live ->
                            live.takesConnections() ? " is the one of before, and takes connections" : " is closed")
                    .orElse(" does not exist");
        } catch (IOException | SQLException e) {
            cause.addSuppressed(e);
            now = " can't be asked for now; no renaming was committed";
        }
        return new IOException(
                "The databases were not swapped (" + names.live() + now + "): " + cause.getMessage(), cause);
    }
}
