package co.zencap.backup.api;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.files.Globs;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsChanges;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** What each call of the admin API does. Long work is only started here; routes do it. */
public final class AdminActions {
    private static final int MOST_OPERATIONS = 500;
    private static final Set<String> BACKUP_TYPES = Set.of("database", "files", "full");
    private static final Set<String> TEST_TYPES = Set.of("quickTest", "fullTest", "disasterSimulation");

    private final Settings settings;
    private final BackupRequests requests;
    private final BackupTasks tasks;
    private final Operations operations;
    private final Catalog catalog;
    private final CatalogQueries queries;
    private final StatusReport status;
    private final SettingsChanges changes;
    private final ProducerTemplate routes;

    public AdminActions(
            Settings settings,
            BackupRequests requests,
            BackupTasks tasks,
            Operations operations,
            Catalog catalog,
            CatalogQueries queries,
            StatusReport status,
            SettingsChanges changes,
            ProducerTemplate routes) {
        this.settings = settings;
        this.requests = requests;
        this.tasks = tasks;
        this.operations = operations;
        this.catalog = catalog;
        this.queries = queries;
        this.status = status;
        this.changes = changes;
        this.routes = routes;
    }

    /** GET of the specification's endpoint. */
    public Answer query(@Header("action") String action, @Header("limit") String limit) {
        if (action == null || action.isEmpty()) {
            return Answer.ok(status.overview());
        }
        return switch (action) {
            case "status" -> Answer.ok(status.status());
            case "health" -> Answer.ok(status.health());
            case "operations" -> Answer.ok(Map.of("operations", latest(limit)));
            default -> throw unknownAction(action, "status, health, operations, or no action for the overview");
        };
    }

