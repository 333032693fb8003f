package co.zencap.backup.recovery.table;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A sequence that numbers a column of a live table, against rows that are put in with numbers of their own.
 *
 * @param name its whole name, quoted for SQL
 * @param column that it numbers
 * @param last the number that it gave last; less than its first where it gave none
 * @param highest the highest number that is put in
 * @param lock what keeps others from taking numbers until the transaction ends; empty where only its owner may
 */
record OwnedSequence(String name, String column, long last, long highest, Optional<String> lock) {
    /** So many are soon counted up to. */
    static final long MOST_STEPS = 1_000_000;

    private static final long NONE = -Long.MAX_VALUE;

    private static final String QUERY =
            """
            SELECT pg_catalog.format('%I.%I', sn.nspname, sc.relname), a.attname,
                   coalesce(pg_catalog.pg_sequence_last_value(s.seqrelid), s.seqstart - 1),
                   CASE WHEN pg_catalog.pg_has_role(sc.relowner, 'USAGE') THEN
                       pg_catalog.format('ALTER SEQUENCE %I.%I START WITH %s', sn.nspname, sc.relname, s.seqstart) END
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid AND s.seqincrement > 0
              JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
             WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid
               AND d.deptype IN ('a', 'i') AND tn.nspname = ? AND t.relname = ?
               AND a.atttypid IN ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype,
                                  'pg_catalog.int8'::pg_catalog.regtype)""";

    static List<OwnedSequence> of(LiveSession session, ChosenRows rows) throws SQLException {
        TablePair pair = rows.pair();
        TablePair.Live live = pair.live().orElseThrow();
        var all = new ArrayList<OwnedSequence>();
        try (PreparedStatement query = session.prepared(QUERY, live.schema(), live.table());
                ResultSet found = query.executeQuery()) {
            while (found.next()) {
                all.add(new OwnedSequence(
                        found.getString(1),
                        found.getString(2),
                        found.getLong(3),
                        NONE,
                        Optional.ofNullable(found.getString(4))));
            }
        }
        var known = new ArrayList<OwnedSequence>();
        for (OwnedSequence sequence : all) {
            int place = IntStream.range(0, pair.columns().size())
                    .filter(i -> pair.columns().get(i).live().name().equals(sequence.column()))
                    .findFirst()
                    .orElse(-1);
            if (place >= 0 && rows.insert() > 0) {
                String value = pair.columns().get(place).copied("w.c" + place);
                known.add(new OwnedSequence(
                        sequence.name(),
                        sequence.column(),
                        sequence.last(),
                        session.number("SELECT coalesce(max((" + value + ")::pg_catalog.int8), " + NONE + ") FROM "
                                + rows.restored() + " WHERE d.kind = 'missing'"),
                        sequence.lock()));
            }
        }
        return known;
    }

    boolean isBehind() {
        return highest > last;
    }

    String sentence() {
        return "Sequence " + name + " of column " + column + " is at " + last + " and is moved on to " + highest + ".";
    }

    /**
     * So that the next number is free; a sequence is moved whatever becomes of the transaction, which harms nobody. It is never
     * set back below what somebody else has taken meanwhile: to be told again where it starts locks it against those who take
     * numbers, which LOCK TABLE does not do to sequences. Whoever does not own it may only take numbers, which never goes back.
     *
     * @return what a person should know where it was not moved
     */
    Optional<String> moveOn(LiveSession session) throws SQLException {
        if (lock.isPresent()) {
            session.execute(lock.get());
            session.execute(
                    "SELECT pg_catalog.setval(?::pg_catalog.regclass, ?) FROM " + name
                            + " WHERE last_value < ? OR last_value = ? AND NOT is_called",
                    name,
                    highest,
                    highest,
                    highest);
            return Optional.empty();
        }
        if (highest - last > MOST_STEPS) {
            return Optional.of(
                    "Sequence " + name + " of column " + column + " is behind the rows that were put in, up to "
                            + highest + ", and only its owner can move it on that far: SELECT setval('"
                            + name.replace("'", "''")
                            + "', " + highest + ").");
        }
        while (session.number("SELECT pg_catalog.nextval(?::pg_catalog.regclass)", name) < highest) {
            // the next one
        }
        return Optional.empty();
    }
}
