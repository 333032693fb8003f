package co.zencap.backup.catalog;

import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.Progress;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.ObjectHelper;

/** What the catalog knows, read through the Camel SQL component. */
public final class CatalogQueries {
    /** Kinds of backups with a dump in them. */
    private static final Set<String> READ_THE_DATABASE = Set.of("database", "full");

    private static final String STATEMENT =
            "sql:classpath:co/zencap/backup/catalog/%s.sql?dataSource=#catalogDataSource";

    private final Catalog catalog;
    private final ProducerTemplate routes;

    public CatalogQueries(Catalog catalog, ProducerTemplate routes) {
        this.catalog = catalog;
        this.routes = routes;
    }

    /** The newest backups, the newest first. */
    public List<BackupRow> backups(int limit) {
        return query("list-backups", Map.of("limit", limit, "newestOnly", false)).stream()
                .map(CatalogQueries::backup)
                .toList();
    }

    /** The newest backup of each target. */
    public Map<String, BackupRow> newestBackups() {
        return query("list-backups", Map.of("limit", 1000, "newestOnly", true)).stream()
                .map(CatalogQueries::backup)
                .collect(Collectors.toMap(BackupRow::target, row -> row, (a, b) -> a));
    }

    /** A target's newest backup, as a recovery would take it: none of what another recovery has replaced. */
    public Optional<BackupRef> newestBackup(String target) {
        return query("newest-backup", Map.of("target", target)).stream()
                .findFirst()
                .map(CatalogQueries::reference);
    }

    /** The same of each of these targets. */
    public List<BackupRef> newestToRecover(List<String> targets) {
        return targets.stream().flatMap(target -> newestBackup(target).stream()).toList();
    }

    /** The newest backup of each of these targets. */
    public List<BackupRef> newest(List<String> targets) {
        return newestBackups().values().stream()
                .filter(row -> targets.contains(row.target()))
                .map(row -> new BackupRef(row.target(), row.id(), READ_THE_DATABASE.contains(row.kind())))
                .toList();
    }

    /**
     * Backups of targets of which nobody has verified a copy in these repositories since a time; those come first whose last
     * time is the longest ago.
     */
    public List<BackupRef> dueVerifications(List<String> targets, List<String> repositories, Instant before) {
        return query(
                        "due-verifications",
                        Map.of("targets", targets, "repositories", repositories, "before", before.toString()))
                .stream()
                .map(CatalogQueries::reference)
                .toList();
    }

    /** When the latest backup of each target was begun that has not failed. */
    public Map<String, Instant> latestBackupsBegun(
            List<String> targets, String process, String node, boolean starting) {
        return query(
                        "latest-backups-begun",
                        Map.of("targets", targets, "process", process, "node", node, "starting", starting))
                .stream()
                .collect(Collectors.toMap(row -> row.text("target"), row -> row.instant("begun")));
    }

    /**
     * @param runs backups that ended
     * @param succeeded those of them that succeeded
     */
    public record Rate(long runs, long succeeded) {

        /** 0 to 100. */
        public double percent() {
            return 100.0 * succeeded / runs;
        }
    }

    /** How many backups of targets have ended since a time, and how. */
    public Map<String, Rate> successRates(List<String> targets, Instant since) {
        return query("success-rate", Map.of("targets", targets, "since", since.toString())).stream()
                .collect(Collectors.toMap(
                        row -> row.text("target"), row -> new Rate(row.number("runs"), row.number("succeeded"))));
    }

    /** Settings that were changed while a service ran, by their variables. */
    public Map<String, String> settingsChanges(String service) {
        return query("settings-changes", Map.of("service", service)).stream()
                .collect(Collectors.toMap(row -> row.text("name"), row -> row.text("value")));
    }

    /** The ids of backups of which the last verification of the local copy failed. */
    public List<String> damaged() {
        return query("damaged-backups", Map.of()).stream()
                .filter(row -> "failed".equals(row.text("outcome")))
                .map(row -> row.text("id"))
                .toList();
    }

    /** The ids of all backups of targets. */
    public List<String> listed(List<String> targets) {
        return query("listed-backups", Map.of("targets", targets)).stream()
                .map(row -> row.text("id"))
                .toList();
    }

