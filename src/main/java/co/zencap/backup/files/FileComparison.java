package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileStatus.Found;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Reads restored files back, and compares them with what the index says of them as they were backed up. Modes that keep even
 * their owner out are opened for that, and set again at the end.
 */
public final class FileComparison {
    /** More would help nobody. */
    private static final int DIFFERENCES_KEPT = 1000;

    private static final int BUFFER_BYTES = 1 << 18;

    /** In place of a mode that keeps even the owner out, once that mode has been compared. */
    private static final int OPEN_FOLDER = 0700;

    private static final int OPEN_FILE = 0600;

    private final FileRestore.Source source;
    private final Path folder;
    private final Selection wanted;
    private final boolean owners;
    private final LongConsumer progress;
    private final FileStatus statuses = new FileStatus();
    private final List<String> differences = new ArrayList<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Deque<Opened> opened = new ArrayDeque<>();
    private FileChoice choice;
    private long differing;
    private long paths;
    private long bytes;

    /** What is to be closed again. */
    private record Opened(Path path, int mode) {}

    /**
     * @param paths that were compared
     * @param bytes of content that were read
     * @param differing paths that are not as they were
     * @param differences a sentence for each of the first of those
     */
    public record Compared(long paths, long bytes, long differing, List<String> differences) {}

    /**
     * @param folder where all of the source was restored to
     * @param owners whether owners were restored as well
     * @param progress gets the bytes read so far
     */
    public FileComparison(FileRestore.Source source, Path folder, boolean owners, LongConsumer progress) {
        this(source, folder, Globs.NONE, owners, progress);
    }

    /** The same of chosen paths, which alone were restored. */
    public FileComparison(
            FileRestore.Source source, Path folder, Selection wanted, boolean owners, LongConsumer progress) {
        this.source = source;
        this.folder = folder;
        this.wanted = wanted;
        this.owners = owners;
        this.progress = progress;
    }

    /** @throws IOException when the index or a restored file can't be read */
    public Compared run() throws IOException {
        choice = FileChoice.of(source, wanted);
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                FileName path = choice.place(entry);
                if (path != null) {
                    paths++;
                    compare(entry, path.in(folder));
                }
            }
        } finally {
            close();
        }
        return new Compared(paths, bytes, differing, List.copyOf(differences));
    }

    /** The innermost first: what is in a closed folder can't be reached. */
    private void close() throws IOException {
        while (!opened.isEmpty()) {
            Opened last = opened.pop();
            Files.setAttribute(last.path(), "unix:mode", last.mode());
        }
    }

    private void open(Path path, FileEntry entry, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
        opened.push(new Opened(path, entry.status().modeBits()));
    }

    private void compare(FileEntry entry, Path path) throws IOException {
        try {
            Found found = statuses.of(path, LinkOption.NOFOLLOW_LINKS);
            String difference =
                    switch (entry.type()) {
                        case FOLDER -> found.isFolder() ? folder(entry, path, found) : "is no folder";
                        case FILE -> found.isFile() ? file(entry, path, found) : "is no file";
                        case SYMLINK -> symlink(entry, path, found);
                        case HARDLINK -> hardlink(entry, path);
                        case SKIPPED -> null;
                    };
            note(entry, difference);
        } catch (NoSuchFileException e) {
            note(entry, "is missing");
        }
    }

    private void note(FileEntry entry, String difference) {
        if (difference != null) {
            differing++;
            if (differences.size() < DIFFERENCES_KEPT) {
                differences.add("/" + entry.path() + " " + difference + ".");
            }
        }
    }

    private String folder(FileEntry entry, Path path, Found found) throws IOException {
        if (!Files.isExecutable(path)) {
            open(path, entry, OPEN_FOLDER);
        }
        return status(entry, found);
    }

    private String file(FileEntry entry, Path path, Found found) throws IOException {
        if (found.size() != entry.size()) {
            return "has " + found.size() + " bytes; " + entry.size() + " were expected";
        }
        if (!Files.isReadable(path)) {
            open(path, entry, OPEN_FILE);
        }
        if (!sha256(path).equals(entry.sha256())) {
            return "has the expected size, but other content";
        }
        return status(entry, found);
    }

    /** Where the file itself was not wanted the first of its wanted names is the file. */
    private String hardlink(FileEntry entry, Path path) throws IOException {
        FileName first = choice.first(entry);
        return first.equals(entry.path()) || Files.isSameFile(path, first.in(folder))
                ? null
                : "is not the same file as " + first;
    }

    private static String symlink(FileEntry entry, Path path, Found found) throws IOException {
        return found.isSymlink()
                        && FileName.of(Files.readSymbolicLink(path))
                                .equals(FileName.of(entry.link().asLink()))
                ? null
                : "is no link to " + entry.link();
    }

    private String status(FileEntry entry, Found found) {
        Status expected = entry.status();
        Status there = found.status();
        if (there.modeBits() != expected.modeBits()) {
            return "has the mode " + there.mode() + "; " + expected.mode() + " was expected";
        }
        if (!there.modified().equals(expected.modified())) {
            return "was changed at " + there.modified() + "; " + expected.modified() + " was expected";
        }
        if (owners && (there.uid() != expected.uid() || there.gid() != expected.gid())) {
            return "belongs to %d:%d; %d:%d was expected"
                    .formatted(there.uid(), there.gid(), expected.uid(), expected.gid());
        }
        return null;
    }

    private String sha256(Path path) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
                progress.accept(bytes);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
