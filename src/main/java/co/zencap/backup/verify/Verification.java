package co.zencap.backup.verify;

import co.zencap.backup.repository.RepositoryFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of checking one copy of one backup.
 *
 * @param backupId which backup
 * @param repository which copy
 * @param checks what was checked, in order; nothing after the first failure of an artifact
 * @param bytesRead stored bytes that were read back
 * @param startedAt when it began
 * @param endedAt when it ended
 * @param cutOff why the repository could not be read to the end, and nothing is known
 * @param speed how fast the repository was
 */
public record Verification(
        String backupId,
        String repository,
        List<Check> checks,
        long bytesRead,
        Instant startedAt,
        Instant endedAt,
        Optional<RepositoryFailure> cutOff,
        ReadSpeed speed) {

    /** Whether the copy was read, so that there is an outcome to be recorded. */
    public boolean isConclusive() {
        return cutOff.isEmpty();
    }

    /** Whether the copy was read to the end and is as it must be. */
    public boolean good() {
        return isConclusive() && passed();
    }

    /** Whether every check passed that was made. */
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
