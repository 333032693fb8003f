package co.zencap.backup.api;

import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsChanges;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** What each call of the specification's endpoint does. Long work is only started here; routes do it. */
public final class AdminActions {
    /** What {@link #query} answers, besides the overview. */
    static final List<String> QUERIES =
            List.of("status", "health", "metrics", "dashboard", "operations", "disaster_recovery");

    /** What {@link #command} does. */
    static final List<String> COMMANDS = List.of("initialize", "backup", "test", "disaster_recovery");

    private static final Set<String> BACKUP_MEMBERS = Set.of("action", "type", "target");
    private static final Set<String> TEST_MEMBERS = Set.of("action", "testType", "backupId", "target");

    private final Settings settings;
    private final BackupRequests requests;
    private final TestActions tests;
    private final RecoveryActions recoveries;
    private final Catalog catalog;
    private final StatusReport status;
    private final HealthResource health;
    private final MetricsResource metrics;
    private final DashboardReport dashboard;
    private final SettingsChanges changes;
    private final OperationResource operations;
    private final RouteQueues queues;

    public AdminActions(
            Settings settings,
            BackupRequests requests,
            TestActions tests,
            RecoveryActions recoveries,
            Catalog catalog,
            StatusReport status,
            HealthResource health,
            MetricsResource metrics,
            DashboardReport dashboard,
            SettingsChanges changes,
            OperationResource operations,
            RouteQueues queues) {
        this.settings = settings;
        this.requests = requests;
        this.tests = tests;
        this.recoveries = recoveries;
        this.catalog = catalog;
        this.status = status;
        this.health = health;
        this.metrics = metrics;
        this.dashboard = dashboard;
        this.changes = changes;
        this.operations = operations;
        this.queues = queues;
    }

    /** GET of the specification's endpoint. */
    public Answer query(@Header("action") String action, @Header("limit") String limit) {
        if (action == null || action.isEmpty()) {
            return Answer.ok(status.overview());
        }
        return switch (action) {
            case "status" -> Answer.ok(status.status());
            case "health" -> Answer.ok(health.report());
            case "metrics" -> Answer.ok(metrics.document());
            case "dashboard" -> Answer.ok(dashboard.report());
            case "operations" -> Answer.ok(Map.of("operations", operations.latest(limit)));
            case "disaster_recovery" -> recoveries.list();
            default -> throw unknownAction(action, String.join(", ", QUERIES) + ", or no action for the overview");
        };
    }

    /** POST of the specification's endpoint. */
    public Answer command(String body, @Header(Exchange.CONTENT_TYPE) String contentType) throws Exception {
        AdminRequest request = AdminRequest.parse(contentType, body);
        String action = request.required("action", "{\"action\":\"backup\",\"type\":\"database\"}");
        return switch (action) {
            case "initialize" -> initialize(request.of(Set.of("action", "config")));
            case "backup" -> backup(request.of(BACKUP_MEMBERS));
            case "test" -> tests.begin(request.of(TEST_MEMBERS));
            case "disaster_recovery" -> recoveries.begin(request.of(Set.of("action", "options")));
            default -> throw unknownAction(action, "one of " + String.join(", ", COMMANDS));
        };
    }

    /** Creates or upgrades the catalog's tables. */
    public Answer initDatabase() {
        int applied = catalog.migrate();
        return Answer.ok(Map.of(
                "success",
                true,
                "applied",
                applied,
                "message",
                applied == 0 ? "The catalog's tables are current." : "The catalog's tables have been created."));
    }

    private Answer initialize(AdminRequest request) throws Exception {
        Map<String, String> changed = request.member("config")
                .map(config -> InitializeConfig.changes(config, settings.environment()))
                .orElse(Map.of());
        initDatabase();
        if (!changed.isEmpty()) {
            try {
                changes.change(changed);
            } catch (IllegalArgumentException e) {
                throw ApiProblem.of(422, "Wrong setting", e);
            }
        }
        return Answer.ok(Map.of("success", true, "status", status.status()));
    }

    private Answer backup(AdminRequest request) {
        String type = request.optional("type").orElse("database");
        Kind kind = Kind.of(type)
                .orElseThrow(() -> new ApiProblem(
                        422,
                        "Unknown type",
                        "There is no backup of type '" + safe(type) + "'.",
                        "Use one of " + String.join(", ", Kind.words()) + "."));
        List<String> targets =
                switch (kind) {
                    case DATABASE -> List.of(RequestedDatabase.of(settings, request.optional("target"))
                            .name());
                    case FULL -> only(request, settings.fullTarget().value());
                    case BASE -> only(request, baseTarget());
                    case FILES -> fileSets(request);
                };
        return Answer.accepted(begin(kind, targets));
    }

    /** There is one of its kind, with or around the primary database: who names another one must not get this. */
    private List<String> only(AdminRequest request, String target) {
        String database = settings.target().value();
        if (request.optional("target")
                .filter(named -> !named.equals(target) && !named.equals(database))
                .isPresent()) {
            throw new ApiProblem(
                    404,
                    "No such target",
                    "A backup of that type is of the target " + target + " alone.",
                    "Leave 'target' out.");
        }
        return List.of(target);
    }

    private String baseTarget() {
        if (settings.wal().isEmpty()) {
            throw new ApiProblem(
                    422,
                    "No base backups here",
                    "The write-ahead log is not kept, without which a base backup is of no use.",
                    "Set BACKUP_WAL_ENABLED=true, or name the database in BACKUP_CRITICAL_TARGETS, and start anew.");
        }
        return settings.baseTarget().value();
    }

    /** The one that the request names, or all. */
    private List<String> fileSets(AdminRequest request) {
        List<String> all =
                settings.fileSets().stream().map(set -> set.id().value()).toList();
        Optional<String> named = request.optional("target");
        if (all.isEmpty() || named.isPresent() && !all.contains(named.get())) {
            throw new ApiProblem(
                    404,
                    "No such file set",
                    all.isEmpty() ? "No file set is configured." : "There is no file set of that name.",
                    all.isEmpty()
                            ? "Name folders in BACKUP_FILE_SETS or config/file-sets.yaml."
                            : "Use one of " + String.join(", ", all) + ", or leave 'target' out for all.");
        }
        return named.map(List::of).orElse(all);
    }

    private List<Operation> begin(Kind kind, List<String> targets) {
        List<BackupRequest> wishes = targets.stream()
                .flatMap(target -> requests.of(kind, target).stream())
                .toList();
        if (wishes.isEmpty()) {
            throw ApiProblem.busy("A backup of " + String.join(", ", targets)
                    + (kind.hasDatabase() ? ", or another of the same database," : "")
                    + " is running already.");
        }
        return wishes.stream()
                .map(wish -> queues.put("seda:run-backup", wish, wish.operation()))
                .toList();
    }

    private static ApiProblem unknownAction(String action, String known) {
        return new ApiProblem(
                404, "Unknown action", "There is no action '" + safe(action) + "'.", "Use " + known + ".");
    }

    /** What a caller sent, fit to be shown to a person: short and printable. */
    static String safe(String text) {
        return text.substring(0, Math.min(40, text.length())).replaceAll("[^\\p{Graph} ]", "?");
    }
}
