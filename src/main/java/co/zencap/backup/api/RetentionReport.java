package co.zencap.backup.api;

import co.zencap.backup.cleanup.CleanupPlan;
import co.zencap.backup.cleanup.CleanupPlans;
import co.zencap.backup.cleanup.CleanupShare;
import co.zencap.backup.cleanup.Deletion;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.retention.RetentionPolicy;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Explains what a cleanup would do: every keep and every delete, for each target in each repository. */
final class RetentionReport {
    private final CleanupPlans plans;

    RetentionReport(CleanupPlans plans) {
        this.plans = plans;
    }

    Map<String, Object> describe(Instant now) {
        var shares = new ArrayList<Map<String, Object>>();
        for (CleanupShare share : plans.shares()) {
            try {
                shares.add(describe(plans.plan(share), share.repository().mayDelete()));
            } catch (IOException | RuntimeException e) {
                shares.add(StatusReport.ordered(
                        "repository",
                        share.repository().id(),
                        "target",
                        share.target(),
                        "problem",
                        Problem.of("Nothing can be deleted there now", e)));
            }
        }
        return StatusReport.ordered("at", now, "shares", shares);
    }

    private static Map<String, Object> describe(CleanupPlan plan, boolean deletes) {
        Map<String, Deletion> deletions =
                plan.deletions().stream().collect(Collectors.toMap(Deletion::id, Function.identity()));
        List<Map<String, Object>> backups = plan.verdicts().stream()
                .map(verdict -> StatusReport.ordered(
                        "id",
                        verdict.id(),
                        "createdAt",
                        verdict.facts().createdAt(),
                        "bytes",
                        verdict.facts().bytes(),
                        "keep",
                        verdict.keep(),
                        "reasons",
                        verdict.reasons(),
                        "packsNeededBy",
                        verdict.keep() ? List.of() : deletions.get(verdict.id()).neededBy()))
                .toList();
        return StatusReport.ordered(
                "repository",
                plan.repository(),
                "target",
                plan.target(),
                "policy",
                plan.policy().map(RetentionPolicy::toString).orElse(""),
                "backups",
                backups,
                "untrusted",
                plan.untrusted(),
                "orphans",
                plan.orphans().stream()
                        .map(orphan -> StatusReport.ordered(
                                "id", orphan.id(), "objects", orphan.rest().size(), "bytes", orphan.bytes()))
                        .toList(),
                "stopped",
                deletes ? plan.stopped().orElse(null) : null,
                "leftToOthers",
                !deletes);
    }
}
