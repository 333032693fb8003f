package co.zencap.backup.files;

import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.MeasuredOutputStream;
import co.zencap.backup.stream.Payload;
import co.zencap.backup.stream.Plaintext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Backups of files in a folder, without keys and manifests. */
public final class PackFolder {
    private final Path folder;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private long contentBytes;
    private int backups;

    public PackFolder(Path folder) {
        this.folder = folder;
    }

    /** One of them. */
    public record Backup(List<Pack> packs, FileCounts counts, Path folder, Path index) {

        public FileRestore.Source source() {
            return new FileRestore.Source() {
                @Override
                public FileIndex index() throws IOException {
                    return new FileIndex(Plaintext.decompress(Files.newInputStream(index)));
                }

                @Override
                public List<Pack> packs() {
                    return packs;
                }

                @Override
                public InputStream open(Pack pack) throws IOException {
                    return Plaintext.decompress(Files.newInputStream(folder.resolve(pack.key())));
                }
            };
        }

        List<FileEntry> entries() throws IOException {
            var entries = new ArrayList<FileEntry>();
            try (FileIndex lines = source().index()) {
                lines.forEachRemaining(entries::add);
            }
            return entries;
        }
    }

    /** A backup of a set as services make it. */
    public Backup backup(FileSet set) throws Exception {
        return backup(set, new FilePacking.Sizes(1 << 20, 64 << 10, 2, 2));
    }

    /** A backup of the set after others, the last of which is its own. */
    Backup backup(FileSet set, FilePacking.Sizes sizes, Backup... others) throws Exception {
        String id = "backup-" + ++backups;
        Path home = Files.createDirectories(folder.resolve(set.id().value()).resolve(id));
        var packs = new PackTable(set.id().value(), id);
        var known = new KnownContent(10_000);
        var usable = new UsablePacks(packs, pack -> Files.exists(folder.resolve(pack.key())));
        PreviousFiles previous = PreviousFiles.none();
        for (Backup other : others) {
            usable.learn(other.packs(), other.source().index(), known);
            previous = new PreviousFiles(other.source().index(), usable.numbersOf(other.packs()));
        }
        FileCounts counts = new FilePacking(set, previous, packs, known, store(home), sizes, bytes -> {}).run();
        packs.needed().stream()
                .filter(pack -> pack.backupId().equals(id))
                .forEach(pack -> contentBytes += pack.contentBytes());
        return new Backup(packs.needed(), counts, folder, home.resolve("index"));
    }

    /** Content in all packs. */
    long contentBytes() {
        return contentBytes;
    }

    void lose(Pack pack) throws IOException {
        Files.delete(folder.resolve(pack.key()));
    }

    /** Puts another pack's bytes in its place. */
    void corrupt(Pack pack) throws IOException {
        Path file = folder.resolve(pack.key());
        byte[] plain = Plaintext.decompress(Files.newInputStream(file)).readAllBytes();
        plain[512] ^= 1; // the first byte of the first piece
        try (var out = Files.newOutputStream(file)) {
            new CompressedPayload(bytes(plain), 3, 0).writeTo(out);
        }
    }

    void failAfter(int writes) {
        left.set(writes);
    }

    private static Payload bytes(byte[] content) {
        return new Payload() {
            @Override
            public void writeTo(java.io.OutputStream out) throws IOException {
                out.write(content);
            }

            @Override
            public void close() {}
        };
    }

    private FilePacking.Store store(Path home) {
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
                return write(home.resolve(packName(number)), tar);
            }

            @Override
            public void index(Payload lines) throws IOException {
                write(home.resolve("index"), lines);
            }
        };
    }

    private Stored write(Path file, Payload content) throws IOException {
        if (left.decrementAndGet() < 0) {
            throw new IOException("No space left on device");
        }
        try (var out = new MeasuredOutputStream(Files.newOutputStream(file))) {
            new CompressedPayload(content, 3, 0).writeTo(out);
            return new Stored(out.size(), out.sha256Hex());
        }
    }
}
