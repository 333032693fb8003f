package co.zencap.backup.backup;

import co.zencap.backup.backup.BackupSchedule.Plan;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of all targets. */
public final class BackupSchedules {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedules.class);

    private final Settings settings;
    private final Function<Plan, BackupSchedule> maker;
    private final Supplier<Map<String, Instant>> begun;
    private final Map<String, BackupSchedule> known = new LinkedHashMap<>();
    private boolean alone;

    private BackupSchedules(
            Settings settings, Function<Plan, BackupSchedule> maker, Supplier<Map<String, Instant>> begun) {
        this.settings = settings;
        this.maker = maker;
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
        var schedules = new BackupSchedules(
                settings,
                plan -> new BackupSchedule(
                        requests,
                        operations,
                        plan,
                        () -> live.values().timetable(),
                        plan.kind() == Manifest.Kind.BASE ? newestFull(settings, local, plan) : newest(local, plan),
                        clock),
                begun);
        try {
            schedules.all();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return schedules;
    }

    /** Of all that is backed up at this moment; the full system comes first. */
    private List<Plan> plans() {
        String full = settings.fullTarget().value();
        var plans = new ArrayList<Plan>();
        plans.add(plan(Manifest.Kind.FULL, full, Schedule.FULL_SYSTEM, List.of()));
        for (DatabaseTarget database : settings.databases().all()) {
            boolean isInFull = settings.isPrimary(database.name());
            plans.add(plan(
                    Manifest.Kind.DATABASE, database.name(), Schedule.DATABASE, isInFull ? List.of(full) : List.of()));
        }
        settings.wal()
                .ifPresent(log ->
                        plans.add(plan(Manifest.Kind.BASE, settings.baseTarget().value(), Schedule.BASE, List.of())));
        for (FileSet set : settings.fileSets()) {
            plans.add(plan(Manifest.Kind.FILES, set.id().value(), Schedule.FILES, List.of(full)));
        }
        return plans;
    }

    private Plan plan(Manifest.Kind kind, String target, Schedule schedule, List<String> contained) {
        return new Plan(kind, target, schedule, settings.schedules().of(target), contained);
    }

    /** When the newest backup in the local repository was committed: manifests know it also without the catalog. */
    private static Optional<Instant> newest(LocalRepository local, Plan plan) {
        try {
            Optional<Instant> newest = newest(local, plan.target());
            for (String other : plan.contained()) {
                newest = Stream.concat(newest.stream(), newest(local, other).stream())
                        .max(Instant::compareTo);
            }
            return newest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Incremental base backups have a timer of their own. */
    private static Optional<Instant> newestFull(Settings settings, LocalRepository local, Plan plan) {
        for (ListedBackup listed : listed(local, plan)) {
            try {
                Manifest manifest = StoredBackup.manifest(local, plan.target(), listed.id(), settings.masterKey());
                if (!manifest.buildsOnOthers()) {
                    return Optional.of(listed.manifest().lastModified());
                }
            } catch (IOException e) {
                LOG.warn("Base backup {} is passed over: {}", listed.id(), e.getMessage());
            }
        }
        return Optional.empty();
    }

    private static List<ListedBackup> listed(LocalRepository local, Plan plan) {
        try {
            return ListedBackup.in(local, plan.target());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Instant> newest(LocalRepository local, String target) throws IOException {
        try (Stream<StoredObject> objects = local.list(target + "/")) {
            return objects.filter(o -> o.key().endsWith("/" + Manifest.FILE_NAME))
                    .map(StoredObject::lastModified)
                    .max(Instant::compareTo);
        }
    }

    /** One schedule for each target. Databases that are found on a server come and go. */
    public List<BackupSchedule> all() {
        List<Plan> plans = plans();
        synchronized (known) {
            known.keySet().retainAll(plans.stream().map(Plan::target).collect(Collectors.toSet()));
            return plans.stream()
                    .map(plan -> known.computeIfAbsent(plan.target(), target -> maker.apply(plan)))
                    .toList();
        }
    }

    /**
     * A timer has fired.
     *
     * @return what {@link BackupSchedule#fired} says, for all targets of that schedule that have none of their own
     */
    public List<Object> fired(Schedule schedule) {
        return fired(plan -> plan.schedule() == schedule && plan.own().isEmpty());
    }

    /**
     * The timer of targets with a schedule of their own has fired.
     *
     * @param name of the target, or of the databases of a server as {@link co.zencap.backup.target.ByTarget} has it
     */
    public List<Object> firedOwn(String name) {
        return fired(plan -> plan.own().isPresent()
                && settings.schedules().nameFor(plan.target()).equals(Optional.of(name)));
    }

    private List<Object> fired(Predicate<Plan> due) {
        return all().stream()
                .filter(each -> due.test(each.plan()))
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
        return all().stream()
                .map(schedule -> schedule.followUp(alone || !timersFire))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Other nodes make backups, too. */
    private void learn() {
        try {
            Map<String, Instant> starts = begun.get();
            for (BackupSchedule schedule : all()) {
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
