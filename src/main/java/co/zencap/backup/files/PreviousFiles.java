package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The index of the backup before, read alongside the scan, which goes in the same order. Knows which files nobody has
 * touched since.
 */
final class PreviousFiles {
    private final Iterator<FileEntry> entries;
    private final IntUnaryOperator packNumbers;
    private FileEntry current;

    /**
     * @param entries in the order of a scan
     * @param packNumbers from its pack numbers to this backup's; 0 for a pack that can't be used any more
     */
    PreviousFiles(Iterator<FileEntry> entries, IntUnaryOperator packNumbers) {
        this.entries = entries;
        this.packNumbers = packNumbers;
        this.current = entries.hasNext() ? entries.next() : null;
    }

    static PreviousFiles none() {
        return new PreviousFiles(List.<FileEntry>of().iterator(), number -> 0);
    }

    /** The found file with the content it had, or null when it has to be read. To be called in the scan's order. */
    FileEntry unchanged(FileEntry found) {
        while (current != null && current.path().compareTo(found.path()) < 0) {
            current = entries.hasNext() ? entries.next() : null;
        }
        if (current == null || !current.path().equals(found.path()) || !found.isAsIn(current)) {
            return null;
        }
        List<Piece> pieces = current.pieces().stream()
                .map(p -> new Piece(p.sha256(), packNumbers.applyAsInt(p.pack()), p.bytes()))
                .toList();
        boolean usable = pieces.stream().allMatch(p -> p.pack() != 0);
        return usable ? found.withContent(current.sha256(), current.size(), pieces, null) : null;
    }
}
