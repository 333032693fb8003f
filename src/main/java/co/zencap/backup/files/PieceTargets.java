package co.zencap.backup.files;

import co.zencap.backup.disk.Private;
import co.zencap.backup.files.FileEntry.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the pieces of some packs belong in a folder. */
final class PieceTargets {
    private static final int HOLE = 1 << 16;
    private static final byte[] ZEROS = new byte[HOLE];

    private final Path folder;
    private final Map<Integer, Map<String, List<Place>>> byPack = new HashMap<>();

    private record Place(FileName path, long offset) {}

    PieceTargets(Path folder) {
        this.folder = folder;
    }

    void add(FileName path, long offset, Piece piece) {
        byPack.computeIfAbsent(piece.pack(), p -> new HashMap<>())
                .computeIfAbsent(piece.sha256(), s -> new ArrayList<>(1))
                .add(new Place(path, offset));
    }

    boolean wants(int pack, String sha256) {
        return byPack.getOrDefault(pack, Map.of()).containsKey(sha256);
    }

    /** How many different pieces are wanted of a pack. */
    int wanted(int pack) {
        return byPack.getOrDefault(pack, Map.of()).size();
    }

    /** Writes a piece wherever it belongs. */
    void write(int pack, String sha256, byte[] content) throws IOException {
        for (Place place : byPack.get(pack).get(sha256)) {
            try (FileChannel file = FileChannel.open(
                    place.path().in(folder),
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                    Private.FILE)) {
                writeSparsely(file, place.offset(), content);
            }
        }
    }

    /** Zeros are not written: what nobody wrote reads as zeros, and takes no room. */
    private static void writeSparsely(FileChannel file, long offset, byte[] content) throws IOException {
        int start = 0;
        while (start < content.length) {
            int end = Math.min(start + HOLE, content.length);
            boolean hole = end - start == HOLE && isZero(content, start);
            while (!hole && end < content.length && !(content.length - end >= HOLE && isZero(content, end))) {
                end = Math.min(end + HOLE, content.length);
            }
            if (!hole) {
                ByteBuffer bytes = ByteBuffer.wrap(content, start, end - start);
                for (long at = offset + start; bytes.hasRemaining(); ) {
                    at += file.write(bytes, at);
                }
            }
            start = end;
        }
    }

    private static boolean isZero(byte[] content, int start) {
        return Arrays.equals(content, start, start + HOLE, ZEROS, 0, HOLE);
    }
}
