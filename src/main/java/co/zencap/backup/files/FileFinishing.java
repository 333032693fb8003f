package co.zencap.backup.files;

import co.zencap.backup.disk.Private;
import co.zencap.backup.files.FileEntry.Status;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileStatus.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** The last part of a restoration, when all content is there: sizes, links, modes, owners, times. */
final class FileFinishing {
    private final FileRestore.Source source;
    private final Path folder;
    private final FileChoice choice;
    private final FileStatus statuses = new FileStatus();
    private boolean mayGiveAway;
    private final Deque<FileEntry> open = new ArrayDeque<>();
    private long folders;
    private long files;
    private long links;
    private long bytes;

    FileFinishing(FileRestore.Source source, Path folder, FileChoice choice) throws IOException {
        this.source = source;
        this.folder = folder;
        this.choice = choice;
        this.mayGiveAway = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    Restored run() throws IOException {
        try (FileIndex index = source.index()) {
            while (index.hasNext()) {
                FileEntry entry = index.next();
                FileName path = choice.place(entry);
                if (path != null) {
                    leaveFolders(entry.path());
                    finish(entry, path.in(folder));
                }
            }
        }
        leaveFolders(null);
        return new Restored(files, folders, links, bytes, mayGiveAway);
    }

    /**
     * Folders get their mode and time once all in them is done: what a mode forbids has happened by then, and the time
     * stays. An index has all that lies in a folder right after it.
     *
     * @param next what comes next; null at the end
     */
    private void leaveFolders(FileName next) throws IOException {
        while (!open.isEmpty() && (next == null || !next.isInside(open.peek().path()))) {
            FileEntry left = open.pop();
            Path path = left.path().in(folder);
            Found there = statuses.of(path, LinkOption.NOFOLLOW_LINKS);
            if (!there.isFolder()) {
                throw new IOException("The index calls " + left.path() + " a folder and something else."
                        + " HINT: it was not made by this program; do not trust it.");
            }
            apply(left.status(), path, there);
        }
    }

    private void finish(FileEntry entry, Path path) throws IOException {
        switch (entry.type()) {
            case FOLDER -> {
                open.push(entry);
                folders++;
            }
            case FILE -> {
                apply(entry.status(), path, completed(path, entry.size()));
                files++;
                bytes += entry.size();
            }
            case SYMLINK -> symlink(entry, path);
            case HARDLINK -> hardlink(entry, path);
            case SKIPPED -> {}
        }
    }

    /**
     * Empty files have no piece, and what ends in zeros has not been written to its end. Most files are whole, and asking is
     * cheaper than opening.
     */
    private Found completed(Path path, long size) throws IOException {
        try {
            Found there = statuses.of(path, LinkOption.NOFOLLOW_LINKS);
            if (there.isFile() && there.size() >= size) {
                return there;
            }
        } catch (NoSuchFileException e) {
            // an empty one
        }
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                Private.FILE)) {
            if (file.size() < size) {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return statuses.of(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void symlink(FileEntry entry, Path path) throws IOException {
        Files.createSymbolicLink(path, entry.link().asLink());
        links++;
    }

    private void hardlink(FileEntry entry, Path path) throws IOException {
        FileName first = choice.first(entry);
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

    private void apply(Status status, Path path, Found there) throws IOException {
        boolean isOurs = there.status().uid() == status.uid() && there.status().gid() == status.gid();
        if (mayGiveAway && !isOurs) {
            giveAway(status, path);
        }
        // The mode comes last: it may forbid to open the file, and that is what setting its time takes.
        Files.setLastModifiedTime(path, FileTime.from(status.modified()));
        Files.setAttribute(path, "unix:mode", status.modeBits());
    }
}
