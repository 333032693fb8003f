package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.CatalogSchema;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Carries the catalog over, where it lies in the database that is swapped: dumps leave it out, and history must not be
 * rolled back with the data. Its tables can be read and not written until this is closed, or its session ended.
 */
final class CatalogCarrier implements Closeable {
    private static final int ANSWER_SECONDS = 5;

    private static final String TABLES = "SELECT string_agg(c.oid::pg_catalog.regclass::text, ', ' ORDER BY c.oid)"
            + " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p')"
            + " AND c.relnamespace = '" + Settings.CATALOG_SCHEMA + "'::pg_catalog.regnamespace";

    private final PostgresUrl from;
    private final Connection holder;
    private final boolean there;

    private CatalogCarrier(PostgresUrl from, Connection holder, boolean there) {
        this.from = from;
        this.holder = holder;
        this.there = there;
    }

    /** @param live the database that it may lie in */
    static CatalogCarrier hold(PostgresUrl live) throws IOException {
        try {
            Connection holder = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties());
            try {
                return new CatalogCarrier(live, holder, lock(holder));
            } catch (SQLException | RuntimeException | Error e) {
                try (holder) {
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw ServerFailure.of("hold the catalog still", live, e);
        }
    }

    private static boolean lock(Connection session) throws SQLException {
        if (!CatalogSchema.isIn(session)) {
            return false;
        }
        session.setAutoCommit(false);
        try (Statement sql = session.createStatement()) {
            sql.execute(MaintenanceSession.NOTICED_SOON
                    + "; SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0;"
                    + " SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL search_path = ''");
            String tables;
            try (ResultSet row = sql.executeQuery(TABLES)) {
                row.next();
                tables = row.getString(1);
            }
            sql.execute("LOCK TABLE " + tables + " IN EXCLUSIVE MODE");
            return true;
        }
    }

    /** Its session, to be ended last; empty where there is no catalog. */
    OptionalInt session() throws IOException {
        if (!there) {
            return OptionalInt.empty();
        }
        try (Statement sql = holder.createStatement();
                ResultSet row = sql.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return OptionalInt.of(row.getInt(1));
        } catch (SQLException e) {
            throw ServerFailure.of("hold the catalog still", from, e);
        }
    }

    /** @throws IOException when the catalog may have changed since it was carried */
    void requireHeld() throws IOException {
        try {
            if (there && !holder.isValid(ANSWER_SECONDS)) {
                throw new IOException("the session that kept the catalog from changing has ended. HINT: swap again");
            }
        } catch (SQLException e) {
            throw ServerFailure.of("hold the catalog still", from, e);
        }
    }

    /**
     * Puts a copy into the other database, in the place of an older one.
     *
     * @param scratch a private folder
     */
    void carryTo(PostgresUrl other, PassFile passFile, RestoreTools tools, int serverMajor, Path scratch)
            throws IOException {
        if (!there) {
            letGo();
            return;
        }
        PostgresCommands commands = tools.commands(serverMajor);
        Path file = scratch.resolve("catalog-" + UUID.randomUUID() + ".dump");
        try {
            ToolProcess.run(commands.dumpSchema(from, passFile, Settings.CATALOG_SCHEMA, file, tools.limits()));
            dropOlder(other);
            ToolProcess.run(commands.restoreWithOwners(other, passFile, file, 1, tools.limits()));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void dropOlder(PostgresUrl other) throws IOException {
        try (Connection session = DriverManager.getConnection(other.jdbcUrl(), other.jdbcProperties());
                Statement sql = session.createStatement()) {
            if (CatalogSchema.isIn(session)) {
                sql.execute("DROP SCHEMA " + Quoting.name(Settings.CATALOG_SCHEMA) + " CASCADE");
            }
        } catch (SQLException e) {
            throw ServerFailure.of("replace the catalog", other, e);
        }
    }

    /** Nobody may be left in the database that is renamed. */
    private void letGo() throws IOException {
        try {
            holder.close();
        } catch (SQLException e) {
            throw ServerFailure.of("leave", from, e);
        }
    }

    /** Where the swap did not happen the catalog is written again. */
    @Override
    public void close() throws IOException {
        try {
            if (!holder.isClosed() && holder.isValid(ANSWER_SECONDS)) {
                holder.close();
            } else {
                holder.abort(Runnable::run);
            }
        } catch (SQLException e) {
            throw ServerFailure.of("let the catalog be written again", from, e);
        }
    }
}
