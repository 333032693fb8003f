package co.zencap.backup.discovery;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.DiscoveredDatabases;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.DatabaseNames;
import co.zencap.backup.postgres.ThrowawayDatabases;
import co.zencap.backup.recovery.database.RecoveryNames;
import co.zencap.backup.settings.DatabaseServer;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Databases;
import co.zencap.backup.target.TargetId;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code discover-databases}. */
public final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Databases databases;
    private final DiscoveredDatabases catalog;
    private final String node;
    private final Clock clock;
    private final Map<String, DatabaseTarget> there = new LinkedHashMap<>();
    private final Map<String, DatabaseTarget> gone = new LinkedHashMap<>();
    private final Set<String> missed = new HashSet<>();
    private final Set<DatabaseServer> answered = new HashSet<>();
    private Set<String> named;

    /** @param named what alert rules and policies are for, those of other targets among them */
    public Discovery(Databases databases, DiscoveredDatabases catalog, Set<String> named, String node, Clock clock) {
        this.named = named;
        this.databases = databases;
        this.catalog = catalog;
        this.node = node;
        this.clock = clock;
    }

    /**
     * Asks all servers, and has what is there backed up from now on. A server that does not answer is told of, and its
     * databases are taken to be what they were, or what a node has written down that reaches it.
     */
    public synchronized Sightings look() {
        answered.clear();
        List<DiscoveredDatabases.Row> known = known();
        var away = new ArrayList<Alert>();
        for (DatabaseServer server : databases.servers()) {
            var its = known.stream().filter(row -> server.isOf(row.target())).toList();
            its.stream()
                    .filter(row -> !there.containsKey(row.target()) && !gone.containsKey(row.target()))
                    .forEach(row -> take(row, server));
            try {
                look(server);
                answered.add(server);
            } catch (IOException e) {
                its.forEach(row -> take(row, server));
                away.add(away(server, e));
            }
        }
        databases.found(List.copyOf(there.values()), List.copyOf(gone.values()));
        if (answered.containsAll(databases.servers())) {
            warnOfUnknown();
        }
        return new Sightings("discovery on " + node, clock.instant(), away);
    }

    /** Once: a name that begins like a server's is no mistake before all have said what they have. */
    private void warnOfUnknown() {
        List<String> unknown = named.stream()
                .filter(name -> !name.endsWith("-*") && !databases.targets().contains(name))
                .filter(name -> databases.servers().stream().anyMatch(server -> server.isOf(name)))
                .sorted()
                .toList();
        named = Set.of();
        if (!unknown.isEmpty()) {
            LOG.warn(
                    "An alert rule or a policy is for {}, and no server has such a database. HINT: correct the name in"
                            + " config/alert-rules.yaml or config/retention.yaml, unless the database is still to come.",
                    String.join(", ", unknown));
        }
    }

    /** What this service has found before, on whichever node. */
    private List<DiscoveredDatabases.Row> known() {
        try {
            return catalog.all();
        } catch (RuntimeException e) {
            LOG.warn("Which databases were found before is not known without the catalog: {}", e.getMessage());
            return List.of();
        }
    }

    private void take(DiscoveredDatabases.Row row, DatabaseServer server) {
        var database =
                new DatabaseTarget(new TargetId(row.target()), server.url().withDatabase(row.database()));
        boolean isGone = row.gone() || isLeftOut(database, server);
        (isGone ? there : gone).remove(row.target());
        (isGone ? gone : there).putIfAbsent(row.target(), database);
    }

    private void look(DatabaseServer server) throws IOException {
        var now = new LinkedHashMap<String, DatabaseTarget>();
        for (String name : DatabaseNames.of(server.url())) {
            if (server.wants(name) && !isOurs(name)) {
                var found = new DatabaseTarget(
                        TargetNames.of(server.prefix(), name), server.url().withDatabase(name));
                if (!isOfAnother(found)) {
                    now.put(found.name(), found);
                }
            }
        }
        now.forEach((target, found) -> {
            there.put(target, found);
            gone.remove(target);
            missed.remove(target);
        });
        for (DatabaseTarget before : List.copyOf(there.values())) {
            String target = before.name();
            // A recovery renames a database: one look that misses it proves nothing.
            if (server.isOf(target) && !now.containsKey(target) && !missed.add(target)) {
                gone.put(target, there.remove(target));
                missed.remove(target);
            }
        }
    }

    /** What recoveries and restoration tests have made on a server. */
    private static boolean isOurs(String database) {
        return RecoveryNames.isOurs(database) || ThrowawayDatabases.isOne(database);
    }

    /** By the settings, which leave it out or have another target for it; what was found before they said so is not gone. */
    private boolean isLeftOut(DatabaseTarget found, DatabaseServer server) {
        return !server.wants(found.url().database())
                || databases.configured().stream().anyMatch(found::isSameAs);
    }

    /** One that has a target already, by the settings or by another entry for the same server. */
    private boolean isOfAnother(DatabaseTarget found) {
        return databases.configured().stream().anyMatch(found::isSameAs)
                || there.values().stream().anyMatch(each -> !each.id().equals(found.id()) && each.isSameAs(found));
    }

    private Alert away(DatabaseServer server, IOException e) {
        return Alert.of(
                        Level.ERROR,
                        "discovery",
                        "",
                        Problem.of("New databases of server " + server.prefix() + " are not noticed", e),
                        clock.instant())
                .about("server " + server.prefix() + " from " + node);
    }

    /**
     * What the catalog does not know yet, of servers that have answered: of others it knows better. Throws while it is away,
     * and then tells at the next look.
     */
    public synchronized List<FoundDatabase> changes() {
        var known = new LinkedHashMap<String, Boolean>();
        catalog.all().forEach(row -> known.put(row.target(), row.gone()));
        var changes = new ArrayList<FoundDatabase>();
        there.values().stream().filter(this::isSeen).forEach(each -> {
            if (known.getOrDefault(each.name(), true)) {
                changes.add(change(each, false));
            }
        });
        gone.values().stream().filter(this::isSeen).forEach(each -> {
            if (!known.getOrDefault(each.name(), true)) {
                changes.add(change(each, true));
            }
        });
        return changes;
    }

    /** By the look before. What that one has missed another node may know to be gone. */
    private boolean isSeen(DatabaseTarget target) {
        return !missed.contains(target.name()) && answered.stream().anyMatch(server -> server.isOf(target.name()));
    }

    private FoundDatabase change(DatabaseTarget target, boolean isGone) {
        DatabaseServer server = databases.servers().stream()
                .filter(each -> each.isOf(target.name()))
                .findFirst()
                .orElseThrow(); // it has answered
        return new FoundDatabase(
                target.name(), target.url().database(), server.prefix(), isGone, isGone && isLeftOut(target, server));
    }

    /** Tells of a database that has come or gone; once, of several nodes. */
    public Alert tell(FoundDatabase found) {
        Problem problem = found.problem();
        if (found.gone() && !found.leftOut()) {
            LOG.warn("{}", problem.title());
        } else {
            LOG.info("{}", problem.title());
        }
        return Alert.of(Level.INFO, "discovery", found.target(), problem, clock.instant())
                .about(found.gone() ? "gone" : "new")
                .until(found.gone() ? Ending.quiet() : Ending.success(Kind.BACKUP));
    }
}
