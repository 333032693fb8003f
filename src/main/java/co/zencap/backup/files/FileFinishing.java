package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileRestore.Restored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last part of a restoration, when all content is there: sizes, links, modes, owners, times. */
final class FileFinishing {
    private final FileRestore.Source source;
    private final Path folder;
    private final Globs wanted;
    private final Map<FileName, FileName> standIns;
    private boolean mayGiveAway;
    private final List<FileEntry> folders = new ArrayList<>();
    private long files;
    private long links;
    private long bytes;

    FileFinishing(FileRestore.Source source, Path folder, Globs wanted, Map<FileName, FileName> standIns)
            throws IOException {
        this.source = source;
        this.folder = folder;
        this.wanted = wanted;
        this.standIns = standIns;
        this.mayGiveAway = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    Restored run() throws IOException {
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                FileName path = FileRestore.pathOf(entry, wanted, standIns);
                if (path != null) {
                    finish(entry, path.in(folder));
                }
            }
        }
        // From the inside out: what a folder's mode forbids is done by then, and its time stays.
        Collections.reverse(folders);
        for (FileEntry each : folders) {
            if (!Files.isDirectory(each.path().in(folder), LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("The index calls " + each.path() + " a folder and something else."
                        + " HINT: it was not made by this program; do not trust it.");
            }
            apply(each.status(), each.path().in(folder));
        }
        return new Restored(files, folders.size(), links, bytes, mayGiveAway);
    }

    private void finish(FileEntry entry, Path path) throws IOException {
        switch (entry.type()) {
            case FOLDER -> folders.add(entry);
            case FILE -> {
                complete(path, entry.size());
                apply(entry.status(), path);
                files++;
                bytes += entry.size();
            }
            case SYMLINK -> symlink(entry, path);
            case HARDLINK -> hardlink(entry, path);
            case SKIPPED -> {}
        }
    }

    /** Empty files have no piece, and what ends in zeros has not been written to its end. */
    private static void complete(Path path, long size) throws IOException {
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                PieceTargets.PRIVATE)) {
            if (file.size() < size) {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private void symlink(FileEntry entry, Path path) throws IOException {
        Files.createSymbolicLink(path, entry.link().asLink());
        links++;
    }

    private void hardlink(FileEntry entry, Path path) throws IOException {
        FileName first = wanted.isEmpty() || wanted.matches(entry.link()) ? entry.link() : standIns.get(entry.link());
        if (!first.equals(entry.path())) {
            Files.createLink(path, first.in(folder));
            links++;
        }
    }

    /** A container's root may be forbidden to; the files then are ours, as they are when we aren't root. */
    private void giveAway(Status status, Path path) throws IOException {
        try {
            Files.setAttribute(path, "unix:uid", status.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", status.gid(), LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            mayGiveAway = false;
        }
    }

    private void apply(Status status, Path path) throws IOException {
        if (mayGiveAway) {
            giveAway(status, path);
        }
        Files.setAttribute(path, "unix:mode", status.modeBits());
        Files.setLastModifiedTime(path, FileTime.from(status.modified()));
    }
}
