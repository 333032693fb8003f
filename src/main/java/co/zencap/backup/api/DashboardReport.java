package co.zencap.backup.api;

import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.BackupListing;
import co.zencap.backup.catalog.BackupListing.Proof;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the first page of the dashboard shows, in one document. A part that can't be told, as while the catalog is away,
 * is named and leaves the others as they are.
 */
public final class DashboardReport {
    private static final Logger LOG = LoggerFactory.getLogger(DashboardReport.class);
    private static final int OPERATIONS = 60;
    private static final int ALERTS = 100;

    private final StatusReport status;
    private final ObjectivesReport objectives;
    private final BackupListing backups;
    private final CatalogQueries queries;
    private final Operations operations;
    private final AlertQueries alerts;
    private final Clock clock;

    public DashboardReport(
            StatusReport status,
            ObjectivesReport objectives,
            BackupListing backups,
            CatalogQueries queries,
            Operations operations,
            AlertQueries alerts,
            Clock clock) {
        this.status = status;
        this.objectives = objectives;
        this.backups = backups;
        this.queries = queries;
        this.operations = operations;
        this.alerts = alerts;
        this.clock = clock;
    }

    /** As of now. */
    public Map<String, Object> report() {
        var unavailable = new ArrayList<Map<String, Object>>();
        var report = new LinkedHashMap<String, Object>();
        report.put("at", clock.instant());
        Map<String, Object> now = status.status();
        boolean known = isCatalogThere(now, unavailable);
        List<Compliance> compliance = part(known, "objectives", objectives::report, List.of(), unavailable);
        Map<String, BackupRow> good = part(known, "backups", backups::newestGood, Map.of(), unavailable);
        Map<String, Proof> proofs = part(known, "restoration tests", backups::newestProofs, Map.of(), unavailable);
        report.putAll(now);
        report.put("targets", targets(now, good, proofs, compliance));
        report.put("objectives", compliance);
        report.put("running", operations.running());
        report.put(
                "operations",
                part(
                        known,
                        "operations",
                        () -> queries.operations(OPERATIONS, operations),
                        operations.latest(OPERATIONS),
                        unavailable));
        report.put("alerts", part(known, "alerts", () -> alerts.list(true, ALERTS), List.of(), unavailable));
        report.put("unavailable", unavailable);
        return report;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> targets(
            Map<String, Object> status,
            Map<String, BackupRow> good,
            Map<String, Proof> proofs,
            List<Compliance> compliance) {
        var targets = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> known : (List<Map<String, Object>>) status.get("targets")) {
            var target = new LinkedHashMap<>(known);
            var id = (String) known.get("id");
            String recovery = "full".equals(known.get("kind")) ? "full-system" : (String) known.get("kind");
            target.put("lastGood", good.get(id));
            target.put("lastTest", proofs.get(id));
            target.put("recoveryPoint", find(compliance, Name.RECOVERY_POINT, id));
            target.put("recoveryTime", find(compliance, Name.RECOVERY_TIME, recovery));
            targets.add(target);
        }
        return targets;
    }

    private static Compliance find(List<Compliance> all, Name name, String of) {
        return all.stream()
                .filter(each -> each.name() == name && each.of().equals(of))
                .findFirst()
                .orElse(null);
    }

    /** Each question to a catalog that is away waits for it; one is enough. */
    private static boolean isCatalogThere(Map<String, Object> status, List<Map<String, Object>> unavailable) {
        var catalog = (Map<?, ?>) status.get("catalog");
        if (Boolean.TRUE.equals(catalog.get("reachable"))) {
            return true;
        }
        var problem = new Problem(
                "The catalog is away",
                catalog.get("detail") + " What it knows is not shown: last good backups, objectives, tests and alerts.",
                "Bring its server back (" + catalog.get("location") + "). Backups go on, and are listed then.");
        unavailable.add(StatusReport.ordered("part", "catalog", "problem", problem));
        return false;
    }

    private static <T> T part(
            boolean known, String name, Supplier<T> question, T otherwise, List<Map<String, Object>> unavailable) {
        if (!known) {
            return otherwise;
        }
        try {
            return question.get();
        } catch (RuntimeException e) {
            Problem problem = Problem.of("The " + name + " can't be told", e);
            LOG.warn(problem.sentence());
            unavailable.add(StatusReport.ordered("part", name, "problem", problem));
            return otherwise;
        }
    }
}
