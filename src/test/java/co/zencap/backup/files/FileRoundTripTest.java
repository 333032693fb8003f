package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.json.Json;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.FileTrees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is backed up comes back as it was, from packs of several backups. */
class FileRoundTripTest {
    private static final FilePacking.Sizes SMALL = new FilePacking.Sizes(64 << 10, 8 << 10, 2, 2);

    @TempDir
    Path folder;

    private Path source;
    private PackFolder packs;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(folder.resolve("source"));
        packs = new PackFolder(Files.createDirectory(folder.resolve("packs")));
    }

    @Test
    void everyKindOfFileComesBack() throws Exception {
        fill();

        PackFolder.Backup backup = packs.backup(set(), SMALL);

        assertThat(backup.counts().warnings()).isEmpty();
        assertThat(FileTrees.describe(restored(backup, Globs.NONE))).isEqualTo(FileTrees.describe(source));
    }

    @Test
    void unchangedContentIsNeverStoredTwice() throws Exception {
        fill();
        PackFolder.Backup first = packs.backup(set(), SMALL);
        long before = packs.contentBytes();
        Files.writeString(source.resolve("new"), "new");
        Files.move(source.resolve("large"), source.resolve("moved"));
        Files.copy(source.resolve("text"), source.resolve("copy of text"));

        PackFolder.Backup second = packs.backup(set(), SMALL, first);

        assertThat(packs.contentBytes() - before).isEqualTo("new".length());
        assertThat(second.counts().readBytes())
                .isEqualTo(3 + Files.size(source.resolve("moved")) + Files.size(source.resolve("text")));
        assertThat(FileTrees.describe(restored(second, Globs.NONE))).isEqualTo(FileTrees.describe(source));
    }

    @Test
    void nothingIsReadThatNobodyTouched() throws Exception {
        fill();
        PackFolder.Backup first = packs.backup(set(), SMALL);

        PackFolder.Backup second = packs.backup(set(), SMALL, first);

        assertThat(second.counts().readBytes()).isZero();
        assertThat(second.counts().files()).isEqualTo(first.counts().files());
        assertThat(FileTrees.describe(restored(second, Globs.NONE))).isEqualTo(FileTrees.describe(source));
    }

    @Test
    void aPackThatIsGoneIsMadeAgain() throws Exception {
        fill();
        PackFolder.Backup first = packs.backup(set(), SMALL);
        packs.lose(first.packs().get(0));

        PackFolder.Backup second = packs.backup(set(), SMALL, first);

        assertThat(FileTrees.describe(restored(second, Globs.NONE))).isEqualTo(FileTrees.describe(source));
    }

    @Test
    void pathsCanBeChosen() throws Exception {
        fill();
        PackFolder.Backup backup = packs.backup(set(), SMALL);

        Path target = restored(backup, Globs.of(List.of("other name", "*.txt")));

        // the file behind the hard link was not asked for, its content was
        assertThat(target.resolve("other name")).hasSameBinaryContentAs(source.resolve("text"));
        assertThat(target.resolve("a/deep/b.txt")).hasSameBinaryContentAs(source.resolve("a/deep/b.txt"));
        assertThat(target.resolve("text")).doesNotExist();
    }

    /** More places than are kept in memory take several passes, also over one pack. */
    @Test
    void contentIsRestoredInAsManyPassesAsItTakes() throws Exception {
        fill();
        PackFolder.Backup backup = packs.backup(set(), SMALL);
        Path target = folder.resolve("target");

        new FileRestore(backup.source(), target, Globs.NONE, 2, bytes -> {}, 7).run();

        assertThat(FileTrees.describe(FileName.of(source).relative().in(target)))
                .isEqualTo(FileTrees.describe(source));
    }

    @Test
    void includesAndExcludes() throws Exception {
        fill();
        var set = new FileSet(
                new TargetId("t"), List.of(source), Globs.of(List.of("*.txt")), Globs.of(List.of("deep")), false);
        Files.writeString(source.resolve("a/c.txt"), "c");

        List<FileEntry> files = packs.backup(set, SMALL).entries().stream()
                .filter(e -> e.type() == Type.FILE)
                .toList();

        assertThat(files).extracting(e -> e.path().toString()).allMatch(p -> p.endsWith("a/c.txt"));
        assertThat(files).hasSize(1);
    }

    @Test
    void linksCanBeFollowed() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("f"), "from outside");
        Files.createSymbolicLink(source.resolve("link"), outside);
        Files.createSymbolicLink(source.resolve("loop"), source);
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));

        PackFolder.Backup backup =
                packs.backup(new FileSet(new TargetId("t"), List.of(source), Globs.NONE, Globs.NONE, true), SMALL);

        Path target = restored(backup, Globs.NONE);
        assertThat(target.resolve("link/f")).hasContent("from outside");
        assertThat(target.resolve("loop")).doesNotExist();
        assertThat(Files.readSymbolicLink(target.resolve("dangling"))).hasToString("nowhere");
        assertThat(backup.counts().warnings()).singleElement().asString().contains("loop");
    }

    @Test
    void aRootThatIsNotThereIsAFailure() {
        FileSet set = FileSet.of(new TargetId("t"), folder.resolve("not-mounted"));

        assertThatThrownBy(() -> packs.backup(set, SMALL))
                .hasMessageContaining("not-mounted")
                .hasMessageContaining("HINT:");
    }

    @Test
    void aDiskThatIsFullEndsItAtOnceAndLeavesNoThread() throws Exception {
        fill();
        packs.failAfter(2);

        assertThatThrownBy(() -> packs.backup(set(), SMALL)).hasMessageContaining("No space");
        // a thread still is for a moment after its last instruction
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("files-")));
    }

    @Test
    void anotherNameOfAFileThatCanNotBeReadIsSkippedWithIt() throws Exception {
        Path first = Files.writeString(source.resolve("a-first"), "x");
        Files.createLink(source.resolve("b-second"), first);
        Files.setPosixFilePermissions(first, Set.of());
        assumeFalse(Files.isReadable(first), "root reads everything");

        PackFolder.Backup backup = packs.backup(set(), SMALL);

        assertThat(backup.counts().warnings()).hasSize(2).allMatch(w -> w.contains("a-first"));
        assertThat(Files.list(restored(backup, Globs.NONE))).isEmpty();
    }

    @Test
    void aHostileIndexWritesThroughNoLink() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "mine");
        Status status = new Status("4777", 0, 0, null, null, Instant.EPOCH, Instant.EPOCH, 1);
        FileName x = FileName.of("x");
        var lines = new ByteArrayOutputStream();
        for (FileEntry entry : List.of(
                new FileEntry(x, Type.SYMLINK, 0, status, null, null, FileName.of(victim.toString()), null),
                new FileEntry(x, Type.FILE, 5000, status, null, null, null, null),
                new FileEntry(x, Type.FOLDER, 0, status, null, null, null, null))) {
            lines.write(Json.MAPPER.writeValueAsBytes(entry));
            lines.write('\n');
        }
        var hostile = new FileRestore.Source() {
            @Override
            public FileIndex index() throws IOException {
                return new FileIndex(new ByteArrayInputStream(lines.toByteArray()));
            }

            @Override
            public List<Pack> packs() {
                return List.of();
            }

            @Override
            public InputStream open(Pack pack) {
                throw new AssertionError("there is none");
            }
        };

        assertThatThrownBy(() -> new FileRestore(hostile, folder.resolve("into"), Globs.NONE, 1, b -> {}).run())
                .isInstanceOf(IOException.class);
        assertThat(victim).hasContent("mine");
        assertThat(Files.getPosixFilePermissions(victim)).doesNotContain(PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    void nothingIsRestoredOverSomethingElse() throws Exception {
        fill();
        PackFolder.Backup backup = packs.backup(set(), SMALL);

        assertThatThrownBy(() -> new FileRestore(backup.source(), source, Globs.NONE, 2, b -> {}).run())
                .hasMessageContaining("not empty");
    }

    @Test
    void contentThatIsNotWhatItsNameSaysIsRefused() throws Exception {
        fill();
        PackFolder.Backup backup = packs.backup(set(), SMALL);
        packs.corrupt(backup.packs().get(0));

        assertThatThrownBy(() -> restored(backup, Globs.NONE)).hasMessageContaining("HINT:");
    }

    private FileSet set() {
        return FileSet.of(new TargetId("t"), source);
    }

    private Path restored(PackFolder.Backup backup, Globs wanted) throws Exception {
        Path target = folder.resolve("restored-" + System.nanoTime());
        new FileRestore(backup.source(), target, wanted, 2, bytes -> {}).run();
        return FileName.of(source).relative().in(target);
    }

    private void fill() throws Exception {
        Path deep = Files.createDirectories(source.resolve("a/deep"));
        Files.writeString(deep.resolve("b.txt"), "b");
        Files.createDirectory(source.resolve("empty folder"));
        Files.createFile(source.resolve("empty"));
        Files.writeString(source.resolve("text"), "some text");
        Files.createLink(source.resolve("other name"), source.resolve("text"));
        Files.writeString(source.resolve("line\nbreak \"quoted\" ü"), "odd");
        Files.writeString(FileName.of(new byte[] {'x', (byte) 0xFF}).in(source), "no UTF-8");
        Files.createSymbolicLink(source.resolve("relative"), Path.of("a/../text"));
        Files.createSymbolicLink(source.resolve("absolute"), Path.of("/etc/hostname"));
        Files.createSymbolicLink(
                source.resolve("dangling"),
                FileName.of(new byte[] {(byte) 0xFE}).asLink());
        byte[] large = new byte[300_001];
        new Random(1).nextBytes(large);
        Files.write(source.resolve("large"), large);
        try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            sparse.seek(1_000_000);
            sparse.write(1);
            sparse.setLength(2_000_000);
        }
        var names = new ArrayList<Path>();
        for (int i = 0; i < 300; i++) {
            names.add(Files.writeString(source.resolve("small-" + i), "content " + i % 250));
        }
        Files.setPosixFilePermissions(names.get(0), PosixFilePermissions.fromString("r--------"));
        Files.setLastModifiedTime(names.get(1), FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
        Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("r-xr-x---"));
        Files.setLastModifiedTime(deep, FileTime.from(Instant.parse("1999-12-31T23:59:59Z")));
    }
}
