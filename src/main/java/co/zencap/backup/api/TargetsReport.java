package co.zencap.backup.api;

import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells how each target is: its newest backup, the next one, and what about them a person should know. */
final class TargetsReport {
    private final Settings settings;
    private final BackupSchedules schedules;

    TargetsReport(Settings settings, BackupSchedules schedules) {
        this.settings = settings;
        this.schedules = schedules;
    }

    /** @param newest the newest backup of each target, as far as the catalog knows */
    List<Map<String, Object>> describe(Map<String, BackupRow> newest) {
        return schedules.all().stream()
                .map(schedule -> describe(schedule, newest))
                .toList();
    }

    /**
     * Adds warnings.
     *
     * @return whether all is well
     */
    boolean check(Map<String, BackupRow> newest, List<String> warnings) {
        int before = warnings.size();
        for (String target : settings.targets()) {
            BackupRow backup = newest.get(target);
            if (backup != null && (backup.damaged() || Boolean.FALSE.equals(backup.tested()))) {
                warnings.add("The newest backup of " + target + ", " + backup.id() + ", FAILED its "
                        + (backup.damaged() ? "verification" : "restoration test") + ": do not rely on it.");
            }
        }
        schedules.all().forEach(schedule -> check(schedule, newest, warnings));
        boolean well = warnings.size() == before;
        for (String target : settings.targets()) {
            BackupRow backup = newest.get(target);
            if (backup != null && backup.pending()) {
                warnings.add("The newest backup of " + target + ", " + backup.id() + ", is NOT off site yet.");
            }
        }
        return well;
    }

    private void check(BackupSchedule schedule, Map<String, BackupRow> newest, List<String> warnings) {
        Plan plan = schedule.plan();
        Optional<Instant> last = schedule.newest(newest, BackupRow::createdAt).map(BackupRow::createdAt);
        if (schedule.isOverdue()) {
            warnings.add("No backup of " + plan.target() + " has been begun although two were due, the first at "
                    + schedule.nextRun().map(Instant::toString).orElse("no time")
                    + ". Is its route in routes/schedule.camel.yaml stopped?");
        } else if (last.filter(schedule::isTooOld).isPresent()) {
            warnings.add("The newest backup of " + plan.target() + " is of " + last.get()
                    + ", and two more were due since. See in ./zencap status and the log why later ones failed.");
        }
    }

    private Map<String, Object> describe(BackupSchedule schedule, Map<String, BackupRow> newest) {
        Plan plan = schedule.plan();
        return StatusReport.ordered(
                "id",
                plan.target(),
                "kind",
                plan.kind().word(),
                "database",
                plan.kind().hasDatabase()
                        ? settings.databaseOf(plan.target()).url().toString()
                        : null,
                "lastBackup",
                newest.get(plan.target()),
                "schedule",
                schedule.timing().map(Timing::toString).orElse("off"),
                "nextRun",
                schedule.nextRun().orElse(null));
    }
}
