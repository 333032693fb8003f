package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.files.SiteState.Stage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One recovery of files: {@link #beside}, {@link #verify}, {@link #swap}, and if need be {@link #undo}. All of it, of however many
 * file sets, is swapped in or nothing is. Whoever opens it again after a crash finds by {@link #state} where it stands.
 */
public final class FilesRecovery implements Closeable {
    private final List<SiteRecovery> sites;

    FilesRecovery(List<SiteRecovery> sites) {
        this.sites = List.copyOf(sites);
    }

    /** Opens it again: to go on after a crash, or to take it back. */
    public static FilesRecovery reopen(List<Path> sites) throws IOException {
        var recovery = new FilesRecovery(sites.stream()
                .map(folder -> new SiteRecovery(new Site(folder), List.of(), List.of()))
                .toList());
        try {
            for (SiteRecovery each : recovery.present()) {
                each.site().hold();
            }
            return recovery;
        } catch (IOException | RuntimeException | Error e) {
            try (recovery) {
                throw e;
            }
        }
    }

    /** The folders in which it keeps what comes and what goes. */
    public List<Path> sites() {
        return sites.stream().map(each -> each.site().folder()).toList();
    }

    public FilesState state() throws IOException {
        var stages = new ArrayList<Stage>();
        for (SiteRecovery each : present()) {
            stages.add(each.site().state().stage());
        }
        return FilesState.of(stages);
    }

    /**
     * Restores beside the live trees.
     *
     * @param ids how the ids of the caller's recoveries begin: what such ones have left is tidied up, none of them is running
     * @param jobs packs that are read at a time
     * @return what a person should know, one sentence each
     */
    public List<String> beside(String ids, int jobs, RunningOperation operation)
            throws IOException, InterruptedException {
        var notes = new ArrayList<String>();
        for (SiteRecovery each : sites) {
            each.site().make();
            notes.addAll(AbandonedSites.tidy(each.site(), ids));
        }
        for (SiteRecovery each : sites) {
            each.content().run(jobs, operation);
        }
        if (!sites.stream().allMatch(each -> each.content().hasOwners())) {
            notes.add("The files belong to the service's user: only root can give them to their owners.");
        }
        return notes;
    }

    /** What came back of each file set. */
    public List<Restored> restored() {
        return sites.stream()
                .flatMap(each -> each.content().restored().stream())
                .toList();
    }

    /**
     * Reads everything back and compares it with the index of its backup.
     *
     * @throws IOException naming the first differences
     */
    public List<FilesVerified> verify(RunningOperation operation) throws IOException {
        var verified = new ArrayList<FilesVerified>();
        for (SiteRecovery each : sites) {
            verified.addAll(each.verify(operation));
        }
        return verified;
    }

    /**
     * Puts what was restored in the place of what is live, which is kept; after a crash it goes on.
     *
     * @return what a person should know, one sentence each
     * @throws IOException after which what was live is live, unless the message says otherwise
     */
    public List<String> swap(SwapWitness witness) throws IOException {
        FilesState state = state();
        if (state == FilesState.SWAPPED) {
            return List.of();
        }
        if (state != FilesState.VERIFIED && state != FilesState.SWAPPING) {
            throw new IOException(
                    "The recovery of files is " + state.word() + ", and can't be swapped in. HINT: begin it anew.");
        }
        var notes = new ArrayList<String>();
        try {
            // All intentions are written down before anything is moved.
            for (SiteRecovery each : sites) {
                each.intend();
            }
            for (SiteRecovery each : sites) {
                each.forward(witness)
                        .forEach(path -> notes.add("What was put in its place during the swap lies in " + path + "."));
            }
            return notes;
        } catch (IOException | RuntimeException e) {
            List<String> stuck = takeBack(SwapWitness.NONE, e);
            throw new IOException(
                    (stuck.isEmpty()
                                    ? "The files were not swapped, those of before are in place: "
                                    : "The files were not swapped, and some could not be put back: "
                                            + String.join("; ", stuck) + ". The reason: ")
                            + e.getMessage(),
                    e);
        }
    }

    /** Puts what was live before back in its place; what was restored lies beside it again, as it has become. */
    public void undo(SwapWitness witness) throws IOException {
        if (state() == FilesState.UNDONE) {
            return;
        }
        var failure = new IOException("Not all files could be put back");
        List<String> stuck = takeBack(witness, failure);
        if (!stuck.isEmpty()) {
            throw new IOException(
                    failure.getMessage() + ": " + String.join("; ", stuck) + ". HINT: mend that, and undo again.",
                    failure);
        }
    }

    /** @return what is stuck between the two, and why */
    private List<String> takeBack(SwapWitness witness, Exception failure) {
        var stuck = new ArrayList<String>();
        var last = new ArrayList<>(sites);
        Collections.reverse(last);
        for (SiteRecovery each : last) {
            try {
                if (each.site().isThere()) {
                    each.regret();
                }
            } catch (IOException | RuntimeException e) {
                // What is not written down is not begun: the next one who looks
                // would finish the swap in the midst of it.
                failure.addSuppressed(e);
                stuck.add(each.site().folder() + ": " + e.getMessage());
            }
        }
        for (SiteRecovery each : last) {
            try {
                if (each.site().isThere()) {
                    each.back(witness);
                }
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
                stuck.add(each.site().folder() + ": " + e.getMessage());
            }
        }
        return stuck;
    }

    /** Makes sure that what was restored is where it belongs. */
    public void requireInPlace() throws IOException {
        for (SiteRecovery each : sites) {
            each.requireInPlace();
        }
    }

    /** Deletes what was restored and never was live. */
    public void cleanUp() throws IOException {
        for (SiteRecovery each : present()) {
            Stage stage = each.site().state().stage();
            if (stage == Stage.RESTORING || stage == Stage.VERIFIED) {
                each.site().delete();
            }
        }
    }

    /** Deletes what was replaced, or what was undone; nothing can be put back then. */
    public void forget() throws IOException {
        FilesState state = state();
        if (state != FilesState.SWAPPED && state != FilesState.UNDONE && state != FilesState.NONE) {
            throw new IOException("The recovery of files is " + state.word() + ". HINT: undo it first.");
        }
        for (SiteRecovery each : present()) {
            each.site().delete();
        }
    }

    /** Where what was live is kept, or what was restored after an undo; in words. */
    public String kept() {
        return sites().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private List<SiteRecovery> present() throws IOException {
        var present = new ArrayList<SiteRecovery>();
        for (SiteRecovery each : sites) {
            if (each.site().isThere()) {
                present.add(each);
            }
        }
        return present;
    }

    @Override
    public void close() throws IOException {
        for (SiteRecovery each : sites) {
            each.site().close();
        }
    }
}
