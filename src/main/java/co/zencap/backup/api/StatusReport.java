package co.zencap.backup.api;

import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.S3Capabilities;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Version;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells how the system is, and what about it a person should know. */
public final class StatusReport {
    private final Settings settings;
    private final CatalogQueries queries;
    private final Operations operations;
    private final TargetsReport targets;
    private final ScheduleRoutes schedule;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final Reachability reachability;
    private final Instant startedAt;

    public StatusReport(
            Settings settings,
            CatalogQueries queries,
            Operations operations,
            BackupSchedules schedules,
            ScheduleRoutes schedule,
            LocalRepository local,
            Optional<S3Repository> offsite,
            Clock clock) {
        this.settings = settings;
        this.queries = queries;
        this.operations = operations;
        this.targets = new TargetsReport(settings, schedules, clock);
        this.schedule = schedule;
        this.local = local;
        this.offsite = offsite;
        this.reachability = new Reachability(offsite);
        this.startedAt = clock.instant();
    }

    /** In a few words. */
    public Map<String, Object> overview() {
        Map<String, Object> status = status();
        var overview = new LinkedHashMap<String, Object>();
        overview.put("success", true);
        for (String name : List.of("status", "version", "targets", "warnings")) {
            overview.put(name, status.get(name));
        }
        overview.put(
                "actions",
                Map.of(
                        "GET", List.of("status", "health", "operations"),
                        "POST", List.of("initialize", "backup", "test")));
        return overview;
    }

    /** Component by component, healthy or not. */
    public Map<String, Object> health() {
        Map<String, Object> status = status();
        return ordered(
                "success",
                true,
                "status",
                status.get("status"),
                "components",
                status.get("repositories"),
                "catalog",
                status.get("catalog"),
                "warnings",
                status.get("warnings"));
    }

    /** All there is to know. */
    public Map<String, Object> status() {
        var warnings = new ArrayList<String>();
        if (!settings.encryption()) {
            warnings.add("Backups are NOT encrypted: BACKUP_ENCRYPTION_ENABLED is false.");
        }
        if (!schedule.isStarted()) {
            warnings.add(
                    "The schedule is not at work yet: it is kept in the catalog. Until that can be reached, this node"
                            + " begins its backups by itself; nothing else happens on time.");
        }
        Map<String, Object> catalog = catalog(warnings);
        @SuppressWarnings("unchecked")
        var newest = (Map<String, BackupRow>) catalog.remove("newestBackups");
        List<Map<String, Object>> repositories = repositories(warnings);
        boolean whole = targets.check(newest, warnings)
                && (boolean) catalog.get("reachable")
                && repositories.stream().allMatch(r -> (boolean) r.get("reachable"));
        var status = new LinkedHashMap<String, Object>();
        status.put("success", true);
        status.put(
                "status",
                !(boolean) repositories.get(0).get("reachable") ? "unhealthy" : whole ? "healthy" : "degraded");
        status.put("version", Version.current());
        status.put("environment", settings.environment());
        status.put("startedAt", startedAt);
        status.put(
                "encryption",
                ordered(
                        "enabled",
                        settings.encryption(),
                        "keyId",
                        settings.masterKey().map(k -> k.id()).orElse(null)));
        status.put("targets", targets.describe(newest));
        status.put("schedules", schedule.describe());
        status.put("repositories", repositories);
        status.put("catalog", catalog);
        status.put("operations", Map.of("running", operations.running()));
        status.put("alerts", ordered("open", catalog.remove("openAlerts")));
        status.put("warnings", warnings);
        return status;
    }

    /** What can't be used now: its name and why. */
    public Map<String, String> unreachable() {
        Map<String, Object> status = status();
        var unreachable = new LinkedHashMap<String, String>();
        @SuppressWarnings("unchecked")
        var repositories = (List<Map<String, Object>>) status.get("repositories");
        repositories.stream()
                .filter(r -> !(boolean) r.get("reachable"))
                .forEach(r -> unreachable.put("repository " + r.get("id"), String.valueOf(r.get("detail"))));
        @SuppressWarnings("unchecked")
        var catalog = (Map<String, Object>) status.get("catalog");
        if (!(boolean) catalog.get("reachable")) {
            unreachable.put("catalog", String.valueOf(catalog.get("detail")));
        }
        return unreachable;
    }

    private Map<String, Object> catalog(List<String> warnings) {
        try {
            return ordered(
                    "reachable",
                    true,
                    "location",
                    settings.catalog().toString(),
                    "openAlerts",
                    queries.openAlerts(),
                    "newestBackups",
                    queries.newestBackups());
        } catch (RuntimeException e) {
            Problem problem = Problem.of("The catalog is away", e);
            warnings.add(problem.sentence());
            return ordered(
                    "reachable",
                    false,
                    "location",
                    settings.catalog().toString(),
                    "detail",
                    problem.detail(),
                    "openAlerts",
                    null,
                    "newestBackups",
                    Map.of());
        }
    }

    private List<Map<String, Object>> repositories(List<String> warnings) {
        var all = new ArrayList<Map<String, Object>>();
        boolean writable = Files.isWritable(local.root());
        all.add(ordered(
                "id",
                local.id(),
                "location",
                local.root().toString(),
                "reachable",
                writable,
                "detail",
                writable ? "writable" : "not writable"));
        offsite.ifPresentOrElse(
                repository -> all.add(offsite(repository, warnings)),
                () -> warnings.add("There is no off-site repository: set BACKUP_S3_BUCKET."));
        return all;
    }

    private Map<String, Object> offsite(S3Repository repository, List<String> warnings) {
        S3Connection connection = repository.connection();
        Optional<Problem> problem = reachability.ask();
        problem.ifPresent(p -> warnings.add(p.sentence()));
        var capabilities = new LinkedHashMap<String, String>();
        connection
                .capabilities()
                .map(S3Capabilities::answers)
                .orElse(Map.of())
                .forEach((question, answer) -> capabilities.put(
                        question.name().toLowerCase(Locale.ROOT),
                        answer.support().name().toLowerCase(Locale.ROOT)));
        boolean unlockable = connection
                .capabilities()
                .map(can ->
                        can.answers().get(S3Capabilities.Question.OBJECT_LOCK).support()
                                == S3Capabilities.Support.UNSUPPORTED)
                .orElse(false);
        if (connection.settings().objectLock().isPresent() && unlockable) {
            warnings.add(
                    "BACKUP_S3_OBJECT_LOCK_DAYS is set and the bucket has no Object Lock: nothing is sent off site."
                            + " Switch it on with ./zencap s3 setup, or leave the setting out.");
        }
        return ordered(
                "id",
                repository.id(),
                "location",
                connection.settings().place(),
                "objectLock",
                connection.settings().objectLock().map(ObjectLock::words).orElse("off"),
                "reachable",
                problem.isEmpty(),
                "detail",
                problem.map(Problem::detail).orElse("reachable"),
                "capabilities",
                capabilities);
    }

    static Map<String, Object> ordered(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
