package co.zencap.backup.backup;

import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The schedules of all targets. */
public final class BackupSchedules {
    private final List<BackupSchedule> all;

    private BackupSchedules(List<BackupSchedule> all) {
        this.all = all;
    }

    /** From the settings; asks the local repository for the newest backups. */
    public static BackupSchedules of(
            Settings settings, BackupRequests requests, Operations operations, LocalRepository local, Clock clock)
            throws IOException {
        String full = settings.fullTarget().value();
        var plans = new ArrayList<Plan>();
        plans.add(new Plan(Manifest.Kind.FULL, full, settings.intervals().full(), List.of()));
        plans.add(new Plan(
                Manifest.Kind.DATABASE,
                settings.target().value(),
                settings.intervals().database(),
                List.of(full)));
        for (FileSet set : settings.fileSets()) {
            plans.add(new Plan(
                    Manifest.Kind.FILES, set.id().value(), settings.intervals().files(), List.of(full)));
        }
        var all = new ArrayList<BackupSchedule>();
        for (Plan plan : plans) {
            all.add(new BackupSchedule(requests, operations, plan, BackupSchedule.newest(local, plan), clock));
        }
        return new BackupSchedules(List.copyOf(all));
    }

    /** One schedule for each target. */
    public List<BackupSchedule> all() {
        return all;
    }

    /**
     * What the timer of a kind has to do now, for all targets of that kind.
     *
     * @return what {@link BackupSchedule#next} says
     */
    public List<Object> due(Manifest.Kind kind) {
        return all.stream()
                .filter(schedule -> schedule.plan().kind() == kind)
                .map(BackupSchedule::next)
                .filter(Objects::nonNull)
                .toList();
    }
}
