package co.zencap.backup.api;

import co.zencap.backup.api.ReachReport.CatalogReach;
import co.zencap.backup.api.ReachReport.Reach;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.Finding;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.objective.PointInTimeReport;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Version;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Tells how the system is, and what about it a person should know. */
public final class StatusReport {
    private final Settings settings;
    private final Operations operations;
    private final TargetsReport targets;
    private final ScheduleRoutes schedule;
    private final ReachReport reach;
    private final PointInTimeReport points;
    private final Supplier<HealthResource> health;
    private final Instant startedAt;

    /** @param health whose verdict this tells; it has this report's part of it, too */
    public StatusReport(
            Settings settings,
            Operations operations,
            BackupSchedules schedules,
            ScheduleRoutes schedule,
            ReachReport reach,
            PointInTimeReport points,
            Supplier<HealthResource> health,
            Clock clock) {
        this.settings = settings;
        this.operations = operations;
        this.targets = new TargetsReport(settings, schedules);
        this.schedule = schedule;
        this.reach = reach;
        this.points = points;
        this.health = health;
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
        overview.put("actions", Map.of("GET", AdminActions.QUERIES, "POST", AdminActions.COMMANDS));
        return overview;
    }

    /** How the newest backups are, as a part of the service's health. */
    public Finding backups() {
        CatalogReach catalog = reach.catalog(new ArrayList<>());
        if (!catalog.reach().reachable()) {
            return Finding.unknown("The catalog, which lists them, is away.", "");
        }
        var warnings = new ArrayList<String>();
        boolean well = targets.check(catalog.newestBackups(), warnings);
        return well
                ? Finding.up("Each target that has a schedule has a new one.")
                : Finding.degraded(String.join(" ", warnings), "./zencap status tells what ran, and what failed.");
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
        CatalogReach catalog = reach.catalog(warnings);
        List<Reach> repositories = reach.repositories(warnings);
        targets.check(catalog.newestBackups(), warnings);
        HealthBoard.Latest parts = health.get().latest();
        parts.components().stream().filter(this::isSaidNowhereElse).forEach(each -> warnings.add(sentence(each)));
        var status = new LinkedHashMap<String, Object>();
        status.put("success", true);
        status.put("status", HealthResource.verdict(parts));
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
        status.put("targets", targets.describe(catalog.newestBackups()));
        if (catalog.reach().reachable()) {
            points.describe().ifPresent(window -> status.put("pointInTime", window));
        }
        status.put("schedules", schedule.describe());
        status.put("repositories", repositories.stream().map(Reach::described).toList());
        status.put("catalog", catalog.reach().described());
        status.put("operations", Map.of("running", operations.running()));
        status.put("alerts", ordered("open", catalog.openAlerts()));
        status.put("warnings", warnings);
        return status;
    }

    private static String sentence(ComponentHealth each) {
        return switch (each.state()) {
                    case DOWN -> "The " + each.name() + " can't be used: ";
                    case HANGING -> "The " + each.name() + " does not answer: ";
                    default -> "Something about the " + each.name() + " needs a look: ";
                }
                + each.detail();
    }

    /** The warnings say what there is to say of the catalog, the repositories, the backups and a schedule that waits. */
    private boolean isSaidNowhereElse(ComponentHealth each) {
        return (each.state().isOutage() || each.state() == Condition.DEGRADED)
                && (schedule.isStarted() || !each.name().equals("scheduler"))
                && !each.name().startsWith("repository ")
                && !Set.of("catalog", "backups").contains(each.name());
    }

    static Map<String, Object> ordered(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
