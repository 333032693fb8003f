package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.PinnedSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes a session write rows as a dump has them: with the settings that all our connections share, and those that pg_dump
 * sets in any case.
 *
 * <p>The encoding is not among them, and pg_dump must not get {@code --encoding}: in the database's own encoding a dump
 * needs no conversion and so can't fail or lose anything by one (SQL_ASCII holds any bytes; WIN1252 can hold bytes that
 * UTF-8 has nothing for). Instead the comparing session asks COPY for the dump's encoding, whatever its own is.
 */
public final class RowText {
    /** An empty search path makes regclass and its like print whole names. */
    private static final Map<String, String> OF_PG_DUMP = Map.of(
            "search_path", "",
            "row_security", "off",
            "statement_timeout", "0",
            "lock_timeout", "0",
            "idle_in_transaction_session_timeout", "0");

    private RowText() {}

    /**
     * Makes the session write rows as the dump has them; lasts as long as the session, or, where a transaction is open and
     * ends by a rollback, as long as that.
     */
    public static void pin(Connection connection) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement("SELECT pg_catalog.set_config(?, ?, false)")) {
            set(set, PinnedSettings.VALUES);
            set(set, OF_PG_DUMP);
        }
    }

    /** The same as one text of SET commands, for a session that has {@link PinnedSettings} already. */
    static String asCommands() {
        return OF_PG_DUMP.entrySet().stream()
                .map(setting -> "SET " + setting.getKey() + " = '" + setting.getValue() + "';")
                .collect(Collectors.joining(" "));
    }

    private static void set(PreparedStatement statement, Map<String, String> settings) throws SQLException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            statement.setString(1, setting.getKey());
            statement.setString(2, setting.getValue());
            statement.execute();
        }
    }
}
