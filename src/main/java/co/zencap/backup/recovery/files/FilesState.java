package co.zencap.backup.recovery.files;

import co.zencap.backup.recovery.files.SiteState.Stage;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a recovery of files stands, as what is written down beside the live trees tells it. */
public enum FilesState {
    /** Nothing is there: not begun, cleaned up, or forgotten. */
    NONE,
    /** Not all is restored and compared. */
    UNFINISHED,
    /** Restored beside and compared: may be swapped in. */
    VERIFIED,
    /** A swap was begun and has not ended. */
    SWAPPING,
    /** What was restored is live, what was live is kept. */
    SWAPPED,
    /** The taking back of a swap was begun and has not ended. */
    UNDOING,
    /** What was live is live again; what was restored lies beside it. */
    UNDONE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether something of what was restored may be live, and is to stay so. */
    public boolean isLive() {
        return this == SWAPPING || this == SWAPPED;
    }

    /** Whether something of what was restored may be live, whatever is to become of it. */
    public boolean isUndoable() {
        return isLive() || this == UNDOING;
    }

    static FilesState of(Collection<Stage> stages) {
        if (stages.isEmpty()) {
            return NONE;
        }
        Set<Stage> all = EnumSet.copyOf(stages);
        boolean live = all.contains(Stage.SWAPPING) || all.contains(Stage.SWAPPED);
        if (all.contains(Stage.UNDOING) || all.contains(Stage.UNDONE) && live) {
            return UNDOING;
        }
        if (all.equals(EnumSet.of(Stage.SWAPPED))) {
            return SWAPPED;
        }
        if (live) {
            return SWAPPING;
        }
        if (all.contains(Stage.RESTORING)) {
            return UNFINISHED;
        }
        return all.contains(Stage.UNDONE) ? UNDONE : VERIFIED;
    }
}
