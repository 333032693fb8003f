package co.zencap.backup.recovery.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Tells whether two databases mean the same by a type's name. */
final class TypeDefinition {
    private static final String QUERY =
            """
            WITH RECURSIVE needed (oid) AS (
                SELECT pg_catalog.to_regtype(?)::pg_catalog.oid
                UNION
                SELECT part.oid
                  FROM needed n JOIN pg_catalog.pg_type t ON t.oid = n.oid
                  CROSS JOIN LATERAL (
                       SELECT t.typelem WHERE t.typelem <> 0
                       UNION ALL SELECT t.typbasetype WHERE t.typbasetype <> 0
                       UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
                       UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped) part (oid)
            )
            SELECT coalesce(pg_catalog.string_agg(pg_catalog.concat_ws(' ',
                       t.oid::pg_catalog.regtype, t.typtype, t.typinput, t.typlen,
                       (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder)
                          FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
                       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
                       CASE WHEN t.typnotnull THEN 'not null' END,
                       (SELECT pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(c.oid), ',' ORDER BY c.conname)
                          FROM pg_catalog.pg_constraint c WHERE c.contypid = t.oid),
                       (SELECT pg_catalog.string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ','
                                         ORDER BY a.attnum)
                          FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped)),
                   E'\\n' ORDER BY t.oid::pg_catalog.regtype::pg_catalog.text COLLATE "C"), '')
              FROM needed n JOIN pg_catalog.pg_type t ON t.oid = n.oid""";

    private TypeDefinition() {}

    /**
     * All that is known of it.
     *
     * @param connection with an empty search path
     * @param type its whole name, as {@code format_type} gives it without modifiers
     * @return empty where there is none
     */
    static String of(Connection connection, String type) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, type);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
