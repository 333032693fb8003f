package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.Quoting;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A restored table and the live one, in the words of SQL. Rows belong together by their key, where both have it and it names
 * one row in both; else each row is its own key, and equal rows are numbered.
 *
 * <p>The server compares: keys by the operator of the key's own index, so that its collation is in force on both sides, all
 * else by its text, as types need have no equality.
 *
 * @param schema of the restored one
 * @param restored its name
 * @param live the other one; empty where it is gone
 * @param columns those that both have and the server does not compute: first the restored one's, then the live one's
 * @param key the columns of the key; none: whole rows
 */
record TablePair(
        String schema,
        String restored,
        Optional<Live> live,
        List<Shared> columns,
        List<KeyPart> key,
        List<String> notes) {
    private static final String EQUALS = "OPERATOR(pg_catalog.=)";

    private static final String KIND =
            """
            SELECT c.relkind::pg_catalog.text FROM pg_catalog.pg_class c
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')""";

    /** Of the primary key that the restored table has got: it tells how equal the type means equal. */
    private static final String OPERATORS =
            """
            SELECT a.attname, pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname)
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
              CROSS JOIN LATERAL unnest(k.conkey, i.indclass::pg_catalog.oid[]) AS c (attnum, opclass)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.attnum
              JOIN pg_catalog.pg_opclass oc ON oc.oid = c.opclass
              JOIN pg_catalog.pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype
               AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 3
              JOIN pg_catalog.pg_operator o ON o.oid = ao.amopopr
              JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
              JOIN pg_catalog.pg_class r ON r.oid = k.conrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
             WHERE rn.nspname = ? AND r.relname = ? AND k.contype = 'p'""";

    private static final String UNIQUE =
            """
            SELECT ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = i.indrelid
                            AND a.attnum = ANY ((i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1]))
              FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class r ON r.oid = i.indrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
             WHERE n.nspname = ? AND r.relname = ? AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
               AND i.indexprs IS NULL""";

    /**
     * The live table.
     *
     * @param columns all of its columns
     * @param partitioned whether its rows are in others
     */
    record Live(String schema, String table, List<TableColumn> columns, boolean partitioned) {
        /** Its name, quoted for SQL. */
        String name() {
            return Quoting.name(schema) + "." + Quoting.name(table);
        }

        /** Its own rows; those of tables that inherit from it are theirs. */
        String rows() {
            return (partitioned ? "" : "ONLY ") + name();
        }
    }

    /** A column that both have. */
    record Shared(TableColumn restored, TableColumn live) {
        boolean sameType() {
            return restored.type().equals(live.type()) && restored.collation().equals(live.collation());
        }

        /** The restored value as the live column takes it. */
        String copied(String expression) {
            return sameType() ? expression : TableColumn.text(expression, restored.plain()) + "::" + live.type();
        }
    }

    /**
     * A column of the key.
     *
     * @param place among the columns
     * @param equals the operator, as SQL has it
     */
    record KeyPart(int place, String equals) {}

    static TablePair of(LiveSession session, String schema, RestoredSchema.Table table)
            throws IOException, SQLException {
        TableWish of = TableWish.parse(table.of());
        String liveSchema = of.schema().orElseThrow();
        List<TableColumn> restored = TableColumn.of(session, schema, table.name());
        Optional<Live> live = Optional.empty();
        try (PreparedStatement query = session.prepared(KIND, liveSchema, of.table());
                ResultSet row = query.executeQuery()) {
            if (row.next()) {
                boolean partitioned = row.getString(1).equals("p");
                live = Optional.of(
                        new Live(liveSchema, of.table(), TableColumn.of(session, liveSchema, of.table()), partitioned));
            }
        }
        var notes = new ArrayList<String>();
        List<Shared> columns = new ArrayList<>();
        for (TableColumn column : restored) {
            Optional<TableColumn> other = live.isEmpty()
                    ? Optional.of(column)
                    : live.get().columns().stream()
                            .filter(l -> l.name().equals(column.name()) && !l.generated())
                            .findFirst();
            if (other.isPresent()) {
                columns.add(new Shared(column, other.get()));
            } else {
                notes.add("The live table has no column " + column.name()
                        + " any more; it is neither compared nor copied.");
            }
        }
        live.ifPresent(l -> l.columns().stream()
                .filter(c -> !c.generated()
                        && restored.stream().noneMatch(r -> r.name().equals(c.name())))
                .forEach(c -> notes.add("The backup has no column " + c.name()
                        + "; it is not compared, and copied rows get its default.")));
        List<KeyPart> key = key(session, schema, table, live, columns);
        if (key.isEmpty()) {
            notes.add(
                    "The tables have no key in common: whole rows are compared and counted, and none is called changed.");
        }
        return new TablePair(schema, table.name(), live, List.copyOf(columns), key, List.copyOf(notes));
    }

    private static List<KeyPart> key(
            LiveSession session, String schema, RestoredSchema.Table table, Optional<Live> live, List<Shared> columns)
            throws SQLException {
        if (table.key().isEmpty() || live.isPresent() && !isKey(session, live.get(), table.key())) {
            return List.of();
        }
        Map<String, String> operators = new HashMap<>();
        try (PreparedStatement query = session.prepared(OPERATORS, schema, table.name());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                operators.put(rows.getString(1), rows.getString(2));
            }
        }
        var key = new ArrayList<KeyPart>();
        for (String name : table.key()) {
            int place = IntStream.range(0, columns.size())
                    .filter(i -> columns.get(i).restored().name().equals(name))
                    .findFirst()
                    .orElse(-1);
            if (place < 0 || !operators.containsKey(name)) {
                return List.of();
            }
            key.add(new KeyPart(place, columns.get(place).sameType() ? operators.get(name) : EQUALS));
        }
        return List.copyOf(key);
    }

    private static boolean isKey(LiveSession session, Live live, List<String> key) throws SQLException {
        boolean never = live.columns().stream()
                        .filter(c -> key.contains(c.name()) && c.notNull())
                        .count()
                == key.size();
        try (PreparedStatement query = session.prepared(UNIQUE, live.schema(), live.table());
                ResultSet rows = query.executeQuery()) {
            while (never && rows.next()) {
                String[] columns = (String[]) rows.getArray(1).getArray();
                if (new HashSet<>(Arrays.asList(columns)).equals(new HashSet<>(key))) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean byKey() {
        return !key.isEmpty();
    }

    /** How many columns {@code k1}, {@code k2} and so on name a row. */
    int keyColumns() {
        return byKey() ? key.size() : 2;
    }

    /** {@code k1, k2}, each with what is put before. */
    String keys(String before) {
        return IntStream.rangeClosed(1, keyColumns())
                .mapToObj(i -> before + "k" + i)
                .collect(Collectors.joining(", "));
    }

    /** Whether two rows are of the same key. */
    String sameKey(String one, String other) {
        return IntStream.rangeClosed(1, keyColumns())
                .mapToObj(i ->
                        one + ".k" + i + " " + (byKey() ? key.get(i - 1).equals() : EQUALS) + " " + other + ".k" + i)
                .collect(Collectors.joining(" AND "));
    }

    /** The restored rows: their key, {@code v} with all that is compared, and the columns {@code c0}, {@code c1} and so on. */
    String restoredRows() {
        return rows(
                Quoting.name(schema) + "." + Quoting.name(restored),
                columns.stream().map(Shared::restored).toList());
    }

    /** The live rows likewise. */
    String liveRows() {
        return rows(
                live.orElseThrow().rows(), columns.stream().map(Shared::live).toList());
    }

    private String rows(String from, List<TableColumn> all) {
        String values =
                all.stream().map(c -> c.textIn("t")).collect(Collectors.joining(", ", "ARRAY[", "]::pg_catalog.text[]"))
                        + " AS v";
        String each = IntStream.range(0, all.size())
                .mapToObj(i -> ", " + all.get(i).in("t") + " AS c" + i)
                .collect(Collectors.joining());
        if (!byKey()) {
            String again =
                    IntStream.range(0, all.size()).mapToObj(i -> ", c" + i).collect(Collectors.joining());
            return "(SELECT v AS k1, pg_catalog.row_number() OVER (PARTITION BY v) AS k2, v" + again + " FROM (SELECT "
                    + values + each + " FROM " + from + " t) whole)";
        }
        String keys = IntStream.range(0, key.size())
                .mapToObj(i -> keyOf(i, all) + " AS k" + (i + 1) + ", ")
                .collect(Collectors.joining());
        return "(SELECT " + keys + values + each + " FROM " + from + " t)";
    }

    /** The key as the live table alone has it, for rows that are locked. */
    String sameKeyAsLive(String chosen) {
        List<TableColumn> all = columns.stream().map(Shared::live).toList();
        return IntStream.range(0, key.size())
                .mapToObj(i -> keyOf(i, all) + " " + key.get(i).equals() + " " + chosen + ".k" + (i + 1))
                .collect(Collectors.joining(" AND "));
    }

    private String keyOf(int part, List<TableColumn> all) {
        TableColumn column = all.get(key.get(part).place());
        return columns.get(key.get(part).place()).sameType() ? column.in("t") : column.textIn("t");
    }

    boolean isKey(int place) {
        return key.stream().anyMatch(part -> part.place() == place);
    }
}
