package co.zencap.backup.recovery.standalone;

import co.zencap.backup.backup.Manifest;
import java.util.Optional;

/**
 * Whether what a recovery has replaced is wanted back, and nothing else; else anything but that. A safety backup is newer
 * than what was restored after it, and holds what somebody wanted to be rid of.
 *
 * @param recovery the one that is to have made it; empty: any
 */
public record SafetyChoice(boolean wanted, Optional<String> recovery) {
    /** Any backup but those. */
    public static final SafetyChoice NONE = new SafetyChoice(false, Optional.empty());

    /** The newest of those. */
    public static final SafetyChoice NEWEST = new SafetyChoice(true, Optional.empty());

    /**
     * The one that a recovery has made.
     *
     * @param recovery its whole id: of two that begin alike one may hold what nobody wants back
     * @throws IllegalArgumentException when that is none
     */
    public static SafetyChoice of(String recovery) {
        if (!Manifest.isRecovery(recovery)) {
            throw new IllegalArgumentException("The safety backup is chosen by something that is no id of a recovery."
                    + " HINT: lists of backups show the ids (SAFETY BACKUP OF, safetyOf); without one the newest is"
                    + " taken.");
        }
        return new SafetyChoice(true, Optional.of(recovery));
    }

    boolean takes(Manifest manifest) {
        return wanted
                ? manifest.safetyOf()
                        .filter(id -> recovery.map(id::equals).orElse(true))
                        .isPresent()
                : manifest.safetyOf().isEmpty();
    }
}
