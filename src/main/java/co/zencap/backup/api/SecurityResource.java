package co.zencap.backup.api;

import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.security.SecurityChecks;

/** {@code /api/v1/security-checks}. */
public record SecurityResource(SecurityChecks checks, SecurityReports reports, RouteQueues queues) {

    /** Starts them. */
    public Answer run() {
        RunningOperation operation =
                checks.begin().orElseThrow(() -> ApiProblem.busy("The security checks are running already."));
        return Answer.accepted(queues.put("seda:check-security", operation, operation));
    }

    /** What they found the last time. */
    public Answer latest() {
        return reports.latest()
                .map(Answer::ok)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No security checks yet",
                        "They have not been made since the catalog was.",
                        "./zencap security-check, or POST /api/v1/security-checks, starts them."));
    }
}
