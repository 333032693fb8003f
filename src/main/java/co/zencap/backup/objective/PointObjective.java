package co.zencap.backup.objective;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Of how long the latest changes of a target may be lost.
 *
 * @param limit the operator's
 * @param schedule of its own backups
 * @param own the target's own time, which goes before that; empty without one
 * @param inFull whether full system backups hold it as well
 */
record PointObjective(String target, Duration limit, Schedule schedule, Optional<OwnTiming> own, boolean inFull) {

    /** The databases', then those of the file sets. */
    static List<PointObjective> of(Settings settings) {
        Settings.Objectives objectives = settings.objectives();
        var all = new ArrayList<PointObjective>();
        for (DatabaseTarget database : settings.databases().all()) {
            String target = database.name();
            all.add(new PointObjective(
                    target,
                    objectives.pointOfDatabase(target),
                    Schedule.DATABASE,
                    settings.schedules().of(target),
                    settings.isPrimary(target)));
        }
        for (FileSet set : settings.fileSets()) {
            String target = set.id().value();
            all.add(new PointObjective(
                    target,
                    objectives.point(target, objectives.filesPoint()),
                    Schedule.FILES,
                    settings.schedules().of(target),
                    true));
        }
        return List.copyOf(all);
    }

    /** The times of all backups that hold it. */
    Stream<Timing> timings(Timetable timetable) {
        Optional<Timing> timing = own.map(OwnTiming::timing).orElseGet(() -> timetable.of(schedule));
        Optional<Timing> full = inFull ? timetable.of(Schedule.FULL_SYSTEM) : Optional.empty();
        return Stream.concat(timing.stream(), full.stream());
    }

    /** What to set for backups that come often enough. */
    String remedy() {
        return own.isPresent()
                ? "schedule: " + limit.toMinutes() + " for it in config/targets.yaml"
                : schedule.variable() + "=" + limit.toMinutes();
    }
}
