package co.zencap.backup.verify;

import java.time.Instant;
import java.util.List;

/**
 * The outcome of checking one copy of one backup.
 *
 * @param backupId which backup
 * @param repository which copy
 * @param checks what was checked, in order; nothing after the first failure of an artifact
 * @param bytesRead stored bytes that were read back
 * @param startedAt when it began
 * @param endedAt when it ended
 */
public record Verification(
        String backupId, String repository, List<Check> checks, long bytesRead, Instant startedAt, Instant endedAt) {

    /** Whether every check passed. */
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    /** The failed checks, one sentence each. */
    public String failures() {
        return String.join(
                "; ",
                checks.stream()
                        .filter(c -> !c.passed())
                        .map(c -> c.name() + ": " + c.detail())
                        .toList());
    }
}
