package co.zencap.backup.objective;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Of how long the latest changes of a target may be lost.
 *
 * @param limit the operator's
 * @param schedule of its own backups; full system backups hold it as well
 */
record PointObjective(String target, Duration limit, Schedule schedule) {

    /** The database's, then those of the file sets. */
    static List<PointObjective> of(Settings settings) {
        Settings.Objectives objectives = settings.objectives();
        var all = new ArrayList<PointObjective>();
        String database = settings.target().value();
        all.add(new PointObjective(
                database, objectives.point(database, objectives.databasePoint()), Schedule.DATABASE));
        for (FileSet set : settings.fileSets()) {
            String target = set.id().value();
            all.add(new PointObjective(target, objectives.point(target, objectives.filesPoint()), Schedule.FILES));
        }
        return List.copyOf(all);
    }
}
