package co.zencap.backup.wal;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.postgres.WalSegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of the log in a repository follows a base backup without a gap, along the branch that was made last. Pure.
 *
 * @param timeline the branch that it ends on
 * @param last the last segment; empty when not even the first is there
 * @param lastIsPartial whether only a beginning of that one is there
 * @param usable whether it reaches as far as the base backup needs
 * @param gap the first segment that is missing although later ones are there
 */
public record WalChain(
        int timeline, Optional<WalSegment> last, boolean lastIsPartial, boolean usable, Optional<WalSegment> gap) {

    /**
     * Follows the log.
     *
     * @param names of all files that are there
     * @param histories of all branches that are known
     */
    public static WalChain of(Manifest.Base base, Set<String> names, Collection<TimelineHistory> histories) {
        List<Branch> path = path(base, histories);
        WalSegment at = on(path, WalSegment.of(base.timeline(), base.start(), base.segmentBytes()));
        Optional<WalSegment> last = Optional.empty();
        while (names.contains(at.name())) {
            last = Optional.of(at);
            at = on(path, at.next());
        }
        boolean partial = names.contains(at.name() + WalSegment.PARTIAL);
        last = partial ? Optional.of(at) : last;
        WalSegment needed = WalSegment.before(base.timeline(), base.end(), base.segmentBytes());
        boolean usable =
                last.filter(reached -> reached.number() >= needed.number()).isPresent();
        return new WalChain(path.get(path.size() - 1).timeline(), last, partial, usable, gap(path, at, names));
    }

    /** Whether all that comes after the base backup is there, as far as anybody knows. */
    public boolean isWhole() {
        return usable && gap.isEmpty();
    }

    /** A branch, and the number of the segment from which on its own files are taken. */
    private record Branch(int timeline, long from) {}

    private static List<Branch> path(Manifest.Base base, Collection<TimelineHistory> histories) {
        var path = new ArrayList<Branch>(List.of(new Branch(base.timeline(), 0)));
        histories.stream()
                .filter(history -> history.forks().stream()
                        .anyMatch(fork ->
                                fork.timeline() == base.timeline() && fork.at().reaches(base.end())))
                .max(Comparator.comparing(TimelineHistory::timeline, Integer::compareUnsigned))
                .ifPresent(newest -> {
                    for (int i = 0; i < newest.forks().size(); i++) {
                        TimelineHistory.Fork fork = newest.forks().get(i);
                        if (path.get(path.size() - 1).timeline() == fork.timeline()) {
                            int next = i + 1 < newest.forks().size()
                                    ? newest.forks().get(i + 1).timeline()
                                    : newest.timeline();
                            long number = WalSegment.of(next, fork.at(), base.segmentBytes())
                                    .number();
                            path.add(new Branch(next, number));
                        }
                    }
                });
        return path;
    }

    private static WalSegment on(List<Branch> path, WalSegment segment) {
        Branch branch = path.get(0);
        for (Branch each : path) {
            branch = each.from() <= segment.number() ? each : branch;
        }
        return segment.on(branch.timeline());
    }

    private static Optional<WalSegment> gap(List<Branch> path, WalSegment missing, Set<String> names) {
        boolean later = names.stream()
                .flatMap(name -> WalSegment.parse(name, missing.bytes()).stream())
                .anyMatch(there ->
                        there.number() > missing.number() && on(path, there).timeline() == there.timeline());
        return later ? Optional.of(missing) : Optional.empty();
    }
}
