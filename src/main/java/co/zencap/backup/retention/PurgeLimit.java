package co.zencap.backup.retention;

import java.util.List;
import java.util.Optional;

/**
 * What one cleanup may delete of a target in a repository without being told that it may: a mistake in a policy, or in a
 * clock, must not cost more.
 *
 * @param percent of the backups there
 */
public record PurgeLimit(int percent) {
    /** So few may always go: of three backups, two are more than half. */
    static final int HANDFUL = 5;

    /** Why it would be too many; empty when it is not. */
    public Optional<String> exceeded(List<Verdict> verdicts) {
        long going = verdicts.stream().filter(verdict -> !verdict.keep()).count();
        if (going <= HANDFUL || going * 100 <= (long) percent * verdicts.size()) {
            return Optional.empty();
        }
        return Optional.of(going + " of " + verdicts.size() + " backups would go, more than " + percent + " %");
    }
}
