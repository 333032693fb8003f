package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Settings.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at each target's backups: whether the newest is old or large, and how many of the last ones succeeded. */
public final class BackupWatch {
    private static final Duration WEEK = Duration.ofDays(7);

    /** Fewer runs say nothing about a rate. */
    private static final long FEWEST_RUNS = 5;

    private final BackupSchedules schedules;
    private final CatalogQueries catalog;
    private final Limits limits;
    private final Clock clock;

    public BackupWatch(BackupSchedules schedules, CatalogQueries catalog, Limits limits, Clock clock) {
        this.schedules = schedules;
        this.catalog = catalog;
        this.limits = limits;
        this.clock = clock;
    }

    /** All there is to tell; throws while the catalog is away. */
    public Sightings sightings() {
        Map<String, BackupRow> newest = catalog.newestBackups();
        List<String> targets =
                schedules.all().stream().map(s -> s.plan().target()).toList();
        var now = new ArrayList<Alert>();
        for (BackupSchedule schedule : schedules.all()) {
            String target = schedule.plan().target();
            BackupRow backup = newest.get(target);
            schedule.newest(newest, BackupRow::createdAt)
                    .filter(last -> schedule.isTooOld(last.createdAt()))
                    .ifPresent(last -> now.add(old(target, last)));
            if (backup != null && backup.storedBytes() > limits.size()) {
                now.add(large(backup));
            }
        }
        catalog.successRates(targets, clock.instant().minus(WEEK)).forEach((target, rate) -> {
            if (rate.runs() >= FEWEST_RUNS && rate.percent() < limits.successRate()) {
                now.add(unreliable(target, rate));
            }
        });
        return new Sightings("backups", clock.instant(), now);
    }

    private Alert old(String target, BackupRow newest) {
        return alert(
                "old",
                Level.ERROR,
                target,
                "The newest backup of " + target + " is too old",
                "It is " + newest.id() + " of " + newest.target() + ", and two more were due since.",
                "See with ./zencap status and in the log why later ones failed.");
    }

    private Alert large(BackupRow backup) {
        return alert(
                "large",
                Level.WARNING,
                backup.target(),
                "Backup " + backup.id() + " of " + backup.target() + " is larger than BACKUP_MAX_SIZE_GB",
                "It takes " + Figures.bytes(backup.storedBytes()) + " of " + Figures.bytes(limits.size()) + ".",
                "Find out what has grown; if that is as it should be, raise BACKUP_MAX_SIZE_GB. No backup is refused"
                        + " for its size.");
    }

    private Alert unreliable(String target, CatalogQueries.Rate rate) {
        return alert(
                "unreliable",
                Level.ERROR,
                target,
                "Too many backups of " + target + " fail",
                String.format(
                        Locale.ROOT,
                        "Of %d in the last 7 days %d succeeded, %.0f percent; BACKUP_MIN_SUCCESS_RATE is %d.",
                        rate.runs(),
                        rate.succeeded(),
                        rate.percent(),
                        limits.successRate()),
                "./zencap alerts --all lists what failed, and ./zencap alerts show ID says why; so does GET"
                        + " /api/v1/operations.");
    }

    private Alert alert(String what, Level level, String target, String title, String detail, String hint) {
        return Alert.of(level, "backup-status", target, new Problem(title, detail, hint), clock.instant())
                .about(what);
    }
}
