package co.zencap.backup.recovery.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a server says of one of its databases.
 *
 * @param locale how text is sorted and classified in it
 * @param comment empty without one
 */
record DatabaseFacts(
        long oid,
        String name,
        String owner,
        DatabaseLocale locale,
        boolean takesConnections,
        int connectionLimit,
        Optional<String> comment) {

    /** Which columns there are depends on the version. */
    private static final String QUERY =
            """
            SELECT d.oid, pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate,
                   d.datctype, d.datallowconn, d.datconnlimit, pg_catalog.shobj_description(d.oid, 'pg_database'),
                   coalesce(j ->> 'datlocprovider', 'c'), coalesce(j ->> 'datlocale', j ->> 'daticulocale'),
                   j ->> 'daticurules'
              FROM pg_catalog.pg_database d, LATERAL pg_catalog.to_jsonb(d) j
             WHERE d.datname = ?""";

    static Optional<DatabaseFacts> of(Connection server, String name) throws SQLException {
        try (PreparedStatement query = server.prepareStatement(QUERY)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new DatabaseFacts(
                        row.getLong(1),
                        name,
                        row.getString(2),
                        new DatabaseLocale(
                                row.getString(3),
                                row.getString(9),
                                row.getString(4),
                                row.getString(5),
                                Optional.ofNullable(row.getString(10)),
                                Optional.ofNullable(row.getString(11))),
                        row.getBoolean(6),
                        row.getInt(7),
                        Optional.ofNullable(row.getString(8))));
            }
        }
    }
}
