package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.RestoredSchema.Differences;
import co.zencap.backup.recovery.table.RestoredSchema.Table;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What has been restored beside the live tables, as the live database tells it, and away with it. */
public final class RestoredTables {
    /** Schemas of others may have comments that look like ours. */
    private static final String SCHEMAS =
            """
            SELECT n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace')
              FROM pg_catalog.pg_namespace n
             WHERE pg_catalog.pg_get_userbyid(n.nspowner) = current_user
               AND pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), 'zencap restored tables: ')
             ORDER BY n.nspname DESC""";

    private static final String TABLES =
            """
            SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class'), pg_catalog.pg_total_relation_size(c.oid)
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind = 'r' ORDER BY c.relname""";

    private final PostgresUrl live;
    private final LiveSession.Patience patience;

    RestoredTables(PostgresUrl live, LiveSession.Patience patience) {
        this.live = live;
        this.patience = patience;
    }

    /** There is no such schema, or no such table in it. */
    public static final class NotRestored extends IOException {
        private static final long serialVersionUID = 1L;

        NotRestored(String message) {
            super(message);
        }
    }

    /** All, the newest first. */
    public List<RestoredSchema> all() throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            try {
                var all = new ArrayList<RestoredSchema>();
                for (Map.Entry<String, Mark.OfSchema> found : schemas(session).entrySet()) {
                    all.add(schema(session, found.getKey(), found.getValue()));
                }
                return all;
            } catch (SQLException e) {
                throw session.failure("look for restored tables", e);
            }
        }
    }

    /** One. */
    public RestoredSchema find(String id) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            return find(session, id);
        }
    }

    static RestoredSchema find(LiveSession session, String id) throws IOException {
        try {
            Mark.OfSchema mark = Optional.ofNullable(schemas(session).get(id))
                    .orElseThrow(() -> new NotRestored("No tables were restored as " + id
                            + ". HINT: ./zencap table list shows what was restored beside the live tables."));
            return schema(session, id, mark);
        } catch (SQLException e) {
            throw session.failure("look for restored tables", e);
        }
    }

    /** The one that somebody means, by its own or the live table's name. */
    static Table table(RestoredSchema schema, TableWish wish) throws NotRestored {
        List<Table> found = schema.tables().stream()
                .filter(table -> {
                    TableWish of = TableWish.parse(table.of());
                    return wish.means(of.schema().orElseThrow(), of.table());
                })
                .toList();
        if (found.size() != 1) {
            throw new NotRestored((found.isEmpty() ? "No table " + wish + " was" : "Several tables " + wish + " were")
                    + " restored as " + schema.id() + ". HINT: it has "
                    + schema.tables().stream().map(Table::of).collect(Collectors.joining(", ")) + ".");
        }
        return found.get(0);
    }

    private static Map<String, Mark.OfSchema> schemas(LiveSession session) throws SQLException {
        var all = new LinkedHashMap<String, Mark.OfSchema>();
        try (PreparedStatement query = session.prepared(SCHEMAS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                Mark.ofSchema(rows.getString(2)).ifPresent(mark -> all.put(name, mark));
            }
        }
        return all;
    }

    private static RestoredSchema schema(LiveSession session, String name, Mark.OfSchema mark) throws SQLException {
        var restored = new LinkedHashMap<String, Mark.OfTable>();
        var sizes = new LinkedHashMap<String, Long>();
        var differences = new LinkedHashMap<String, Differences>();
        try (PreparedStatement query = session.prepared(TABLES, name);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String table = rows.getString(1);
                String comment = rows.getString(2);
                sizes.put(table, rows.getLong(3));
                Mark.ofTable(comment).ifPresent(found -> restored.put(table, found));
                Mark.ofDifferences(comment).ifPresent(found -> differences.put(found.restored(), of(found)));
            }
        }
        List<Table> tables = restored.entrySet().stream()
                .map(each -> new Table(
                        each.getKey(),
                        TableWish.shown(
                                each.getValue().schema(), each.getValue().table()),
                        each.getValue().rows(),
                        sizes.get(each.getKey()),
                        each.getValue().key(),
                        each.getValue().notes(),
                        Optional.ofNullable(differences.get(each.getKey()))))
                .toList();
        return new RestoredSchema(
                name, mark.target(), mark.backup(), mark.takenAt(), mark.restoredAt(), mark.operation(), tables);
    }

    private static Differences of(Mark.OfDifferences mark) {
        return new Differences(
                mark.comparedAt(), !mark.key().isEmpty(), mark.missing(), mark.changed(), mark.unexpected());
    }

    /**
     * Drops a schema with all that we have made in it. What others have made in it, or with it, is not dropped: then nothing
     * is.
     *
     * @return what it was
     */
    public RestoredSchema drop(String id) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            RestoredSchema schema = find(session, id);
            try {
                List<String> ours = ours(session, id);
                if (!ours.isEmpty()) {
                    session.execute("DROP TABLE "
                            + ours.stream()
                                    .map(table -> Quoting.name(id) + "." + Quoting.name(table))
                                    .collect(Collectors.joining(", ")));
                }
                session.execute("DROP SCHEMA " + Quoting.name(id));
                session.commit();
                return schema;
            } catch (SQLException e) {
                throw session.failureOfTables(
                        "drop " + id + " (nothing was dropped; what others have made in it or of it, like a view, is"
                                + " theirs to drop, and who reads it has to end first)",
                        e);
            }
        }
    }

    private static List<String> ours(LiveSession session, String schema) throws SQLException {
        var ours = new ArrayList<String>();
        try (PreparedStatement query = session.prepared(TABLES, schema);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String comment = rows.getString(2);
                if (Mark.ofTable(comment).isPresent()
                        || Mark.ofDifferences(comment).isPresent()
                        || Mark.ofBefore(comment).isPresent()) {
                    ours.add(rows.getString(1));
                }
            }
        }
        return ours;
    }
}
