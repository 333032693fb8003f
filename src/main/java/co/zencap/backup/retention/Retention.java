package co.zencap.backup.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Judges the backups of one target in one repository, the newest first. A pure function, used once. */
public final class Retention {
    private static final Comparator<BackupFacts> NEWEST_FIRST = Comparator.comparing(BackupFacts::createdAt)
            .thenComparing(BackupFacts::id)
            .reversed();

    private final RetentionPolicy policy;
    private final Instant now;
    private final ZoneId zone;
    private final Optional<Instant> oldest;
    private final Optional<Instant> youngerThan;
    private final Map<Period, Object> latestPeriod = new EnumMap<>(Period.class);
    private final Map<Period, Integer> periodsTaken = new EnumMap<>(Period.class);
    private int lastTaken;

    /** Whether there is more than what recoveries have replaced; one of a doubtful time is enough. */
    private boolean hasUsual;

    private Retention(RetentionPolicy policy, Instant now, ZoneId zone) {
        this.policy = policy;
        this.now = now;
        this.zone = zone;
        this.oldest = policy.maxAge().map(span -> span.before(now, zone));
        this.youngerThan = policy.within().map(span -> span.before(now, zone));
    }

    /**
     * A verdict on each backup, the newest first.
     *
     * @param zone where days, weeks, months and years begin
     */
    public static List<Verdict> judge(List<BackupFacts> backups, RetentionPolicy policy, Instant now, ZoneId zone) {
        return new Retention(policy, now, zone).judge(backups);
    }

    private List<Verdict> judge(List<BackupFacts> backups) {
        List<BackupFacts> sorted = backups.stream().sorted(NEWEST_FIRST).toList();
        List<BackupFacts> dated =
                sorted.stream().filter(b -> !b.isTimeDoubtful(now)).toList();
        hasUsual = sorted.stream().anyMatch(b -> !b.safety());
        // What a recovery has replaced is no backup to go back to: the newest of the others stays as well.
        BackupFacts newest = first(dated, b -> true);
        BackupFacts verified = first(dated, BackupFacts::isVerified);
        BackupFacts newestUsual = first(dated, b -> !b.safety());
        BackupFacts verifiedUsual = first(dated, b -> b.isVerified() && !b.safety());
        boolean isUnproved = verified == null || hasUsual && verifiedUsual == null;
        var verdicts = new ArrayList<Verdict>(sorted.size());
        for (BackupFacts backup : sorted) {
            var reasons = new ArrayList<String>();
            boolean isNewest = backup == newest || backup == newestUsual;
            boolean isNewestVerified = backup == verified || backup == verifiedUsual;
            if (isNewest) {
                reasons.add("the newest backup" + unusual(backup == newest));
            }
            if (isNewestVerified) {
                reasons.add("the newest verified backup" + unusual(backup == verified));
            }
            if (isUnproved) {
                reasons.add(
                        "nothing goes while no backup of the target" + unusual(verified == null) + " is verified here");
            }
            addProtection(backup, reasons);
            boolean isDoubtful = backup.isTimeDoubtful(now);
            if (isDoubtful) {
                reasons.add("its time is doubtful: made at " + backup.createdAt() + " as it says, stored at "
                        + backup.storedAt() + " by the store's clock; it counts for no rule");
            } else {
                addRules(backup, reasons);
            }
            boolean keep = !reasons.isEmpty();
            verdicts.add(new Verdict(
                    backup,
                    keep,
                    isNewest || isNewestVerified || isDoubtful || isUnproved,
                    keep ? List.copyOf(reasons) : List.of(whyNot(backup))));
        }
        return verdicts;
    }

    private static BackupFacts first(List<BackupFacts> newestFirst, Predicate<BackupFacts> wanted) {
        return newestFirst.stream().filter(wanted).findFirst().orElse(null);
    }

    private static String unusual(boolean isFirst) {
        return isFirst ? "" : " but for what recoveries have replaced";
    }

    /** What no policy overrides. */
    private void addProtection(BackupFacts backup, List<String> reasons) {
        backup.hold().ifPresent(why -> reasons.add("legal hold: " + why));
        backup.lockedUntil()
                .filter(until -> until.isAfter(now))
                .ifPresent(until -> reasons.add("locked by the store until " + until));
        backup.onlyHere().ifPresent(reasons::add);
        backup.inUse().ifPresent(operation -> reasons.add("in use by " + operation));
    }

    /**
     * What is damaged stays where its place is free, but leaves the place to a good one; so does what a recovery has
     * replaced, which no recovery takes that is not told to.
     */
    private void addRules(BackupFacts backup, List<String> reasons) {
        if (policy.all()) {
            reasons.add("the policy keeps all");
            return;
        }
        if (isTooOld(backup)) {
            return;
        }
        boolean isAside = hasUsual && backup.safety();
        int places = backup.isGood() && !isAside ? 1 : 0;
        String without =
                places == 1 ? "" : " (it is " + (isAside ? "a safety backup" : "damaged") + " and takes no place)";
        if (lastTaken < policy.last()) {
            lastTaken += places;
            reasons.add("last=" + policy.last() + without);
        }
        youngerThan
                .filter(limit -> !backup.createdAt().isBefore(limit))
                .ifPresent(limit -> reasons.add("within=" + policy.within().orElseThrow()));
        var time = backup.createdAt().atZone(zone);
        policy.periods().forEach((period, most) -> {
            Object which = period.of(time);
            int taken = periodsTaken.getOrDefault(period, 0);
            if (taken < most && !which.equals(latestPeriod.get(period))) {
                reasons.add(period.word() + "=" + most + ": the newest since " + which + without);
                periodsTaken.put(period, taken + places);
                if (places == 1) {
                    latestPeriod.put(period, which);
                }
            }
        });
    }

    private boolean isTooOld(BackupFacts backup) {
        return oldest.filter(limit -> backup.createdAt().isBefore(limit)).isPresent();
    }

    private String whyNot(BackupFacts backup) {
        return isTooOld(backup)
                ? "older than max-age=" + policy.maxAge().orElseThrow()
                : "no rule of " + policy + " keeps it";
    }
}