    /** The repositories that hold a backup, as far as the catalog knows. */
    public List<String> storedCopies(String id) {
        return query("stored-copies", Map.of("id", id)).stream()
                .map(row -> row.text("repository"))
                .toList();
    }

    /** A backup by its id. */
    public Optional<BackupRef> backup(String id) {
        return query("find-backup", Map.of("id", id)).stream().findFirst().map(CatalogQueries::reference);
    }

    /** An operation, also of a process that has ended. */
    public Optional<Operation> operation(String id) {
        return query("find-operation", Map.of("id", id)).stream().findFirst().map(CatalogQueries::operation);
    }

    /** The newest operations: the live ones as they are now, others as recorded; the newest first. */
    public List<Operation> operations(int limit, Operations live) {
        var byId = new LinkedHashMap<String, Operation>();
        live.latest(limit).forEach(o -> byId.put(o.id(), o));
        query("list-operations", Map.of("limit", limit)).stream()
                .map(CatalogQueries::operation)
                .forEach(o -> byId.putIfAbsent(o.id(), o));
        return byId.values().stream()
                .sorted(Comparator.comparing(Operation::startedAt).reversed())
                .limit(limit)
                .toList();
    }

    /** How many alerts of a service are not resolved. */
    public long openAlerts(String service) {
        return query("count-open-alerts", Map.of("service", service)).get(0).number("count");
    }

    /** Backups of these targets made before a time of which a copy has never been verified, the newest first. */
    public List<BackupRef> unproved(List<String> targets, Instant before) {
        return query("unproved-backups", Map.of("targets", targets, "before", before.toString())).stream()
                .map(CatalogQueries::reference)
                .toList();
    }

    List<FoundRow> query(String statement, Map<String, Object> parameters) {
        catalog.ready();
        try {
            List<?> rows = routes.requestBody(STATEMENT.formatted(statement), parameters, List.class);
            return rows.stream().map(CatalogQueries::row).toList();
        } catch (CamelExecutionException e) {
            SQLException cause = ObjectHelper.getException(SQLException.class, e);
            if (cause == null) {
                throw e;
            }
            // What the driver says is what a person needs; the layers above it only quote the statement.
            throw CatalogFailure.in(e)
                    .map(IllegalStateException.class::cast)
                    .orElseGet(() -> new IllegalStateException(
                            "The catalog can't be read: " + cause.getMessage()
                                    + ". HINT: ./zencap status tells where it is;"
                                    + " tables that are missing are made by ./zencap stop and ./zencap start, or POST"
                                    + " /api/init-db.",
                            e));
        }
    }

    @SuppressWarnings("unchecked")
    private static FoundRow row(Object columns) {
        return new FoundRow((Map<String, Object>) columns);
    }

    /** From a row of a route's with {@code id}, {@code target} and {@code kind}. */
    public static BackupRef ref(Map<String, Object> columns) {
        return reference(new FoundRow(columns));
    }

    static BackupRef reference(FoundRow row) {
        return new BackupRef(row.text("target"), row.text("id"), READ_THE_DATABASE.contains(row.text("kind")));
    }

    static BackupRow backup(FoundRow row) {
        return new BackupRow(
                row.text("id"),
                row.text("target"),
                row.text("kind"),
                row.instant("created_at"),
                row.number("plain_bytes"),
                row.number("stored_bytes"),
                row.flag("encrypted"),
                row.texts("repositories"),
                row.flag("pending"),
                row.flag("damaged"),
                row.flag("verified"),
                row.flag("tested"),
                row.text("hold"),
                row.text("safety_of"));
    }

    private static Operation operation(FoundRow row) {
        return new Operation(
                row.text("id"),
                Kind.of(row.text("kind")),
                row.text("target"),
                row.text("parent_id"),
                row.text("backup_id"),
                State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                row.text("phase"),
                new Progress(0, null, null),
                row.instant("started_at"),
                row.instant("ended_at"),
                row.json("result", new TypeReference<Map<String, Object>>() {}),
                row.json("problem", new TypeReference<Problem>() {}));
    }
}
