package co.zencap.backup.settings;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings that are changed while the service runs: kept in the catalog, over restarts, for all nodes. */
public final class SettingsChanges {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsChanges.class);

    private final LiveSettings live;
    private final Store store;
    private final TimetableListener listener;

    /** Where changes are kept. */
    public interface Store {
        /** All of them by variable; throws while they can't be read, or while some are still on their way. */
        Map<String, String> read();

        /** Keeps one. */
        void write(String variable, String value);
    }

    /** Told when the timetable is another. */
    public interface TimetableListener {
        void changed() throws Exception;
    }

    public SettingsChanges(LiveSettings live, Store store, TimetableListener listener) {
        this.live = live;
        this.store = store;
        this.listener = listener;
    }

    /** Puts in force what is kept: after a start, and when another node has changed something. */
    public synchronized void follow() throws Exception {
        Map<String, String> kept = store.read();
        if (kept.equals(live.values().changes())) {
            return;
        }
        try {
            apply(kept);
        } catch (IllegalArgumentException e) {
            LOG.error("Settings that were changed at run time are not in force: {}", e.getMessage());
        }
    }

    /**
     * Changes settings, at once and for good.
     *
     * @throws IllegalArgumentException with a sentence and a hint when one makes no sense; then nothing is changed
     */
    public synchronized void change(Map<String, String> changes) throws Exception {
        Map<String, String> all = live.with(changes);
        live.read(all);
        apply(all);
        changes.forEach(store::write);
    }

    private void apply(Map<String, String> all) throws Exception {
        Map<String, String> before = live.values().changes();
        if (!live.apply(all)) {
            return;
        }
        try {
            listener.changed();
        } catch (Exception e) {
            live.apply(before);
            try {
                listener.changed();
            } catch (Exception again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
