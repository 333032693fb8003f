package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.recovery.table.TablePair.Shared;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Looks ahead at what a copying back would do. Changes nothing, and locks no row. */
public final class CopyPlanning {
    private static final int FIRES_ON_INSERT = 1 << 2;
    private static final int FIRES_ON_UPDATE = 1 << 4;

    private static final String TRIGGERS =
            """
            SELECT t.tgname, t.tgenabled IN ('O', 'A'), t.tgtype
              FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ? AND NOT t.tgisinternal ORDER BY t.tgname""";

    private static final String RULES =
            """
            SELECT count(*) FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname = ? AND r.ev_type IN ('2', '3') AND r.ev_enabled IN ('O', 'A')""";

    private final PostgresUrl live;
    private final LiveSession.Patience patience;

    /** @param patience how long all statements of a plan together may take, too */
    CopyPlanning(PostgresUrl live, LiveSession.Patience patience) {
        this.live = live;
        this.patience = patience;
    }

    /** A plan takes longer than whoever asks for it waits. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLong(Duration most, SQLException cause) {
            super(
                    "To plan this takes longer than " + most.toSeconds()
                            + " s, which is how long the plan of so many rows is waited for. HINT: confirm it: the copying"
                            + " back makes the same plan first, takes its time, and copies nothing when something is in the"
                            + " way; or plan table by table.",
                    cause);
        }
    }

    /**
     * What it would do.
     *
     * @throws TooLong when that is not known in time
     */
    public CopyPlan plan(CopyWish wish) throws IOException {
        try (LiveSession session = LiveSession.open(live, patience).within(patience.statement())) {
            try {
                return plan(session, ChosenRows.of(session, RestoredTables.find(session, wish.schema()), wish), wish);
            } catch (SQLException e) {
                if (LiveSession.CANCELLED.equals(e.getSQLState())) {
                    throw new TooLong(patience.statement(), e);
                }
                throw session.failure("plan to copy rows back", e);
            }
        }
    }

    CopyPlan plan(LiveSession session, List<ChosenRows> chosen, CopyWish wish) throws SQLException {
        var tables = new ArrayList<CopyPlan.Table>();
        for (ChosenRows rows : chosen) {
            tables.add(plan(session, rows, chosen));
        }
        return new CopyPlan(wish.schema(), live.database(), List.copyOf(tables));
    }

    private static CopyPlan.Table plan(LiveSession session, ChosenRows rows, List<ChosenRows> all) throws SQLException {
        TablePair pair = rows.pair();
        var blocking = new ArrayList<String>();
        var foreignKeys = new ArrayList<String>();
        var notes = new ArrayList<>(pair.notes());
        List<String> triggers = List.of();
        List<String> sequences = List.of();
        if (pair.live().isEmpty()) {
            blocking.add("There is no live table " + rows.table().of() + " any more, into which rows could be copied.");
        } else {
            TablePair.Live live = pair.live().get();
            triggers = triggers(session, rows, live);
            sequences = OwnedSequence.of(session, rows).stream()
                    .filter(OwnedSequence::isBehind)
                    .map(OwnedSequence::sentence)
                    .toList();
            needed(rows, live).ifPresent(blocking::add);
            if (session.number(RULES, live.schema(), live.table()) > 0) {
                notes.add(
                        "The live table has rules, which decide what becomes of rows; if one keeps a row away, none is copied.");
            }
            for (ForeignKey key : rows.foreignKeys()) {
                foreignKey(session, rows, key, all, foreignKeys, blocking);
            }
        }
        if (rows.update() > 0
                && IntStream.range(0, pair.columns().size())
                        .allMatch(i ->
                                pair.isKey(i) || pair.columns().get(i).live().identityAlways())) {
            blocking.add("Changed rows of " + rows.table().of()
                    + " differ only in their key's writing or in numbers that the"
                    + " server gives, which are not copied; choose the missing ones (--rows missing).");
        }
        if (rows.asked() >= 0 && rows.insert() + rows.update() != rows.asked()) {
            blocking.add(
                    "Of " + rows.asked() + " keys only " + (rows.insert() + rows.update())
                            + " are of rows that were found missing or changed; compare again, and name keys as they are shown.");
        }
        long found = rows.table()
                .differences()
                .map(d -> d.missing() + d.changed() + d.unexpected())
                .orElse(0L);
        return new CopyPlan.Table(
                rows.table().of(),
                rows.insert(),
                rows.update(),
                found - rows.insert() - rows.update(),
                pair.columns().stream().map(c -> c.restored().name()).toList(),
                triggers,
                sequences,
                foreignKeys,
                blocking,
                notes);
    }

