package co.zencap.backup.restore;

import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that is restored into, and nobody else uses.
 *
 * @param url where it is
 * @param passFile of the url, for the client programs
 * @param serverMajor its server's major version
 */
public record RestoredDatabase(PostgresUrl url, PassFile passFile, int serverMajor) {

    /** Each connection is a new one: the comparison changes its settings. */
    public PGSimpleDataSource dataSource() {
        return dataSource(url);
    }

    /** The same of any database. */
    public static PGSimpleDataSource dataSource(PostgresUrl url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        url.jdbcProperties().forEach((name, value) -> property(source, (String) name, (String) value));
        return source;
    }

    private static void property(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (SQLException e) {
            throw new IllegalArgumentException("The driver does not know the property " + name, e);
        }
    }
}
