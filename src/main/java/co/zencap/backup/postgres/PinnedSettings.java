package co.zencap.backup.postgres;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Server settings on which a value's text depends, fixed to the same on every connection that dumps, restores or
 * compares: the source's role or database may have others, and then equal rows would look different. pg_dump sets some
 * itself ({@code setup_connection} of {@code src/bin/pg_dump/pg_dump.c}), but neither the time zone nor
 * {@code bytea_output} nor {@code lc_monetary}.
 *
 * <p>{@code lc_monetary} is the one that matters to a restore too: amounts of type {@code money} were written as C has
 * them and must be read so. Whoever restores by hand a database with such columns needs
 * {@code PGOPTIONS=-clc_monetary=C}.
 */
public final class PinnedSettings {

    /** Setting and value, in a fixed order; the values need no quoting in {@code -c name=value}. */
    public static final Map<String, String> VALUES = values();

    private PinnedSettings() {}

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("timezone", "UTC");
        values.put("bytea_output", "hex");
        values.put("intervalstyle", "postgres");
        values.put("datestyle", "ISO");
        values.put("extra_float_digits", "3");
        values.put("lc_monetary", "C");
        values.put("quote_all_identifiers", "off");
        return Collections.unmodifiableMap(values);
    }

    /**
     * As start-up options ({@code PGOPTIONS}), which override what ALTER ROLE and ALTER DATABASE have set.
     *
     * @param given options to keep before ours; empty for none
     */
    public static String asOptions(String given) {
        String pinned = VALUES.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
        return given.isBlank() ? pinned : given.strip() + " " + pinned;
    }

    /** As one text of SET commands for a session. */
    public static String asCommands() {
        return VALUES.entrySet().stream()
                .map(setting -> "SET " + setting.getKey() + " = '" + setting.getValue() + "';")
                .collect(Collectors.joining(" "));
    }
}
