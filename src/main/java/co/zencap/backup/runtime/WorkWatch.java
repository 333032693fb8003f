package co.zencap.backup.runtime;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Notices what fails without a word: a schedule that nobody asks, work that waits or runs and does not end. */
public final class WorkWatch {
    private final BackupSchedules schedules;
    private final Operations operations;
    private final Duration patience;
    private final Clock clock;
    private final Set<String> told = new HashSet<>();

    /** @param patience how long an operation may take, waiting included */
    public WorkWatch(BackupSchedules schedules, Operations operations, Duration patience, Clock clock) {
        this.schedules = schedules;
        this.operations = operations;
        this.patience = patience;
        this.clock = clock;
    }

    /** What is new since the last call; each case is told once, until it is over. */
    public synchronized List<Alert> alerts() {
        var alerts = new ArrayList<Alert>();
        var cases = new HashSet<String>();
        for (BackupSchedule schedule : schedules.all()) {
            String name = "schedule " + schedule.plan().target();
            if (schedule.isOverdue() && cases.add(name) && !told.contains(name)) {
                alerts.add(overdue(schedule));
            }
        }
        Instant before = clock.instant().minus(patience);
        for (Operation operation : operations.running()) {
            // What comes back from an archive tier takes its hours, and has a limit of its own.
            boolean waits = operation.phase().equals(Retrievals.PHASE);
            if (!waits
                    && operation.startedAt().isBefore(before)
                    && cases.add(operation.id())
                    && !told.contains(operation.id())) {
                alerts.add(endless(operation));
            }
        }
        told.clear();
        told.addAll(cases);
        return alerts;
    }

    private Alert overdue(BackupSchedule schedule) {
        String target = schedule.plan().target();
        var problem = new Problem(
                "No backup of " + target + " has been begun for more than two intervals",
                "The next was due at " + schedule.nextRun() + ".",
                "See in Hawtio whether its route of routes/schedule.camel.yaml is stopped, and start it.");
        return Alert.of(Level.ERROR, "schedule", target, problem, null, null, clock.instant());
    }

    private Alert endless(Operation operation) {
        var problem = new Problem(
                "The " + operation.kind() + " of " + operation.target() + " does not end",
                "It began at " + operation.startedAt() + " and is in its phase '" + operation.phase() + "'.",
                "See in Hawtio whether the route it waits for is stopped; if it always takes this long, raise"
                        + " BACKUP_MAX_DURATION_MINUTES.");
        return Alert.of(
                Level.ERROR,
                "schedule",
                operation.target(),
                problem,
                operation.id(),
                operation.backupId(),
                clock.instant());
    }
}