    /** A column that the backup does not know, and that may not be left empty. */
    private static Optional<String> needed(ChosenRows rows, TablePair.Live live) {
        List<String> needed = live.columns().stream()
                .filter(c -> c.notNull() && !c.hasDefault() && !c.generated())
                .map(TableColumn::name)
                .filter(name -> rows.pair().columns().stream()
                        .noneMatch(shared -> shared.live().name().equals(name)))
                .toList();
        return needed.isEmpty() || rows.insert() == 0
                ? Optional.empty()
                : Optional.of("Rows can't be put into " + rows.table().of() + ": the backup has no value for "
                        + String.join(", ", needed) + ", which the live table needs and has no default for.");
    }

    private static List<String> triggers(LiveSession session, ChosenRows rows, TablePair.Live live)
            throws SQLException {
        var triggers = new ArrayList<String>();
        try (PreparedStatement query = session.prepared(TRIGGERS, live.schema(), live.table());
                ResultSet found = query.executeQuery()) {
            while (found.next()) {
                int type = found.getInt(3);
                boolean fires = found.getBoolean(2)
                        && (rows.insert() > 0 && (type & FIRES_ON_INSERT) != 0
                                || rows.update() > 0 && (type & FIRES_ON_UPDATE) != 0);
                triggers.add("Trigger " + found.getString(1) + (fires ? " fires." : " does not fire."));
            }
        }
        return triggers;
    }

    private static void foreignKey(
            LiveSession session,
            ChosenRows rows,
            ForeignKey key,
            List<ChosenRows> all,
            List<String> checked,
            List<String> blocking)
            throws SQLException {
        List<Optional<String>> values = key.columns().stream()
                .map(name -> value(rows.pair(), "w", name))
                .toList();
        if (values.stream().anyMatch(Optional::isEmpty)) {
            checked.add("Foreign key " + key.name() + " has columns that are not copied; the server checks it.");
            return;
        }
        List<String> referring = values.stream().map(Optional::get).toList();
        String given = referring.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
        var statement = new StringBuilder("SELECT count(*) FROM " + rows.restored() + " WHERE " + given
                + " AND NOT EXISTS (SELECT FROM " + key.target() + " r WHERE "
                + same(
                        key,
                        key.referenced().stream()
                                .map(c -> "r." + Quoting.name(c))
                                .toList(),
                        referring) + ")");
        for (ChosenRows other : all) {
            if (other.pair().live().isPresent()
                    && key.refersTo(other.pair().live().get())) {
                List<Optional<String>> coming = key.referenced().stream()
                        .map(name -> value(other.pair(), "w2", name))
                        .toList();
                if (coming.stream().allMatch(Optional::isPresent)) {
                    statement
                            .append(" AND NOT EXISTS (SELECT FROM " + other.rows() + " d2 JOIN ")
                            .append(other.pair().restoredRows())
                            .append(" w2 ON " + other.pair().sameKey("w2", "d2") + " WHERE d2.kind = 'missing' AND ")
                            .append(same(key, coming.stream().map(Optional::get).toList(), referring))
                            .append(")");
                }
            }
        }
        long unmatched = session.number(statement.toString());
        String target = TableWish.shown(key.schema(), key.table());
        if (unmatched > 0) {
            blocking.add(unmatched + " rows of " + rows.table().of() + " refer to rows of " + target
                    + " that are not there (foreign key " + key.name()
                    + "); restore that table as well, and copy both back.");
        } else {
            checked.add("Foreign key " + key.name() + ": all rows that are referred to are in " + target + ".");
        }
    }

    private static String same(ForeignKey key, List<String> referenced, List<String> referring) {
        return IntStream.range(0, referring.size())
                .mapToObj(i -> referenced.get(i) + " " + key.equals().get(i) + " " + referring.get(i))
                .collect(Collectors.joining(" AND "));
    }

    private static Optional<String> value(TablePair pair, String alias, String column) {
        List<Shared> columns = pair.columns();
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).live().name().equals(column))
                .mapToObj(i -> "(" + columns.get(i).copied(alias + ".c" + i) + ")")
                .findFirst();
    }
}
