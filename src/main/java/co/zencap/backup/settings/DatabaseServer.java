package co.zencap.backup.settings;

import co.zencap.backup.postgres.PostgresUrl;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A server whose databases are backed up, whichever there are.
 *
 * @param prefix how the names of their targets begin, before a hyphen
 * @param url how to reach it; its database is the one that is asked for the others
 * @param except what the names of those match that are left out
 * @param withPostgres whether the maintenance database {@code postgres} is one of them
 */
public record DatabaseServer(String prefix, PostgresUrl url, List<Pattern> except, boolean withPostgres) {
    /** Made by {@code initdb}, and empty on most servers. */
    private static final String MAINTENANCE = "postgres";

    public DatabaseServer {
        except = List.copyOf(except);
    }

    /** Whether a target's name is one that its databases have. */
    public boolean isOf(String target) {
        return target.startsWith(prefix + "-");
    }

    /** Whether a database of the server is to be backed up. */
    public boolean wants(String database) {
        return (withPostgres || !database.equals(MAINTENANCE))
                && except.stream()
                        .noneMatch(pattern -> pattern.matcher(database).matches());
    }
}
