package co.zencap.backup.settings;

import co.zencap.backup.target.TargetId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All databases that are backed up: that of the environment's variables, the primary one; those of
 * {@code config/targets.yaml}; and those that are found on servers named there, which come and go while the service runs.
 * Thread-safe.
 */
public final class Databases {
    private final DatabaseTarget primary;
    private final List<DatabaseTarget> configured;
    private final List<DatabaseServer> servers;
    private volatile Found found = new Found(List.of(), List.of());

    /**
     * What there is on servers.
     *
     * @param databases those that are there
     * @param gone those that are not there any more; their backups are
     */
    private record Found(List<DatabaseTarget> databases, List<DatabaseTarget> gone) {}

    /**
     * @param configured the primary one first
     * @param servers whose databases are found
     */
    Databases(List<DatabaseTarget> configured, List<DatabaseServer> servers) {
        this.primary = configured.get(0);
        this.configured = List.copyOf(configured);
        this.servers = List.copyOf(servers);
    }

    /** That of the environment's variables: full system backups and the write-ahead log are of it and its cluster. */
    public DatabaseTarget primary() {
        return primary;
    }

    /** Servers whose databases are backed up, whichever there are. */
    public List<DatabaseServer> servers() {
        return servers;
    }

    /** Those that the settings name, the primary one first. */
    public List<DatabaseTarget> configured() {
        return configured;
    }

    /** All that can be backed up now, the primary one first. */
    public List<DatabaseTarget> all() {
        return Stream.concat(configured.stream(), found.databases().stream()).toList();
    }

    /** The names of their targets, and of those whose database is gone and whose backups are still there. */
    public List<String> targets() {
        Found now = found;
        var targets = new LinkedHashSet<String>();
        configured.forEach(each -> targets.add(each.name()));
        now.databases().forEach(each -> targets.add(each.name()));
        now.gone().forEach(each -> targets.add(each.name()));
        return List.copyOf(targets);
    }

    /** The database of a target; empty when there is none of that name, or not any more. */
    public Optional<DatabaseTarget> find(String target) {
        return all().stream().filter(each -> each.name().equals(target)).findFirst();
    }

    /**
     * The database of a target, also one that is gone and may have to come back.
     *
     * @throws NoSuchTarget with a hint when there is none of that name
     */
    public DatabaseTarget of(String target) {
        return find(target)
                .or(() -> found.gone().stream()
                        .filter(each -> each.name().equals(target))
                        .findFirst())
                .orElseThrow(() -> new NoSuchTarget("There is no database of target "
                        + (TargetId.isValid(target) ? "'" + target + "'" : "of such a name") + ". HINT: use one of "
                        + String.join(
                                ", ", all().stream().map(DatabaseTarget::name).toList()) + "."));
    }

    /** Whether a name could be that of a target that is found on a server. */
    boolean mayBeFound(String target) {
        return servers.stream().anyMatch(server -> server.isOf(target));
    }

    /** From here on these are those that are found; {@code gone} are those that are not there any more. */
    public void found(List<DatabaseTarget> databases, List<DatabaseTarget> gone) {
        found = new Found(List.copyOf(databases), List.copyOf(gone));
    }
}
