package co.zencap.backup.catalog;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.Progress;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;

/** What the catalog knows, read through the Camel SQL component. */
public final class CatalogQueries {
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

    /** A target's newest backup. */
    public Optional<BackupRef> newestBackup(String target) {
        return query("newest-backup", Map.of("target", target)).stream()
                .findFirst()
                .map(CatalogQueries::ref);
    }

    /** The newest backup of each of these targets. */
    public List<BackupRef> newest(List<String> targets) {
        return newestBackups().values().stream()
                .filter(row -> targets.contains(row.target()))
                .map(row -> new BackupRef(row.target(), row.id(), !"files".equals(row.kind())))
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
                .map(CatalogQueries::ref)
                .toList();
    }

    /** When the latest backup of each target was begun that has not failed. */
    public Map<String, Instant> latestBackupsBegun(List<String> targets) {
        return query("latest-backups-begun", Map.of("targets", targets)).stream()
                .collect(Collectors.toMap(row -> (String) row.get("target"), row -> instant(row.get("begun"))));
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
                        row -> (String) row.get("target"),
                        row -> new Rate(
                                ((Number) row.get("runs")).longValue(), ((Number) row.get("succeeded")).longValue())));
    }

    /** Settings that were changed while a service ran, by their variables. */
    public Map<String, String> settingsChanges(String service) {
        return query("settings-changes", Map.of("service", service)).stream()
                .collect(Collectors.toMap(row -> (String) row.get("name"), row -> (String) row.get("value")));
    }

    /** The ids of backups of which the last verification of the local copy failed. */
    public List<String> damaged() {
        return query("damaged-backups", Map.of()).stream()
                .filter(row -> "failed".equals(row.get("outcome")))
                .map(row -> (String) row.get("id"))
                .toList();
    }

    /** The ids of all backups of targets. */
    public List<String> listed(List<String> targets) {
        return query("listed-backups", Map.of("targets", targets)).stream()
                .map(row -> (String) row.get("id"))
                .toList();
    }

    /** The repositories that hold a backup, as far as the catalog knows. */
    public List<String> storedCopies(String id) {
        return query("stored-copies", Map.of("id", id)).stream()
                .map(row -> (String) row.get("repository"))
                .toList();
    }

    /** A backup by its id. */
    public Optional<BackupRef> backup(String id) {
        return query("find-backup", Map.of("id", id)).stream().findFirst().map(CatalogQueries::ref);
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

    /** How many alerts are not resolved. */
    public long openAlerts() {
        return ((Number) query("count-open-alerts", Map.of()).get(0).get("count")).longValue();
    }

    /** Backups of these targets made before a time of which a copy has never been verified, the newest first. */
    public List<BackupRef> unproved(List<String> targets, Instant before) {
        return query("unproved-backups", Map.of("targets", targets, "before", before.toString())).stream()
                .map(CatalogQueries::ref)
                .toList();
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> query(String statement, Map<String, Object> parameters) {
        catalog.ready();
        try {
            return routes.requestBody(STATEMENT.formatted(statement), parameters, List.class);
        } catch (CamelExecutionException e) {
            // What the driver says is what a person needs; the layers above it only quote the statement.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException) {
                    throw new IllegalStateException(
                            "The catalog can't be read: " + cause.getMessage() + ". HINT: POST /api/init-db makes its"
                                    + " tables anew; see ./zencap status for where it is.",
                            e);
                }
            }
            throw e;
        }
    }

    /** From a row with {@code id}, {@code target} and {@code kind}. */
    public static BackupRef ref(Map<String, Object> row) {
        return new BackupRef((String) row.get("target"), (String) row.get("id"), !"files".equals(row.get("kind")));
    }

    private static BackupRow backup(Map<String, Object> row) {
        return new BackupRow(
                (String) row.get("id"),
                (String) row.get("target"),
                (String) row.get("kind"),
                instant(row.get("created_at")),
                ((Number) row.get("plain_bytes")).longValue(),
                ((Number) row.get("stored_bytes")).longValue(),
                (Boolean) row.get("encrypted"),
                texts((Array) row.get("repositories")),
                (Boolean) row.get("pending"),
                (Boolean) row.get("damaged"),
                (Boolean) row.get("verified"),
                (Boolean) row.get("tested"),
                (String) row.get("hold"));
    }

    private static Operation operation(Map<String, Object> row) {
        return new Operation(
                (String) row.get("id"),
                Kind.of((String) row.get("kind")),
                (String) row.get("target"),
                (String) row.get("parent_id"),
                (String) row.get("backup_id"),
                State.valueOf(((String) row.get("state")).toUpperCase(Locale.ROOT)),
                (String) row.get("phase"),
                new Progress(0, null, null),
                instant(row.get("started_at")),
                instant(row.get("ended_at")),
                json(row.get("result"), new TypeReference<Map<String, Object>>() {}),
                json(row.get("problem"), new TypeReference<Problem>() {}));
    }

    static Instant instant(Object timestamp) {
        return timestamp == null ? null : ((Timestamp) timestamp).toInstant();
    }

    static JsonNode tree(Object json) {
        return json(json, new TypeReference<JsonNode>() {});
    }

    private static <T> T json(Object value, TypeReference<T> type) {
        try {
            return value == null ? null : Json.MAPPER.readValue(value.toString(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The catalog holds JSON that this program did not write", e);
        }
    }

    private static List<String> texts(Array array) {
        try {
            return List.of((String[]) array.getArray());
        } catch (SQLException e) {
            throw new IllegalStateException("The catalog's answer can't be read", e);
        }
    }
}
