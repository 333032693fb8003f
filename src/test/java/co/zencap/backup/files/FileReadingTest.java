package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.target.TargetId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a file between the moment when it is found and the one when it has been read. */
class FileReadingTest {
    private static final int PIECE = 10;

    @TempDir
    Path folder;

    private Path file;
    private FileEntry found;

    @BeforeEach
    void find() throws Exception {
        file = Files.writeString(folder.resolve("file"), "0123456789".repeat(2) + "01234");
        var all = new ArrayList<FileEntry>();
        new FileScan(FileSet.of(new TargetId("t"), folder), new FirstNames(1), (entry, severalNames) -> all.add(entry))
                .run();
        found = all.stream().filter(e -> e.type() == Type.FILE).findFirst().orElseThrow();
    }

    @Test
    void nothing() throws Exception {
        FileEntry entry = read();

        assertThat(entry.warning()).isNull();
        assertThat(entry.size()).isEqualTo(25);
        assertThat(entry.pieces()).extracting(Piece::bytes).containsExactly(10, 10, 5);
    }

    @Test
    void itVanishes() throws Exception {
        Files.delete(file);

        assertThat(read()).satisfies(entry -> {
            assertThat(entry.type()).isEqualTo(Type.SKIPPED);
            assertThat(entry.warning()).contains("gone");
        });
    }

    @Test
    void itGrows() throws Exception {
        Files.writeString(file, "more", StandardOpenOption.APPEND);

        FileEntry entry = read();

        assertThat(entry.warning()).contains("grew", "25 bytes");
        assertThat(entry.size()).isEqualTo(25);
    }

    @Test
    void itShrinks() throws Exception {
        Files.writeString(file, "0123456789ab");

        FileEntry entry = read();

        assertThat(entry.warning()).contains("shrank");
        assertThat(entry.size()).isEqualTo(12);
        assertThat(entry.pieces()).extracting(Piece::bytes).containsExactly(10, 2);
    }

    @Test
    void itIsEmptied() throws Exception {
        Files.writeString(file, "");

        FileEntry entry = read();

        assertThat(entry.warning()).contains("shrank");
        assertThat(entry.size()).isZero();
        assertThat(entry.pieces()).isEmpty();
    }

    @Test
    void itChangesAndKeepsItsSize() throws Exception {
        Files.writeString(file, "x", StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));

        assertThat(read().warning()).contains("changed");
    }

    @Test
    void aLinkTakesItsPlace() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "not asked for");
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThat(read().type()).isEqualTo(Type.SKIPPED);
    }

    @Test
    void itMayNotBeReadAnyMore() throws Exception {
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "root reads everything");

        assertThat(read()).satisfies(entry -> {
            assertThat(entry.type()).isEqualTo(Type.SKIPPED);
            assertThat(entry.warning()).contains("permission denied");
        });
    }

    private FileEntry read() throws Exception {
        var chunks = new ChunkQueue(1000, PIECE);
        var pending = new PendingFile(found, false);
        new FileReading(chunks, PIECE, false, n -> {}).read(pending);
        chunks.put(Chunk.END);
        for (Chunk chunk = chunks.take(); chunk != Chunk.END; chunk = chunks.take()) {
            pending.located(chunk.index(), new Piece("0".repeat(64), 1, chunk.length()));
        }
        return pending.await();
    }
}
