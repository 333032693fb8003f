package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Piece;
import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.json.Json;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.MeasuredOutputStream;
import co.zencap.backup.stream.Payload;
import co.zencap.backup.stream.Plaintext;
import co.zencap.backup.target.TargetId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A program that backs up very many files, in a heap that can't hold them. They are not all made: 10,000 paths lead by links,
 * which are followed, to a folder that is there once. As many different contents are known of an older backup, which is not
 * there but in its index.
 */
public final class ManyFiles {
    private static final int LINKS = 100;

    private final int count;
    private final Path folder;
    private final FileSet set;
    private FileSetBackup.Older newest;

    private ManyFiles(int count, Path folder) {
        this.count = count;
        this.folder = folder;
        this.set = new FileSet(new TargetId("many"), List.of(folder.resolve("tree")), Globs.NONE, Globs.NONE, true);
    }

    /** @param args how many files, a multiple of 10,000; an empty folder */
    public static void main(String[] args) throws Exception {
        new ManyFiles(Integer.parseInt(args[0]), Path.of(args[1]).toAbsolutePath()).run();
    }

    private void run() throws Exception {
        make();
        step("first backup", () -> backup("first", List.of(new FileSetBackup.Older(description(), this::invented))));
        step("second backup", () -> backup("second", List.of(newest)));
        step("verification", this::verify);
        step("restoration of one folder", this::restore);
    }

    /** A step. */
    private interface Step {
        void run() throws Exception;
    }

    private static void step(String name, Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        System.out.printf(Locale.ROOT, "%s: %.1f s%n", name, (System.nanoTime() - start) / 1e9);
    }

    private void make() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        for (int i = 0; i < count / LINKS / LINKS; i++) {
            Files.writeString(files.resolve("file-" + i), "content " + i);
        }
        Path between = Files.createDirectories(folder.resolve("between"));
        Path tree = Files.createDirectories(folder.resolve("tree"));
        for (int i = 0; i < LINKS; i++) {
            Files.createSymbolicLink(between.resolve("part-" + i), files);
            Files.createSymbolicLink(tree.resolve("folder-" + i), between);
        }
    }

    private void backup(String id, List<FileSetBackup.Older> older) throws Exception {
        var backup = new FileSetBackup(set, "many", id, pack -> true, FilePacking.Sizes.of(2));
        FileSetIndex index = backup.run(older, store(id), bytes -> {});
        if (index.files() != count) {
            throw new IllegalStateException(index.files() + " files were found of " + count);
        }
        newest = new FileSetBackup.Older(index, () -> open(id));
    }

    private void verify() throws Exception {
        try (FileIndex index = newest.index().open()) {
            IndexCheck.read(index, newest.description());
        }
    }

    private void restore() throws Exception {
        var source = new FileRestore.Source() {
            @Override
            public FileIndex index() throws IOException {
                return newest.index().open();
            }

            @Override
            public List<Pack> packs() {
                return newest.description().packs();
            }

            @Override
            public InputStream open(Pack pack) throws IOException {
                return Plaintext.decompress(Files.newInputStream(folder.resolve(pack.backupId() + "-" + pack.name())));
            }
        };
        var restored = new FileRestore(
                        source, folder.resolve("restored"), Globs.of(List.of("folder-7/part-9")), 2, bytes -> {})
                .run();
        if (restored.files() != count / LINKS / LINKS) {
            throw new IllegalStateException(restored.files() + " files were restored");
        }
    }

    private FileIndex open(String id) throws IOException {
        return new FileIndex(Plaintext.decompress(Files.newInputStream(folder.resolve(id + "-index"))));
    }

    private FilePacking.Store store(String id) {
        return new FilePacking.Store() {
            @Override
            public String packName(int number) {
                return "pack-" + number;
            }

            @Override
            public String indexName() {
                return "index";
            }

            @Override
            public Stored pack(int number, Payload tar) throws IOException {
                return write(packName(number), tar);
            }

            @Override
            public void index(Payload lines) throws IOException {
                write("index", lines);
            }

            private Stored write(String name, Payload content) throws IOException {
                try (var out = new MeasuredOutputStream(Files.newOutputStream(folder.resolve(id + "-" + name)))) {
                    new CompressedPayload(content, 3, 0).writeTo(out);
                    return new Stored(out.size(), out.sha256Hex());
                }
            }
        };
    }

    private FileSetIndex description() {
        var pack = new Pack(1, "other", "older", "pack", count, count, "0".repeat(64), count, count);
        return new FileSetIndex("other", List.of("/other"), "index", count, 0, 0, count, count, 0, List.of(pack));
    }

    /** The index of another set, with as many files that are all different. */
    private FileIndex invented() throws IOException {
        Iterator<InputStream> lines =
                LongStream.range(0, count).mapToObj(this::line).iterator();
        return new FileIndex(new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return lines.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return lines.next();
            }
        }));
    }

    private InputStream line(long i) {
        // spread like hashes
        String sha256 = String.format("%016x%048x", i * 0x9E3779B97F4A7C15L, i);
        var status = new Status("0644", 0, 0, "root", "root", Instant.EPOCH, Instant.EPOCH, i);
        var entry = new FileEntry(
                FileName.of("other/" + i), Type.FILE, 1, status, sha256, List.of(new Piece(sha256, 1, 1)), null, null);
        try {
            return new ByteArrayInputStream(
                    (Json.MAPPER.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
