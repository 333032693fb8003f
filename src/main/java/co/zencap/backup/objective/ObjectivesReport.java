package co.zencap.backup.objective;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges all objectives by what the catalog knows now. */
public final class ObjectivesReport {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectivesReport.class);

    private final Settings settings;
    private final BackupGaps gaps;
    private final CatalogQueries backups;
    private final Supplier<Map<String, Instant>> begun;
    private final TestQueries tests;
    private final Clock clock;

    /** @param begun when each target's latest backup was begun that runs or succeeded */
    public ObjectivesReport(
            Settings settings,
            BackupGaps gaps,
            CatalogQueries backups,
            Supplier<Map<String, Instant>> begun,
            TestQueries tests,
            Clock clock) {
        this.settings = settings;
        this.gaps = gaps;
        this.backups = backups;
        this.begun = begun;
        this.tests = tests;
        this.clock = clock;
    }

    /** Recovery times by kind, then recovery points by target; throws while the catalog is away. */
    public List<Compliance> report() {
        Instant now = clock.instant();
        // Asked first: a backup that ends between the two questions is then among the newest.
        Map<String, Instant> latest = begun.get();
        RecoveryPoints points = points(latest);
        List<TestTimes> known = known(now);
        RecoveryTimes times = primary(known, points);

        var all = new ArrayList<>(times.judge(settings.objectives(), tests.restoredBytes(times.sized()), now));
        for (String target : apart()) {
            if (settings.databases().find(target).isEmpty()) {
                continue;
            }
            RecoveryTimes own = apart(target, known, points);
            all.add(own.judgeDatabase(
                    target, settings.objectives().timeOfDatabase(target), tests.restoredBytes(own.sized()), now));
        }
        Optional<WalWindow> log = settings.wal()
                .flatMap(wal -> WalWindow.of(backups, settings.baseTarget().value()));
        for (PointObjective each : PointObjective.of(settings)) {
            boolean isLogged = settings.databases()
                    .find(each.target())
                    .filter(settings::isLogged)
                    .isPresent();
            all.add(
                    isLogged
                            ? new LoggedPoint(log, points.judge(each.target(), each.limit(), Optional.empty(), now))
                                    .judge(now)
                            : points.judge(each.target(), each.limit(), gaps.beyond(each), now));
        }
        return all;
    }

    /**
     * How a test that has just ended stands with the objectives that it tells of. While the catalog is away there is no
     * prediction; what was measured is known all the same.
     *
     * @param restored how much its backup brings back
     */
    public List<Compliance> of(TestTimes test, RestoredBytes restored) {
        Instant now = clock.instant();
        var before = new ArrayList<TestTimes>(List.of(test));
        var sizes = new HashMap<String, RestoredBytes>();
        boolean isApart = apart().contains(test.target());
        RecoveryTimes times;
        try {
            before.addAll(known(now));
            RecoveryPoints points = points(Map.of());
            times = isApart ? apart(test.target(), before, points) : primary(before, points);
            sizes.putAll(tests.restoredBytes(times.sized()));
        } catch (RuntimeException e) {
            LOG.warn("What the newest backup would take can't be told without the catalog: {}", e.getMessage());
            times = new RecoveryTimes(List.of(test), Map.of());
        }
        sizes.put(test.backupId(), restored);
        return isApart
                ? List.of(times.judgeDatabase(
                        test.target(), settings.objectives().timeOfDatabase(test.target()), sizes, now))
                : times.judge(test, settings.objectives(), sizes, now);
    }

    /** The databases that the full system does not hold, also those that are gone and have backups. */
    private Set<String> apart() {
        return settings.databases().targets().stream()
                .filter(target -> !settings.isPrimary(target))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private RecoveryPoints points(Map<String, Instant> latest) {
        return new RecoveryPoints(settings.fullTarget().value(), apart(), backups.newestBackups(), latest);
    }

    /** Of the primary database, the files and the full system. */
    private RecoveryTimes primary(List<TestTimes> known, RecoveryPoints points) {
        Set<String> apart = apart();
        return new RecoveryTimes(
                known.stream().filter(test -> !apart.contains(test.target())).toList(), newest(points));
    }

    /** Of another database. */
    private static RecoveryTimes apart(String target, List<TestTimes> known, RecoveryPoints points) {
        Map<RecoveryKind, String> newest = points.newestWith(target)
                .map(backup -> Map.of(RecoveryKind.DATABASE, backup.id()))
                .orElse(Map.of());
        return new RecoveryTimes(
                known.stream().filter(test -> target.equals(test.target())).toList(), newest);
    }

    /** Other services may use the same catalog. */
    private List<TestTimes> known(Instant now) {
        return tests.times(settings.targets(), now.minus(RecoveryTimes.KNOWN_FOR));
    }

    private Map<RecoveryKind, String> newest(RecoveryPoints points) {
        String full = settings.fullTarget().value();
        var newest = new EnumMap<RecoveryKind, String>(RecoveryKind.class);
        points.newestWith(settings.target().value())
                .map(BackupRow::id)
                .ifPresent(id -> newest.put(RecoveryKind.DATABASE, id));
        points.newestWith(full).map(BackupRow::id).ifPresent(id -> {
            newest.put(RecoveryKind.FILES, id);
            newest.put(RecoveryKind.FULL_SYSTEM, id);
        });
        return newest;
    }
}
