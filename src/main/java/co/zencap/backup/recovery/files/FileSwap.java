package co.zencap.backup.recovery.files;

import co.zencap.backup.disk.Private;
import co.zencap.backup.disk.WholeFile;
import co.zencap.backup.files.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the moves of a site, or takes them back. How far each one is can be seen in the file system, so that both may be begun
 * again after a sudden end, and in either direction. Nothing is overwritten: what somebody puts in a place meanwhile is put
 * aside.
 */
final class FileSwap {
    private final Path site;
    private final SwapWitness witness;
    private final List<Path> aside = new ArrayList<>();

    FileSwap(Path site, SwapWitness witness) {
        this.site = site;
        this.witness = witness;
    }

    /** Makes all moves that are not made yet. A failure leaves some made. */
    void forward(List<Move> moves) throws IOException {
        for (Move move : moves) {
            forward(move);
        }
        sync(moves);
    }

    /** Takes all moves back that are made, the last one first. */
    void back(List<Move> moves) throws IOException {
        var last = new ArrayList<>(moves);
        Collections.reverse(last);
        List<Move> moved = last.stream().filter(this::hasMoved).toList();
        for (Move move : moved) {
            back(move);
        }
        sync(moved);
    }

    /** Whether any of them is made, or half made. */
    boolean hasMoved(List<Move> moves) {
        return moves.stream().anyMatch(this::hasMoved);
    }

    private boolean hasMoved(Move move) {
        return move.comes() && !Files.exists(move.beside().in(site), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(move.before().in(site), LinkOption.NOFOLLOW_LINKS);
    }

    /** Where things lie that somebody has put in a place in the very moment when it was empty. */
    List<Path> aside() {
        return List.copyOf(aside);
    }

    private void forward(Move move) throws IOException {
        folderOf(move.before());
        folderOf(move.beside());
        try (Descent live = live(move);
                Descent beside = new Descent(site, move.beside());
                Descent before = new Descent(site, move.before())) {
            boolean done = move.comes() ? !beside.isThere() : before.isThere();
            if (done) {
                return;
            }
            if (live.isThere()) {
                witness.before(SwapWitness.Step.TAKE_LIVE, move.live());
                if (before.isThere()) {
                    putAside(live);
                } else {
                    live.moveTo(before);
                }
            }
            if (move.comes()) {
                witness.before(SwapWitness.Step.PUT_RESTORED, move.live());
                if (live.isThere()) {
                    putAside(live);
                }
                beside.moveTo(live);
            }
        }
    }

    private void back(Move move) throws IOException {
        folderOf(move.before());
        folderOf(move.beside());
        try (Descent live = live(move);
                Descent beside = new Descent(site, move.beside());
                Descent before = new Descent(site, move.before())) {
            if (move.comes() && !beside.isThere() && live.isThere()) {
                witness.before(SwapWitness.Step.TAKE_RESTORED, move.live());
                live.moveTo(beside);
            }
            if (before.isThere()) {
                witness.before(SwapWitness.Step.PUT_BACK, move.live());
                if (live.isThere()) {
                    putAside(live);
                }
                before.moveTo(live);
            }
        }
    }

    private static Descent live(Move move) throws IOException {
        return new Descent(move.tree().relative().inRoot(), move.live());
    }

    private void putAside(Descent live) throws IOException {
        Private.folder(site.resolve("aside"));
        for (int number = 1; ; number++) {
            var name = FileName.of("aside/" + number);
            try (Descent free = new Descent(site, name)) {
                if (!free.isThere()) {
                    live.moveTo(free);
                    aside.add(name.in(site));
                    return;
                }
            }
        }
    }

    private void folderOf(FileName kept) throws IOException {
        Private.folder(kept.in(site).getParent());
    }

    /** A lost power must not bring back what was renamed, once that was written down. */
    private void sync(List<Move> moves) throws IOException {
        for (Path folder : folders(moves)) {
            WholeFile.sync(folder);
        }
    }

    /** Those in which something is renamed, in either direction. */
    Set<Path> folders(List<Move> moves) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Move move : moves) {
            folders.add(move.live().in(move.tree().relative().inRoot()).getParent());
            folders.add(move.before().in(site).getParent());
            folders.add(move.beside().in(site).getParent());
        }
        return folders;
    }
}