    /** POST of the specification's endpoint. */
    public Answer command(String body, @Header(Exchange.CONTENT_TYPE) String contentType) throws Exception {
        AdminRequest request = AdminRequest.parse(contentType, body);
        String action = request.required("action", "{\"action\":\"backup\",\"type\":\"database\"}");
        return switch (action) {
            case "initialize" -> initialize(request);
            case "backup" -> backup(request);
            case "test" -> test(request);
            default -> throw unknownAction(action, "initialize, backup or test");
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

    /** All backups, the newest first. */
    public Answer backups() throws SQLException {
        return Answer.ok(queries.backups(10_000));
    }

    /** Starts the verification of a backup. */
    public Answer verify(@Header("id") String id) throws SQLException {
        BackupTask task = tasks.verification(existing(id), null);
        return Answer.accepted(start("seda:verify-on-demand", task, task.operation()));
    }

    /** Starts bringing files of a backup back, into an empty folder of the service's machine. */
    public Answer restoreFiles(@Header("id") String id, String body, @Header(Exchange.CONTENT_TYPE) String contentType)
            throws SQLException {
        AdminRequest request = AdminRequest.parse(contentType, body);
        Path folder = folder(request.required("to", "{\"to\":\"/srv/restored\"}"));
        Globs paths;
        try {
            paths = Globs.of(request.texts("paths"));
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(
                    422, "Wrong pattern", e.getMessage(), "Write patterns like *.xlsx or /srv/uploads/**.");
        }
        Optional<String> fileSet = request.optional("fileSet");
        Optional<String> repository = request.optional("repository");
        BackupRef backup = existing(id);
        // The last thing that may refuse: from here on an operation runs.
        var wish = new FileRestoreRequest(tasks.fileRestoration(backup), folder, paths, fileSet, repository);
        return Answer.accepted(start("seda:restore-files", wish, wish.operation()));
    }

    private Path folder(String text) {
        try {
            Path folder = Path.of(text).normalize();
            if (folder.isAbsolute()
                    && !folder.startsWith(settings.localDir().toAbsolutePath())
                    && !folder.startsWith(settings.workDir().toAbsolutePath())) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw new ApiProblem(422, "Wrong folder", "'to' can't be a path.", "Name a folder like /srv/restored.");
        }
        throw new ApiProblem(
                422,
                "Wrong folder",
                "'to' is not a whole path, or it lies in this service's own folders.",
                "Name a folder like /srv/restored.");
    }

    /** The latest operations. */
    public Answer operations(@Header("limit") String limit) {
        return Answer.ok(latest(limit));
    }

    /** One operation. */
    public Answer operation(@Header("id") String id) throws SQLException {
        return operations
                .find(id)
                .or(() -> queries.operation(id))
                .map(Answer::ok)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No such operation",
                        "There is no operation of that id.",
                        "GET /api/v1/operations lists the latest ones."));
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
                Problem problem = Problem.of("Wrong setting", e);
                throw new ApiProblem(422, problem.title(), problem.detail(), problem.hint());
            }
        }
        return Answer.ok(Map.of("success", true, "status", status.status()));
    }

    private Answer backup(AdminRequest request) {
        String type = request.optional("type").orElse("database");
        if (!BACKUP_TYPES.contains(type)) {
            throw new ApiProblem(
                    422,
                    "Unknown type",
                    "There is no backup of type '" + safe(type) + "'.",
                    "Use database, files or full.");
        }
        List<Operation> begun =
                switch (type) {
                    case "database" -> begin(
                            Kind.DATABASE, List.of(settings.target().value()));
                    case "full" -> begin(
                            Kind.FULL, List.of(settings.fullTarget().value()));
                    default -> begin(Kind.FILES, fileSets(request));
                };
        return Answer.accepted(begun);
    }

    /** The one that the request names, or all. */
    private List<String> fileSets(AdminRequest request) {
        List<String> all =
                settings.fileSets().stream().map(set -> set.id().value()).toList();
        Optional<String> named = request.optional("target");
        if (all.isEmpty() || named.isPresent() && !all.contains(named.get())) {
            throw new ApiProblem(
                    422,
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
            throw new ApiProblem(
                    409,
                    "Busy",
                    "A backup of " + String.join(", ", targets)
                            + (kind.hasDatabase() ? ", or another of the same database," : "")
                            + " is running already.",
                    "GET /api/v1/operations shows it; ask again when it has ended.");
        }
        return wishes.stream()
                .map(wish -> start("seda:run-backup", wish, wish.operation()))
                .toList();
    }

    private Answer test(AdminRequest request) throws SQLException {
        String type = request.optional("testType").orElse("quickTest");
        if (!TEST_TYPES.contains(type)) {
            throw new ApiProblem(
                    422,
                    "Unknown test type",
                    "There is no restoration test of type '" + safe(type) + "'.",
                    "Use quickTest, fullTest or disasterSimulation.");
        }
        if (!type.equals("quickTest")) {
            throw new ApiProblem(
                    501, "Not available", "Tests of type '" + type + "' can't be run yet.", "Use testType quickTest.");
        }
        Optional<String> id = request.optional("backupId");
        BackupRef backup = id.isPresent() ? existing(id.get()) : newest();
        if (!backup.database()) {
            throw new ApiProblem(
                    422,
                    "No database",
                    "Backup " + backup.id() + " holds files only.",
                    "Name a backup of the database, or leave 'backupId' out.");
        }
        BackupTask task = tasks.restorationTest(backup, null);
        return Answer.accepted(start("seda:test-on-demand", task, task.operation()));
    }

    /** Hands the wish to its route, which takes it when its turn comes. */
    private Operation start(String route, Object wish, RunningOperation operation) {
        try {
            routes.sendBody(route + "?waitForTaskToComplete=Never", wish);
        } catch (CamelExecutionException e) {
            var problem = new Problem(
                    "Not started",
                    "The route " + route + " takes nothing more: "
                            + e.getCause().getMessage(),
                    "GET /api/v1/operations shows what waits; see in Hawtio whether the route is stopped.");
            operation.fail(problem);
            throw new ApiProblem(503, problem.title(), problem.detail(), problem.hint());
        }
        return operation.snapshot();
    }

    private BackupRef newest() {
        return queries.newestBackup(settings.target().value())
                .orElseThrow(() -> new ApiProblem(
                        404, "No backup", "There is no backup yet.", "Make one: {\"action\":\"backup\"}."));
    }

    private BackupRef existing(String id) throws SQLException {
        if (!BackupId.isValid(id)) {
            throw new ApiProblem(
                    404,
                    "No such backup",
                    "That is not a backup's id.",
                    "Ids look like 20261124T093015Z-1f9c02; GET /api/v1/backups lists them.");
        }
        return queries.backup(id)
                .orElseThrow(() -> new ApiProblem(
                        404, "No such backup", "There is no backup " + id + ".", "GET /api/v1/backups lists them."));
    }

    private List<Operation> latest(String limit) {
        if (limit != null && !limit.matches("\\d{1,4}")) {
            throw new ApiProblem(422, "Wrong limit", "'limit' must be a whole number.", "Use for example limit=10.");
        }
        int most = limit == null ? 20 : Integer.parseInt(limit);
        return queries.operations(Math.max(1, Math.min(most, MOST_OPERATIONS)), operations);
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
