package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.RestoredSchema.Differences;
import co.zencap.backup.recovery.table.TablePair.Shared;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Copies rows back into live tables: all in one transaction, or none. What they replace is kept beside. Rows that somebody has
 * changed since they were compared are not overwritten.
 */
public final class CopyBack {
    private final PostgresUrl live;
    private final LiveSession.Patience patience;
    private final CopyPlanning planning;
    private final Clock clock;

    CopyBack(PostgresUrl live, LiveSession.Patience patience, CopyPlanning planning, Clock clock) {
        this.live = live;
        this.patience = patience;
        this.planning = planning;
        this.clock = clock;
    }

    /**
     * What has been done.
     *
     * @param before where the rows are that were replaced, by live table
     * @param notes what a person should know, one sentence each
     */
    public record Copied(String backup, long inserted, long updated, Map<String, String> before, List<String> notes) {}

    /**
     * Does it.
     *
     * @param operation which one
     */
    public Copied run(CopyWish wish, String operation) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience)) {
            RestoredSchema schema = RestoredTables.find(session, wish.schema());
            try {
                List<ChosenRows> chosen = ChosenRows.of(session, schema, wish);
                CopyPlan plan = planning.plan(session, chosen, wish);
                if (plan.blocked()) {
                    throw new CopyRefused(plan.obstacles(), "./zencap table copy-back --plan shows the whole plan.");
                }
                var before = new LinkedHashMap<String, String>();
                for (ChosenRows rows : chosen) {
                    lock(session, rows);
                    before.put(rows.table().of(), keep(session, schema, rows, operation));
                }
                write(session, chosen);
                var notes = new ArrayList<String>();
                for (ChosenRows rows : chosen) {
                    changedOnTheWay(session, rows, notes);
                    forget(session, rows);
                    for (OwnedSequence sequence : OwnedSequence.of(session, rows)) {
                        if (sequence.isBehind()) {
                            sequence.moveOn(session).ifPresent(notes::add);
                        }
                    }
                }
                var copied = new Copied(
                        schema.backup(),
                        chosen.stream().mapToLong(ChosenRows::insert).sum(),
                        chosen.stream().mapToLong(ChosenRows::update).sum(),
                        before,
                        notes);
                commit(session, copied);
                return copied;
            } catch (SQLException e) {
                throw CopyRefused.of(e);
            }
        }
    }

    /** Its answer may get lost, and the commit not: what it has made tells. */
    private void commit(LiveSession session, Copied copied) throws IOException {
        try {
            session.commit();
        } catch (SQLException e) {
            if (!isKept(copied)) {
                throw new IOException(
                        "The connection was lost at the very end, and it is not known whether the rows were copied: all of"
                                + " them, or none. HINT: compare the tables again (./zencap table diff).",
                        e);
            }
        }
    }

    private boolean isKept(Copied copied) throws IOException {
        TableWish kept = TableWish.parse(copied.before().values().iterator().next());
        try (LiveSession other = LiveSession.open(live, patience)) {
            try {
                return other.number(
                                "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                                        + " ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relname = ?",
                                kept.schema().orElseThrow(),
                                kept.table())
                        > 0;
            } catch (SQLException e) {
                throw other.failure("learn whether rows were copied", e);
            }
        }
    }

    /** From here on nobody changes the rows that are replaced; and nobody may have since they were compared. */
    private static void lock(LiveSession session, ChosenRows rows) throws IOException, SQLException {
        TablePair pair = rows.pair();
        if (rows.update() > 0) {
            session.number("SELECT count(*) FROM (SELECT FROM "
                    + pair.live().orElseThrow().rows() + " t JOIN " + rows.rows() + " d ON " + pair.sameKeyAsLive("d")
                    + " WHERE d.kind = 'changed' FOR UPDATE OF t) locked");
        }
        long changed = session.number("SELECT count(*) FROM " + rows.rows() + " d LEFT JOIN " + pair.liveRows()
                + " l ON " + pair.sameKey("l", "d")
                + " WHERE d.was IS DISTINCT FROM pg_catalog.md5(l.v::pg_catalog.text)");
        if (changed > 0) {
            throw new CopyRefused(
                    changed + " of the rows of " + rows.table().of() + " are not as they were when they were compared.",
                    "compare the tables again (./zencap table diff), and look at what differs now.");
        }
    }

    /** @return the table's whole name */
    private String keep(LiveSession session, RestoredSchema schema, ChosenRows rows, String operation)
            throws SQLException {
        TablePair pair = rows.pair();
        TablePair.Live table = pair.live().orElseThrow();
        String name =
                TableComparison.freeName(session, schema.id(), rows.table().name(), "_before");
        String sql = Quoting.name(schema.id()) + "." + Quoting.name(name);
        Set<String> taken = table.columns().stream().map(TableColumn::name).collect(Collectors.toSet());
        String kind = free("zencap_kind", taken);
        String keys = IntStream.rangeClosed(1, pair.keyColumns())
                .mapToObj(i -> ", d.k" + i + " AS " + Quoting.name(free("zencap_key_" + i, taken)))
                .collect(Collectors.joining());
        session.execute("CREATE TABLE " + sql + " AS SELECT d.kind AS " + Quoting.name(kind) + keys
                + (pair.byKey()
                        ? ", t.* FROM " + rows.rows() + " d LEFT JOIN " + table.rows() + " t ON "
                                + pair.sameKeyAsLive("d")
                        : " FROM " + rows.rows() + " d"));
        var mark = new Mark.OfBefore(rows.table().name(), operation, clock.instant(), rows.insert(), rows.update());
        session.execute("COMMENT ON TABLE " + sql + " IS " + Quoting.text(Mark.text(mark)));
        return TableWish.shown(schema.id(), name);
    }

    private static String free(String wanted, Set<String> taken) {
        String free = wanted;
        while (taken.contains(free)) {
            free += "_";
        }
        return free;
    }

    /** Triggers find the search path that applications have; constraints that may be checked late are. */
    private static void write(LiveSession session, List<ChosenRows> chosen) throws IOException, SQLException {
        session.execute("SET LOCAL search_path TO DEFAULT");
        session.execute("SET CONSTRAINTS ALL DEFERRED");
        for (ChosenRows rows : chosen) {
            if (rows.insert() > 0) {
                require(rows, rows.insert(), session.execute(insert(rows)), "put in");
            }
        }
        for (ChosenRows rows : chosen) {
            if (rows.update() > 0) {
                require(rows, rows.update(), session.execute(update(rows)), "replaced");
            }
        }
        session.execute("SET CONSTRAINTS ALL IMMEDIATE");
        session.execute("SET LOCAL search_path TO ''");
    }

    private static void require(ChosenRows rows, long wanted, long done, String what) throws IOException {
        if (wanted != done) {
            throw new CopyRefused(
                    "Of " + wanted + " rows of " + rows.table().of() + " only " + done + " would have been " + what
                            + ".",
                    "a trigger or rule of the table keeps rows away; look at it, or copy them by hand.");
        }
    }

    private static String insert(ChosenRows rows) {
        List<Shared> columns = rows.pair().columns();
        String names = columns.stream().map(c -> Quoting.name(c.live().name())).collect(Collectors.joining(", "));
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).copied("w.c" + i))
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + rows.pair().live().orElseThrow().name()
                + (names.isEmpty() ? " " : " (" + names + ") OVERRIDING SYSTEM VALUE ") + "SELECT " + values + " FROM "
                + rows.restored() + " WHERE d.kind = 'missing' ORDER BY d.number";
    }

    /** The key stays as it is, and so do numbers that only the server gives. */
    private static String update(ChosenRows rows) {
        TablePair pair = rows.pair();
        List<Shared> columns = pair.columns();
        String values = IntStream.range(0, columns.size())
                .filter(i -> !pair.isKey(i) && !columns.get(i).live().identityAlways())
                .mapToObj(i -> Quoting.name(columns.get(i).live().name()) + " = "
                        + columns.get(i).copied("w.c" + i))
                .collect(Collectors.joining(", "));
        return "UPDATE " + pair.live().orElseThrow().rows() + " t SET " + values + " FROM " + rows.restored()
                + " WHERE d.kind = 'changed' AND " + pair.sameKeyAsLive("d");
    }

    /** Triggers may have made something else of a row. */
    private static void changedOnTheWay(LiveSession session, ChosenRows rows, List<String> notes) throws SQLException {
        TablePair pair = rows.pair();
        long other = session.number("SELECT count(*) FROM " + rows.restored() + " LEFT JOIN " + pair.liveRows()
                + " l ON " + pair.sameKey("l", "d") + " WHERE l.v IS DISTINCT FROM w.v");
        if (other > 0) {
            notes.add(other + " rows of " + rows.table().of()
                    + " are not quite as the backup has them: a trigger of the live"
                    + " table changed them on their way, or a column that numbers itself was left as it is.");
        }
    }

    /** What has been copied differs no more. */
    private static void forget(LiveSession session, ChosenRows rows) throws SQLException {
        session.execute("DELETE FROM " + rows.kept() + " k USING " + rows.rows() + " d WHERE k.number = d.number");
        Differences found = rows.table().differences().orElseThrow();
        TableComparison.note(
                session,
                rows.kept(),
                rows.table(),
                rows.pair(),
                new Differences(
                        found.comparedAt(),
                        found.byKey(),
                        found.missing() - rows.insert(),
                        found.changed() - rows.update(),
                        found.unexpected()));
    }
}
