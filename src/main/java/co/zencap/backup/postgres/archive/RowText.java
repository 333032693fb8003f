package co.zencap.backup.postgres.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The session settings on which the text of a row depends. pg_dump sets some itself ({@code setup_connection} of
 * {@code src/bin/pg_dump/pg_dump.c}), but neither the time zone nor {@code bytea_output} nor {@code lc_monetary}: there a
 * role's or database's own setting would show in the dump. So pg_dump, pg_restore and the comparing session all get the
 * same ones, from {@link #pgOptions()} and {@link #pin}.
 *
 * <p>{@code lc_monetary} is the one setting that matters to a restore too: amounts of type {@code money} were written as
 * C has them and must be read so. Whoever restores by hand a database with such columns needs
 * {@code PGOPTIONS=-clc_monetary=C}.
 *
 * <p>The encoding is not among them, and pg_dump must not get {@code --encoding}: in the database's own encoding a dump
 * needs no conversion and so can't fail or lose anything by one (SQL_ASCII holds any bytes; WIN1252 can hold bytes that
 * UTF-8 has nothing for). Instead the comparing session asks COPY for the dump's encoding, whatever its own is.
 */
public final class RowText {
    private static final Map<String, String> SHARED = ordered(
            "TimeZone", "UTC",
            "DateStyle", "ISO",
            "IntervalStyle", "postgres",
            "extra_float_digits", "3",
            "bytea_output", "hex",
            "lc_monetary", "C",
            "quote_all_identifiers", "off");

    /** What pg_dump sets in any case: an empty search path makes regclass and its like print whole names. */
    private static final Map<String, String> OF_PG_DUMP = ordered(
            "search_path", "",
            "row_security", "off",
            "statement_timeout", "0",
            "lock_timeout", "0",
            "idle_in_transaction_session_timeout", "0");

    private RowText() {}

    /** Value of the environment variable PGOPTIONS for pg_dump and pg_restore. */
    public static String pgOptions() {
        return SHARED.entrySet().stream()
                .map(setting -> "-c" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    /**
     * Makes the session write rows as the dump has them; lasts as long as the session, or, where a transaction is open and
     * ends by a rollback, as long as that.
     */
    public static void pin(Connection connection) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, false)")) {
            set(set, SHARED);
            set(set, OF_PG_DUMP);
        }
    }

    private static void set(PreparedStatement statement, Map<String, String> settings) throws SQLException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            statement.setString(1, setting.getKey());
            statement.setString(2, setting.getValue());
            statement.execute();
        }
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(settings);
    }
}
