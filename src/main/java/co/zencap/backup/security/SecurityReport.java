package co.zencap.backup.security;

import co.zencap.backup.security.SecurityCheck.Outcome;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All that was looked at at one time.
 *
 * @param id of this report
 * @param operationId of the operation that looked
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param checks in the order in which they were made
 */
public record SecurityReport(
        String id, String operationId, Instant startedAt, Instant endedAt, List<SecurityCheck> checks) {

    /** That of the worst check. */
    @JsonProperty
    public Outcome outcome() {
        return checks.stream()
                .map(SecurityCheck::outcome)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.SKIPPED);
    }

    /** How many checks ended so. */
    long count(Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }
}
