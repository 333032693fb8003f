package co.zencap.backup.alert;

import co.zencap.backup.operation.Operation;
import java.util.Locale;

/**
 * What ends an alert.
 *
 * @param by who notices
 * @param when of a watch its name; of an operation its kind and, where only one of those will do, the backup's id or the
 *     test's type; else empty
 */
public record Ending(By by, String when) {

    /** Who notices that an alert is over. */
    public enum By {
        /** The watch that raised it, when it no longer sees it; or nobody looks any more, as its target or its node is gone. */
        WATCH,
        /** An operation that succeeds. */
        SUCCESS,
        /** Nobody; it was not seen again for long. */
        QUIET;

        /** As the catalog has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static By of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** No longer seen by a watch. */
    public static Ending watch(String name) {
        return new Ending(By.WATCH, name);
    }

    /** An operation of this kind and of the alert's target succeeds. */
    public static Ending success(Operation.Kind kind) {
        return new Ending(By.SUCCESS, kind.toString());
    }

    /**
     * The same, but not any will do.
     *
     * @param which a backup's id, or a restoration test's type
     */
    public static Ending success(Operation.Kind kind, String which) {
        return new Ending(By.SUCCESS, kind + " " + which);
    }

    /** Not seen again for days. */
    public static Ending quiet() {
        return new Ending(By.QUIET, "");
    }
}
