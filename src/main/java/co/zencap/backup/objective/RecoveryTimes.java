package co.zencap.backup.objective;

import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.objective.Compliance.Name;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.settings.Settings.Objectives;
import co.zencap.backup.storage.Growth.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Holds the times that restoration tests took against the objectives.
 *
 * @param tests the newest first
 * @param newest the id of the newest backup for each kind; none where there is no such backup
 */
record RecoveryTimes(List<TestTimes> tests, Map<RecoveryKind, String> newest) {
    /** Two of the monthly simulations; what is older proves nothing of today. */
    static final Duration KNOWN_FOR = Duration.ofDays(62);

    private static final Duration TREND_OVER = Duration.ofDays(30);
    private static final Duration FORESIGHT = Duration.ofDays(14);

    /** The newest tests tell the speed of today. */
    private static final int SPEED_OF = 5;

    /** What every test takes, however small the backup, must not be multiplied by more. */
    private static final int MOST_TIMES_AS_LARGE = 10;

    /** The backups whose sizes {@link #judge} needs. */
    Set<String> sized() {
        var ids = new HashSet<>(newest.values());
        for (RecoveryKind kind : RecoveryKind.values()) {
            recent(kind).map(TestTimes::backupId).forEach(ids::add);
        }
        return ids;
    }

    /** One for each kind of recovery. */
    List<Compliance> judge(Objectives objectives, Map<String, RestoredBytes> sizes, Instant now) {
        return Arrays.stream(RecoveryKind.values())
                .map(kind -> judge(kind, kind.word(), kind.objective(objectives), sizes, now))
                .toList();
    }

    /** That of a database beside the primary one, of which these tests are. */
    Compliance judgeDatabase(String target, Duration limit, Map<String, RestoredBytes> sizes, Instant now) {
        return judge(RecoveryKind.DATABASE, target, limit, sizes, now);
    }

    /** One for each kind that a test tells of. */
    List<Compliance> judge(TestTimes test, Objectives objectives, Map<String, RestoredBytes> sizes, Instant now) {
        return Arrays.stream(RecoveryKind.values())
                .filter(kind -> kind.isOf(test))
                .map(kind -> judge(kind, kind.word(), kind.objective(objectives), sizes, now))
                .toList();
    }

    private Compliance judge(
            RecoveryKind kind, String name, Duration limit, Map<String, RestoredBytes> sizes, Instant now) {
        Optional<TestTimes> last = tests.stream().filter(kind::isOf).findFirst();
        if (last.isEmpty()) {
            return of(
                    name,
                    limit,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Verdict.UNKNOWN,
                    "No restoration test of the last " + KNOWN_FOR.toDays() + " days has measured it.");
        }
        Optional<Prediction> prediction = predicted(kind, sizes);
        Optional<Duration> predicted = prediction.map(Prediction::time);
        Optional<Instant> missedFrom = trend(kind, now).reaches(limit, now, FORESIGHT);
        Optional<Duration> measured = last.filter(TestTimes::passed).map(kind::time);
        Verdict verdict = Verdict.MET;
        String detail = "";
        if (measured.isEmpty()) {
            verdict = Verdict.MISSED;
            detail = "The latest restoration test, of " + last.get().startedAt() + ", failed.";
        } else if (measured.get().compareTo(limit) > 0) {
            verdict = Verdict.MISSED;
            detail = "The latest restoration test, of " + last.get().startedAt() + ", took longer.";
        } else if (predicted.filter(time -> time.compareTo(limit) > 0).isPresent()) {
            verdict = Verdict.AT_RISK;
            detail =
                    "At the speed of the latest tests, the newest backup, " + newest.get(kind) + ", would take longer.";
        } else if (missedFrom.isPresent()) {
            verdict = Verdict.AT_RISK;
            detail = "On the trend of the last " + TREND_OVER.toDays() + " days it is missed from " + missedFrom.get()
                    + " on.";
        }
        return of(name, limit, measured, prediction, missedFrom, verdict, detail);
    }

    private static Compliance of(
            String name,
            Duration limit,
            Optional<Duration> measured,
            Optional<Prediction> prediction,
            Optional<Instant> missedFrom,
            Verdict verdict,
            String detail) {
        return new Compliance(
                Name.RECOVERY_TIME,
                name,
                limit,
                measured,
                prediction.map(Prediction::time),
                prediction.map(Prediction::by).orElse(""),
                missedFrom,
                verdict,
                detail);
    }

    private Stream<TestTimes> passed(RecoveryKind kind) {
        return tests.stream().filter(TestTimes::passed).filter(kind::isOf);
    }

    private Stream<TestTimes> recent(RecoveryKind kind) {
        return passed(kind).limit(SPEED_OF);
    }

    /**
     * What the newest backup would take.
     *
     * @param by a sentence on how that is known
     */
    private record Prediction(Duration time, String by) {}

    private Optional<Prediction> predicted(RecoveryKind kind, Map<String, RestoredBytes> sizes) {
        long bytes = bytes(kind, newest.get(kind), sizes);
        double millis = 0;
        double restored = 0;
        int told = 0;
        for (TestTimes test : recent(kind).toList()) {
            long size = bytes(kind, test.backupId(), sizes);
            if (size > 0 && size >= bytes / MOST_TIMES_AS_LARGE) {
                millis += kind.time(test).toMillis();
                restored += size;
                told++;
            }
        }
        if (bytes == 0 || restored == 0 || millis == 0) {
            return Optional.empty();
        }
        String by = String.format(
                Locale.ROOT,
                "By the newest backup, %s, of %.2f MB, and %.2f MB a second, the speed of the last %d of these tests.",
                newest.get(kind),
                bytes / 1e6,
                restored / millis / 1e3,
                told);
        return Optional.of(new Prediction(Duration.ofMillis(Math.round(millis / restored * bytes)), by));
    }

    /** 0 when nobody knows. */
    private static long bytes(RecoveryKind kind, String backupId, Map<String, RestoredBytes> sizes) {
        return Optional.ofNullable(backupId).map(sizes::get).map(kind::bytes).orElse(0L);
    }

    private Trend trend(RecoveryKind kind, Instant now) {
        Instant since = now.minus(TREND_OVER);
        return new Trend(passed(kind)
                .filter(test -> test.startedAt().isAfter(since))
                .map(test -> new Sample(test.startedAt(), kind.time(test).toMillis()))
                .toList());
    }
}
