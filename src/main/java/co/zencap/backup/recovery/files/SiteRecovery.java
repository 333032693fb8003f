package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.files.SiteState.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a recovery does in one site; its order is {@link FilesRecovery}'s. */
final class SiteRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SiteRecovery.class);

    private final Site site;
    private final FolderRestore content;
    private final List<SwapTarget> targets;
    private final Optional<Set<PosixFilePermission>> mode;

    /** Whether nothing had been moved when it was taken back. */
    private boolean untouched;

    /** @param targets none when it is gone on with after a sudden end: all moves are written down by then */
    SiteRecovery(Site site, List<RestoredPart> parts, List<SwapTarget> targets) {
        this(site, parts, targets, Optional.empty());
    }

    /** @param mode of what is restored itself, where it is not in the backup */
    SiteRecovery(
            Site site, List<RestoredPart> parts, List<SwapTarget> targets, Optional<Set<PosixFilePermission>> mode) {
        this.site = site;
        this.content = new FolderRestore(site.folder(), parts);
        this.targets = List.copyOf(targets);
        this.mode = mode;
    }

    Site site() {
        return site;
    }

    List<SwapTarget> targets() {
        return targets;
    }

    List<RestoredPart> parts() {
        return content.parts();
    }

    FolderRestore content() {
        return content;
    }

    /** Reads everything back, and writes down what is to be moved. */
    List<FilesVerified> verify(RunningOperation operation) throws IOException {
        List<FilesVerified> verified = content.verify(operation);
        if (mode.isPresent()) {
            for (SwapTarget target : targets) {
                Files.setPosixFilePermissions(site.folder().resolve(target.restored()), mode.get());
            }
        }
        site.write(new SiteState(Stage.VERIFIED, moves()));
        return verified;
    }

    private List<Move> moves() throws IOException {
        var moves = new LinkedHashSet<Move>();
        for (SwapTarget target : targets) {
            moves.addAll(target.moves(site.folder()));
        }
        return List.copyOf(moves);
    }

    /** Writes down what is about to be done. The live tree may have changed since it was looked at first. */
    void intend() throws IOException {
        SiteState state = site.state();
        if (state.stage() == Stage.VERIFIED) {
            site.intend(targets.isEmpty() ? state.moves() : moves());
        }
    }

    /** @return where things lie that had to be put aside */
    List<Path> forward(SwapWitness witness) throws IOException {
        SiteState state = site.state();
        if (state.stage() != Stage.SWAPPING) {
            return List.of();
        }
        var swap = new FileSwap(site.folder(), witness);
        swap.forward(state.moves());
        site.write(state.with(Stage.SWAPPED));
        return swap.aside();
    }

    /** Writes down that it is about to be taken back. */
    void regret() throws IOException {
        boolean hasMoved = new FileSwap(site.folder(), SwapWitness.NONE)
                .hasMoved(site.state().moves());
        untouched = site.regret() && !hasMoved;
    }

    /** What never was live may be deleted afterwards. */
    void back(SwapWitness witness) throws IOException {
        SiteState state = site.state();
        if (state.stage() != Stage.UNDOING) {
            return;
        }
        new FileSwap(site.folder(), witness).back(state.moves());
        try {
            site.write(state.with(untouched ? Stage.VERIFIED : Stage.UNDONE));
        } catch (IOException e) {
            LOG.warn("That all is back could not be written down in {}: {}", site.folder(), e.getMessage());
        }
    }

    /** Makes sure that whatever was restored is where it belongs. */
    void requireInPlace() throws IOException {
        for (Move move : site.state().moves()) {
            if (move.comes()) {
                Path tree = move.tree().relative().inRoot();
                try (Descent live = new Descent(tree, move.live())) {
                    if (!live.isThere()) {
                        throw new IOException("There is no " + place(move)
                                + " after the swap. HINT: somebody else may have moved it.");
                    }
                }
            }
        }
    }

    /** What is or was live. */
    List<Path> places() throws IOException {
        return site.state().moves().stream().map(SiteRecovery::place).toList();
    }

    private static Path place(Move move) {
        FileName live = move.live();
        return live.in(move.tree().relative().inRoot());
    }
}
