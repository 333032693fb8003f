package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the index of a file set whole and compares it with what the manifest says of it. */
public final class IndexCheck {
    private IndexCheck() {}

    /**
     * Reads the index to its end; it stays the caller's to close.
     *
     * @throws IOException when it is not the one that the manifest describes, or names packs that the manifest does not
     */
    public static void read(FileIndex index, FileSetIndex description) throws IOException {
        Set<Integer> packs = description.packs().stream().map(Pack::number).collect(Collectors.toSet());
        var counts = new FileCounts();
        while (index.hasNext()) {
            FileEntry entry = index.next();
            counts.count(entry);
            long size = 0;
            for (Piece piece : entry.pieces()) {
                size += piece.bytes();
                require(packs.contains(piece.pack()), "it names a pack that the manifest does not");
            }
            require(entry.type() != FileEntry.Type.FILE || size == entry.size(), "a file's pieces are not its size");
        }
        require(
                counts.files() == description.files()
                        && counts.folders() == description.folders()
                        && counts.links() == description.links()
                        && counts.bytes() == description.bytes(),
                "it lists other files than the manifest counts");
    }

    private static void require(boolean right, String wrong) throws IOException {
        if (!right) {
            throw new IOException(
                    "The index is not right: " + wrong + ". HINT: this copy is damaged; use the other repository's.");
        }
    }
}
