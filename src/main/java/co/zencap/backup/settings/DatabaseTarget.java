package co.zencap.backup.settings;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.target.TargetId;

/**
 * A database that is backed up.
 *
 * @param id names it in paths, tables and alerts
 * @param url where it is, and who signs in
 */
public record DatabaseTarget(TargetId id, PostgresUrl url) {

    /** As targets are named: its id. */
    public String name() {
        return id.value();
    }

    /** Whether another is the very same database, as far as addresses tell. */
    public boolean isSameAs(DatabaseTarget other) {
        return isOnServerOf(other.url) && url.database().equals(other.url.database());
    }

    /** Whether it is on a server, as far as addresses tell. */
    public boolean isOnServerOf(PostgresUrl server) {
        return url.hosts().stream().anyMatch(server.hosts()::contains);
    }
}
