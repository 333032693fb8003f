package co.zencap.backup.backup;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.AdvisoryLocks;
import java.io.Closeable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many backups run at a time, on all nodes together: each holds a slot, an advisory lock in the catalog's database, and
 * the lock of its target. Both end with the node. While the catalog is away the limit holds for this node alone. All
 * methods are called with the backup's operation; thread-safe.
 */
public final class BackupSlots {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSlots.class);

    private static final int NONE = -1;

    private final DataSource catalog;
    private final String service;
    private final IntSupplier limit;
    private final Map<String, Held> held = new HashMap<>();
    private final Set<Pause> pauses = new HashSet<>();
    private final Set<String> locked = new HashSet<>();
    private Connection session;

    /**
     * What a run has.
     *
     * @param number of the slot in the catalog; below 0: none, as the catalog was away
     * @param locked whether it has the lock of its target there
     */
    private record Held(String target, int number, boolean locked) {}

    /**
     * @param service all nodes of one share the slots
     * @param limit how many there are now
     */
    public BackupSlots(DataSource catalog, String service, IntSupplier limit) {
        this.catalog = catalog;
        this.service = service;
        this.limit = limit;
    }

    /**
     * Takes a slot for a run, which gives it back when it ends. Called again until it succeeds.
     *
     * @return whether the run must go on waiting
     */
    public synchronized boolean isAwaited(BackupRun run) {
        RunningOperation operation = run.operation();
        if (held.containsKey(operation.id())) {
            return false;
        }
        if (held.size() >= limit.getAsInt() || isPaused(operation.target())) {
            return true;
        }
        Held slot;
        try {
            renew();
            slot = take(operation.target());
        } catch (SQLException e) {
            LOG.warn("The catalog is away, the limit of backups holds for this node alone: {}", e.getMessage());
            end();
            slot = new Held(operation.target(), NONE, false);
        }
        if (slot == null) {
            endIfUnused();
            return true;
        }
        held.put(operation.id(), slot);
        run.holds(() -> release(operation.id()));
        return false;
    }

    /** Lets no backup of these targets begin until it is closed; those that have a slot already run to their end. */
    public final class Pause implements Closeable {
        private final Set<String> targets;

        private Pause(Set<String> targets) {
            this.targets = Set.copyOf(targets);
        }

        /** Whether none of them is being backed up any more, on any node; on this one while the catalog is away. */
        public boolean isReached() {
            synchronized (BackupSlots.this) {
                return held.values().stream().noneMatch(slot -> targets.contains(slot.target())) && lockAll(targets);
            }
        }

        @Override
        public void close() {
            synchronized (BackupSlots.this) {
                pauses.remove(this);
                unlockAll(targets.stream().filter(target -> !isPaused(target)).toList());
                endIfUnused();
            }
        }
    }

    /** Begins a pause; of several for a target the last ends it. */
    public synchronized Pause pause(Set<String> targets) {
        var pause = new Pause(targets);
        pauses.add(pause);
        return pause;
    }

    private boolean isPaused(String target) {
        return pauses.stream().anyMatch(pause -> pause.targets.contains(target));
    }

    private boolean lockAll(Set<String> targets) {
        try {
            renew();
            connect();
            for (String target : targets) {
                // a session may take a lock twice, and would have to give it back twice
                if (!locked.contains(target)) {
                    if (!lock("targets", AdvisoryLocks.key(target))) {
                        return false;
                    }
                    locked.add(target);
                }
            }
        } catch (SQLException e) {
            LOG.warn("The catalog is away, backups of other nodes can't be kept waiting: {}", e.getMessage());
            end();
        }
        return true;
    }

    private void unlockAll(List<String> targets) {
        for (String target : targets) {
            if (locked.remove(target) && session != null) {
                try {
                    unlock("targets", AdvisoryLocks.key(target));
                } catch (SQLException e) {
                    LOG.debug("The lock of {} has ended with its session", target, e);
                    end();
                }
            }
        }
    }

    private Held take(String target) throws SQLException {
        connect();
        if (!lock("targets", AdvisoryLocks.key(target))) {
            return null;
        }
        int number = takeNumber();
        if (number == NONE) {
            unlock("targets", AdvisoryLocks.key(target));
            return null;
        }
        return new Held(target, number, true);
    }

    private int takeNumber() throws SQLException {
        for (int number = 0; number < limit.getAsInt(); number++) {
            int candidate = number;
            if (held.values().stream().noneMatch(h -> h.number() == candidate) && lock("slots", number)) {
                return number;
            }
        }
        return NONE;
    }

    private void connect() throws SQLException {
        if (session == null) {
            session = catalog.getConnection();
        }
    }

    /**
     * Takes again what got lost with its session, and what could not be had while the catalog was away. What another node has taken
     * meanwhile stays theirs.
     */
    public synchronized void renew() throws SQLException {
        if (held.isEmpty() && locked.isEmpty() || session != null && session.isValid(5)) {
            return;
        }
        Set<String> paused = Set.copyOf(locked);
        end();
        connect();
        for (String target : paused) {
            if (lock("targets", AdvisoryLocks.key(target))) {
                locked.add(target);
            } else {
                LOG.warn("Backups of {} are to wait, and another node has begun one", target);
            }
        }
        held.replaceAll((operation, slot) -> new Held(slot.target(), NONE, false));
        for (Map.Entry<String, Held> each : held.entrySet()) {
            String target = each.getValue().target();
            boolean ours = lock("targets", AdvisoryLocks.key(target));
            if (!ours) {
                LOG.warn("{} is backed up here, and another node has begun to do so", target);
            }
            each.setValue(new Held(target, takeNumber(), ours));
        }
    }

    private synchronized void release(String operationId) {
        Held slot = held.remove(operationId);
        if (slot != null && session != null) {
            try {
                if (slot.number() != NONE) {
                    unlock("slots", slot.number());
                }
                if (slot.locked()) {
                    unlock("targets", AdvisoryLocks.key(slot.target()));
                }
            } catch (SQLException e) {
                LOG.warn("A slot could not be given back and ends with its session: {}", e.getMessage());
                end();
            }
        }
        endIfUnused();
    }

    private void endIfUnused() {
        if (held.isEmpty() && locked.isEmpty()) {
            end();
        }
    }

    /** Ends the session and with it all locks; a session whose server is gone does not go back to the pool. */
    private void end() {
        Connection ending = session;
        session = null;
        locked.clear();
        if (ending != null) {
            AdvisoryLocks.giveBack(ending);
        }
    }

    private boolean lock(String space, int key) throws SQLException {
        return AdvisoryLocks.tryLock(session, space(space), key);
    }

    private void unlock(String space, int key) throws SQLException {
        AdvisoryLocks.unlock(session, space(space), key);
    }

    private int space(String name) {
        return AdvisoryLocks.key("zencap " + service + " " + name);
    }
}
