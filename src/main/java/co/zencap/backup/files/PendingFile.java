package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A line of the index that is complete as soon as the file is read and each of its pieces has its place. */
final class PendingFile {
    private final FileEntry found;
    private final boolean severalNames;
    private final CompletableFuture<FileEntry> complete = new CompletableFuture<>();
    private final List<Piece> pieces = new ArrayList<>();
    private int located;
    private boolean read;
    private long size;
    private String sha256;
    private String warning;

    /**
     * @param found what the scan saw
     * @param severalNames whether others may be links to it
     */
    PendingFile(FileEntry found, boolean severalNames) {
        this.found = found;
        this.severalNames = severalNames;
    }

    /** One about which nothing is open any more. */
    static PendingFile complete(FileEntry entry) {
        var pending = new PendingFile(entry, false);
        pending.complete.complete(entry);
        return pending;
    }

    FileEntry found() {
        return found;
    }

    boolean hasSeveralNames() {
        return severalNames;
    }

    /** The piece's place is known. */
    synchronized void located(int index, Piece piece) {
        while (pieces.size() <= index) {
            pieces.add(null);
        }
        pieces.set(index, piece);
        located++;
        completeIfDone();
    }

    /**
     * The file has been read to its end.
     *
     * @param sha256 of its content; null when it is one piece, which has the same
     * @param count its pieces
     * @param warning null when all went as it should
     */
    synchronized void read(String sha256, long size, int count, String warning) {
        this.sha256 = sha256;
        this.size = size;
        this.warning = warning;
        this.read = true;
        pieces.addAll(Collections.nCopies(Math.max(0, count - pieces.size()), null));
        completeIfDone();
    }

    void skip(String why) {
        complete.complete(found.skipped(why));
    }

    private void completeIfDone() {
        if (read && located == pieces.size()) {
            String whole = sha256 == null ? pieces.get(0).sha256() : sha256;
            complete.complete(found.withContent(whole, size, pieces, warning));
        }
    }

    /** Waits for the whole line. */
    FileEntry await() throws InterruptedException {
        try {
            return complete.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A line of the index never fails: the whole backup does", e);
        }
    }
}
