package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.archive.TableKey;
import co.zencap.backup.postgres.archive.TableName;
import co.zencap.backup.recovery.table.SourceTable.Column;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what somebody wants in a database that has a backup's structure. */
final class SourceTables {
    private static final int SHOWN = 10;

    /** Partitions come with their root, unless they are named or somebody wants nothing but their schema. */
    private static final String TABLES =
            """
            SELECT c.oid, n.nspname, c.relname,
                   c.relispartition AND EXISTS (SELECT FROM pg_catalog.pg_inherits i
                                                  JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
                                                 WHERE i.inhrelid = c.oid AND p.relnamespace = c.relnamespace)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema'
               AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
             ORDER BY n.nspname, c.relname""";

    private static final String COLUMNS =
            """
            SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.format_type(a.atttypid, NULL),
                   CASE WHEN a.attcollation <> t.typcollation THEN
                       (SELECT pg_catalog.format('%I.%I', n.nspname, c.collname) FROM pg_catalog.pg_collation c
                          JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace WHERE c.oid = a.attcollation) END
              FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = ?::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY a.attnum""";

    private static final String PARTS =
            """
            WITH RECURSIVE part (oid) AS (
                SELECT ?::pg_catalog.oid
                UNION ALL
                SELECT i.inhrelid FROM pg_catalog.pg_inherits i
                  JOIN part p ON p.oid = i.inhparent JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition)
            SELECT n.nspname, c.relname FROM part
              JOIN pg_catalog.pg_class c ON c.oid = part.oid AND c.relkind = 'r'
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace""";

    private final Connection structure;
    private final Map<String, String> definitions = new HashMap<>();

    private record Found(long oid, TableName name, boolean belowAnother) {}

    /** @param structure with an empty search path */
    SourceTables(Connection structure) {
        this.structure = structure;
    }

    /**
     * @param schemas all tables of these, beside the {@code tables}
     * @throws IOException when one is not there, or it can't be told which one is meant
     */
    List<SourceTable> choose(List<TableWish> tables, List<String> schemas) throws IOException, SQLException {
        List<Found> all = all();
        var chosen = new LinkedHashMap<TableName, Found>();
        for (TableWish wish : tables) {
            Found found = one(wish, all);
            chosen.put(found.name(), found);
        }
        for (String schema : schemas) {
            List<Found> inIt = all.stream()
                    .filter(found -> found.name().schema().equals(schema) && !found.belowAnother())
                    .toList();
            if (inIt.isEmpty()) {
                throw new IOException("The backup has no table in schema " + schema + ". HINT: it has tables in "
                        + shown(all.stream().map(found -> found.name().schema()).distinct()) + ".");
            }
            inIt.forEach(found -> chosen.putIfAbsent(found.name(), found));
        }
        var described = new ArrayList<SourceTable>();
        for (Found found : chosen.values()) {
            described.add(describe(found));
        }
        return described;
    }

    private static Found one(TableWish wish, List<Found> all) throws IOException {
        List<Found> found = all.stream()
                .filter(each -> wish.means(each.name().schema(), each.name().table()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            List<String> alike = all.stream()
                    .filter(each -> each.name().table().equalsIgnoreCase(wish.table()))
                    .map(SourceTables::shown)
                    .toList();
            throw new IOException("The backup has no table " + wish + ". HINT: "
                    + (alike.isEmpty()
                            ? "it has " + shown(all.stream().map(SourceTables::shown))
                                    + "; name it as it is written, or" + " choose another backup (--at, --backup)."
                            : "did you mean " + shown(alike.stream()) + "?"));
        }
        throw new IOException("The backup has several tables " + wish + ". HINT: name one of "
                + shown(found.stream().map(SourceTables::shown)) + ".");
    }

    private static String shown(Found found) {
        return TableWish.shown(found.name().schema(), found.name().table());
    }

    private static String shown(Stream<String> names) {
        List<String> all = names.toList();
        return all.isEmpty()
                ? "none"
                : String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
                        + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }

    private List<Found> all() throws SQLException {
        var all = new ArrayList<Found>();
        try (PreparedStatement query = structure.prepareStatement(TABLES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                all.add(new Found(
                        rows.getLong(1), new TableName(rows.getString(2), rows.getString(3)), rows.getBoolean(4)));
            }
        }
        return all;
    }

    private SourceTable describe(Found found) throws SQLException {
        List<Column> columns = columns(found.oid());
        List<String> key = TableKey.of(
                        structure,
                        found.name(),
                        columns.stream().map(Column::name).toList())
                .orElse(List.of());
        return new SourceTable(found.name(), columns, key, parts(found.oid()));
    }

    private List<Column> columns(long table) throws SQLException {
        var columns = new ArrayList<Column>();
        try (PreparedStatement query = structure.prepareStatement(COLUMNS)) {
            query.setLong(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            Optional.ofNullable(rows.getString(4)),
                            definition(rows.getString(3))));
                }
            }
        }
        return columns;
    }

    private String definition(String type) throws SQLException {
        String known = definitions.get(type);
        if (known == null) {
            known = TypeDefinition.of(structure, type);
            definitions.put(type, known);
        }
        return known;
    }

    private List<TableName> parts(long table) throws SQLException {
        var parts = new ArrayList<TableName>();
        try (PreparedStatement query = structure.prepareStatement(PARTS)) {
            query.setLong(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    parts.add(new TableName(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return parts;
    }
}
