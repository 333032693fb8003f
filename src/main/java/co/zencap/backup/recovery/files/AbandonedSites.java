package co.zencap.backup.recovery.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What recoveries have left that ended suddenly. */
final class AbandonedSites {
    private AbandonedSites() {}

    /**
     * Finishes their swaps, and deletes what never was live. One that resists is told of and left as it is: it must not keep the
     * next recovery away.
     *
     * @param site beside which is looked
     * @return what was done, one sentence each
     */
    static List<String> tidy(Site site, String ids) throws IOException {
        var notes = new ArrayList<String>();
        for (Site left : site.others(ids)) {
            try (left) {
                if (left.isAbandoned()) {
                    tidy(left).ifPresent(notes::add);
                }
            } catch (IOException | RuntimeException e) {
                notes.add("What an earlier recovery has left in " + left.folder()
                        + " could not be tidied up, and is as it was: " + e.getMessage());
            }
        }
        return notes;
    }

    /** @param left is held */
    private static Optional<String> tidy(Site left) throws IOException {
        var recovery = new SiteRecovery(left, List.of(), List.of());
        return switch (left.state().stage()) {
            case RESTORING, VERIFIED -> {
                left.delete();
                yield Optional.of("Deleted " + left.folder() + ", which an earlier recovery had left.");
            }
            case SWAPPING -> {
                recovery.forward(SwapWitness.NONE);
                yield Optional.of(
                        "Finished the swap of an earlier recovery that was cut off in the middle of it; what was live"
                                + " before is kept in " + left.folder() + ".");
            }
            case UNDOING -> {
                recovery.back(SwapWitness.NONE);
                yield Optional.of("Finished the undoing of an earlier recovery that was cut off; what it had restored"
                        + " lies in " + left.folder() + ".");
            }
            case SWAPPED, UNDONE -> Optional.empty(); // somebody may want it back
        };
    }
}
