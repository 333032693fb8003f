package co.zencap.backup.recovery.files;

import co.zencap.backup.recovery.files.SiteState.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What recoveries have left that ended suddenly. */
final class AbandonedSites {
    private AbandonedSites() {}

    /**
     * Finishes their swaps, and deletes what never was live.
     *
     * @param site beside which is looked
     * @return what was done, one sentence each
     */
    static List<String> tidy(Site site, String ids) throws IOException {
        var notes = new ArrayList<String>();
        for (Site left : site.abandoned(ids)) {
            try (left) {
                Stage stage = left.state().stage();
                var recovery = new SiteRecovery(left, List.of(), List.of());
                switch (stage) {
                    case RESTORING, VERIFIED -> {
                        left.delete();
                        notes.add("Deleted " + left.folder() + ", which an earlier recovery had left.");
                    }
                    case SWAPPING -> {
                        recovery.forward(SwapWitness.NONE);
                        notes.add(
                                "Finished the swap of an earlier recovery that was cut off in the middle of it; what was"
                                        + " live before is kept in " + left.folder() + ".");
                    }
                    case UNDOING -> {
                        recovery.back(SwapWitness.NONE);
                        notes.add(
                                "Finished the undoing of an earlier recovery that was cut off; what it had restored lies"
                                        + " in " + left.folder() + ".");
                    }
                    case SWAPPED, UNDONE -> {} // somebody may want it back
                }
            }
        }
        return notes;
    }
}
