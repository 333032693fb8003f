package co.zencap.backup.backup;

import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Keeps the catalog out of the dumps of the database it lives in, so that a recovery never rolls history back. */
public final class CatalogSchema {
    private static final String OURS =
            "SELECT FROM pg_catalog.pg_tables WHERE schemaname = ? AND tablename = 'backup_restoration_tests'";

    private CatalogSchema() {}

    /** The schemas to leave out: the catalog's, where it is. Another one of that name is the operator's own and stays in. */
    static List<String> excludedFrom(SnapshotSession snapshot) throws IOException {
        try {
            return isIn(snapshot.connection()) ? List.of(Settings.CATALOG_SCHEMA) : List.of();
        } catch (SQLException e) {
            throw ServerFailure.of("list the database's schemas", snapshot.url(), e);
        }
    }

    /** Whether a catalog of this program lies in a database. */
    public static boolean isIn(Connection database) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(OURS)) {
            query.setString(1, Settings.CATALOG_SCHEMA);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}
