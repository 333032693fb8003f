package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.CatalogSchema;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database in which there is nothing that anybody could miss; our catalog does not count, which is carried over. */
final class EmptyDatabase {
    /** What no extension has brought. */
    private static final String ANYTHING =
            """
            SELECT EXISTS (
                SELECT FROM (
                    SELECT 'pg_class'::regclass AS class, oid, relnamespace AS namespace FROM pg_catalog.pg_class
                     WHERE relkind <> 't'
                     UNION ALL SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_catalog.pg_proc
                     UNION ALL SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_catalog.pg_type
                     UNION ALL SELECT 'pg_namespace'::regclass, oid, oid FROM pg_catalog.pg_namespace
                     WHERE nspname <> 'public') o JOIN pg_catalog.pg_namespace n ON n.oid = o.namespace
                 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname <> %s
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                    WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e'))
                OR EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)""";

    private EmptyDatabase() {}

    static boolean is(PostgresUrl url) throws IOException {
        try (Connection session = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = session.createStatement();
                ResultSet row = sql.executeQuery(ANYTHING.formatted(
                        CatalogSchema.isIn(session) ? Quoting.text(Settings.CATALOG_SCHEMA) : "''"))) {
            row.next();
            return !row.getBoolean(1);
        } catch (SQLException e) {
            throw ServerFailure.of("see whether it is empty", url, e);
        }
    }
}
