package co.zencap.backup.backup;

import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of all targets. */
public final class BackupSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedules.class);

    private final List<BackupSchedule> all;
    private final Supplier<Map<String, Instant>> begun;
    private boolean alone;

    private BackupSchedules(List<BackupSchedule> all, Supplier<Map<String, Instant>> begun) {
        this.all = all;
        this.begun = begun;
    }

    /**
     * From the settings; asks the local repository for the newest backups.
     *
     * @param begun asks the catalog when the latest backup of each target was begun that has not failed;
     *     throws while it is away
     */
    public static BackupSchedules of(
            Settings settings,
            LiveSettings live,
            BackupRequests requests,
            Operations operations,
            LocalRepository local,
            Supplier<Map<String, Instant>> begun,
            Clock clock)
            throws IOException {
        String full = settings.fullTarget().value();
        var plans = new ArrayList<Plan>();
        plans.add(new Plan(Manifest.Kind.FULL, full, Schedule.FULL_SYSTEM, List.of()));
        plans.add(new Plan(Manifest.Kind.DATABASE, settings.target().value(), Schedule.DATABASE, List.of(full)));
        settings.wal()
                .ifPresent(log -> plans.add(
                        new Plan(Manifest.Kind.BASE, settings.baseTarget().value(), Schedule.BASE, List.of())));
        for (FileSet set : settings.fileSets()) {
            plans.add(new Plan(Manifest.Kind.FILES, set.id().value(), Schedule.FILES, List.of(full)));
        }
        var all = new ArrayList<BackupSchedule>();
        for (Plan plan : plans) {
            all.add(new BackupSchedule(
                    requests, operations, plan, () -> live.values().timetable(), newest(local, plan), clock));
        }
        return new BackupSchedules(List.copyOf(all), begun);
    }

    /** When the newest backup in the local repository was committed: manifests know it also without the catalog. */
    private static Optional<Instant> newest(LocalRepository local, Plan plan) throws IOException {
        Optional<Instant> newest = newest(local, plan.target());
        for (String other : plan.contained()) {
            newest = Stream.concat(newest.stream(), newest(local, other).stream())
                    .max(Instant::compareTo);
        }
        return newest;
    }

    private static Optional<Instant> newest(LocalRepository local, String target) throws IOException {
        try (Stream<StoredObject> objects = local.list(target + "/")) {
            return objects.filter(o -> o.key().endsWith("/" + Manifest.FILE_NAME))
                    .map(StoredObject::lastModified)
                    .max(Instant::compareTo);
        }
    }

    /** One schedule for each target. */
    public List<BackupSchedule> all() {
        return all;
    }

    /**
     * A timer has fired.
     *
     * @return what {@link BackupSchedule#fired} says, for all targets of that schedule
     */
    public List<Object> fired(Schedule schedule) {
        return all.stream()
                .filter(each -> each.plan().schedule() == schedule)
                .map(BackupSchedule::fired)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Asked every minute: what {@link BackupSchedule#followUp} says, for all targets; the full system comes first.
     *
     * @param timersFire whether the schedule is at work, as far as this node knows
     */
    public synchronized List<Object> followUp(boolean timersFire) {
        learn();
        return all.stream()
                .map(schedule -> schedule.followUp(alone || !timersFire))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Other nodes make backups, too. */
    private void learn() {
        try {
            Map<String, Instant> starts = begun.get();
            for (BackupSchedule schedule : all) {
                Plan plan = schedule.plan();
                for (String target : starts.keySet()) {
                    if (target.equals(plan.target()) || plan.contained().contains(target)) {
                        schedule.begun(starts.get(target));
                    }
                }
            }
            alone = false;
        } catch (RuntimeException e) {
            if (!alone) {
                LOG.warn("The catalog and its timers are away; what is late is begun without them: {}", e.getMessage());
            }
            alone = true;
        }
    }
}
