package co.zencap.backup.recovery.workflow;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.archive.TableFingerprint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Whether a database that is in use again lets its tables be read, as those that use it read them. */
final class LiveTables {
    private LiveTables() {}

    /**
     * Reads a row of each.
     *
     * @param expected which there must be; empty where nobody knows
     * @return how many there are
     */
    static int read(PostgresUrl live, Optional<Fingerprint> expected) throws IOException {
        List<TableFingerprint> tables = expected.map(Fingerprint::tables).orElse(List.of());
        try (Connection session = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties());
                Statement sql = session.createStatement()) {
            for (TableFingerprint table : tables) {
                requireRow(sql, table);
            }
            return tables.size();
        } catch (SQLException e) {
            throw ServerFailure.of("read the recovered tables", live, e);
        }
    }

    /** It may be none: of a table that is empty, or whose rows this role may not see. */
    private static void requireRow(Statement sql, TableFingerprint table) throws SQLException {
        try (ResultSet row = sql.executeQuery(
                "SELECT FROM " + Quoting.name(table.schema()) + "." + Quoting.name(table.table()) + " LIMIT 1")) {
            row.next();
        }
    }
}
