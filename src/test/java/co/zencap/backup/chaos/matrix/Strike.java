package co.zencap.backup.chaos.matrix;

import co.zencap.backup.stream.ObservedPayload;
import co.zencap.backup.stream.Payload;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Body;

/** Stands in the routes and lets the fault happen, once, when it was armed. */
public final class Strike {
    /** What may go wrong. */
    interface Action {
        void run() throws Exception;
    }

    private static final AtomicReference<Action> ARMED = new AtomicReference<>();
    private static volatile long bytes;

    private Strike() {}

    /** From now on, the first that comes by is struck. */
    static void arm(Phase phase, Action action) {
        bytes = phase.bytes();
        ARMED.set(action);
    }

    /** Whether nobody has come by yet. */
    static boolean isArmed() {
        return ARMED.get() != null;
    }

    static void disarm() {
        ARMED.set(null);
    }

    /** Before a step. */
    public static void now() {
        Action action = ARMED.getAndSet(null);
        if (action != null) {
            try {
                action.run();
            } catch (Exception e) {
                throw new IllegalStateException("the fault itself failed", e);
            }
        }
    }

    /** Amid the bytes that a step gets. */
    public static Payload amid(@Body Payload payload) {
        return new ObservedPayload(payload, passed -> {
            if (passed >= bytes) {
                now();
            }
        });
    }
}
