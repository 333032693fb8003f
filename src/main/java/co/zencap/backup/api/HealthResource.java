package co.zencap.backup.api;

import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.repository.LocalRepository;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How each part of the service is, since when, and what to do: {@code action=health}. */
public record HealthResource(HealthBoard board) {
    /** Callers that ask at once share a look. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** Without it nothing can be backed up at all. */
    private static final String NEEDED = "repository " + LocalRepository.ID;

    /** Answers within the board's patience, whatever hangs. */
    public Map<String, Object> report() {
        HealthBoard.Latest latest = latest();
        return StatusReport.ordered(
                "success", true, "status", verdict(latest), "lookedAt", latest.at(), "components", latest.components());
    }

    /** What was found last, or is found now where that is not fresh. */
    HealthBoard.Latest latest() {
        return board.notOlderThan(FRESH);
    }

    /** In one word, the same wherever it is told: healthy, degraded or unhealthy. */
    static String verdict(HealthBoard.Latest latest) {
        List<ComponentHealth> components = latest.components();
        if (components.stream()
                .anyMatch(each -> each.name().equals(NEEDED) && each.state().isOutage())) {
            return "unhealthy";
        }
        return components.stream().allMatch(each -> each.state() == Condition.UP) ? "healthy" : "degraded";
    }
}
