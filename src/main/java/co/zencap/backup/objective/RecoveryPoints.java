package co.zencap.backup.objective;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.Compliance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Holds the age of each target's newest backup against its objective.
 *
 * @param full the target whose backups hold others as well
 * @param apart the targets that it does not hold
 * @param newest the newest backup of each target
 * @param begun when the latest backup of each target was begun that has not failed
 */
record RecoveryPoints(String full, Set<String> apart, Map<String, BackupRow> newest, Map<String, Instant> begun) {
    /** A backup that is due begins a moment after the one before has reached its age. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private static final Comparator<Instant> ORDER = Comparator.naturalOrder();

    /**
     * How it stands with a target.
     *
     * @param gap the longest time between two backups, where the schedule makes that longer than the limit
     */
    Compliance judge(String target, Duration limit, Optional<Duration> gap, Instant now) {
        Optional<BackupRow> last = newestWith(target);
        Optional<Duration> age = last.map(backup -> Duration.between(backup.createdAt(), now));
        boolean next = isNextBeingMade(target, limit, now);
        Verdict verdict = Verdict.MET;
        String detail = "";
        if (last.isEmpty()) {
            verdict = next ? Verdict.UNKNOWN : Verdict.MISSED;
            detail = next ? "The first backup is being made." : "There is no whole backup.";
        } else if (next && age.get().compareTo(limit) > 0) {
            detail = "The next backup is being made.";
        } else if (age.get().compareTo(limit.plus(MOMENT)) > 0) {
            verdict = Verdict.MISSED;
            detail = "The newest backup is " + last.get().id() + ".";
        }
        if (gap.isPresent()) {
            verdict = verdict == Verdict.MET ? Verdict.AT_RISK : verdict;
            detail = (detail + " " + BackupGaps.sentence(gap.get())).strip();
        }
        return new Compliance(
                Name.RECOVERY_POINT, target, limit, age, Optional.empty(), "", Optional.empty(), verdict, detail);
    }

    /** What runs shows a target as of its beginning, and ends later: backups each hour keep an objective of one hour. */
    private boolean isNextBeingMade(String target, Duration limit, Instant now) {
        Instant listed = holding(target).map(BackupRow::createdAt).max(ORDER).orElse(Instant.MIN);
        return holders(target)
                .map(begun::get)
                .filter(Objects::nonNull)
                .max(ORDER)
                .filter(latest -> latest.isAfter(listed) && !latest.plus(limit).isBefore(now))
                .isPresent();
    }

    /** The newest backup that holds a target, and that a repository holds whole. */
    Optional<BackupRow> newestWith(String target) {
        return holding(target)
                .filter(backup -> !backup.repositories().isEmpty())
                .max(Comparator.comparing(BackupRow::createdAt));
    }

    private Stream<String> holders(String target) {
        return apart.contains(target) ? Stream.of(target) : Stream.of(target, full);
    }

    private Stream<BackupRow> holding(String target) {
        return holders(target).map(newest::get).filter(Objects::nonNull);
    }
}
