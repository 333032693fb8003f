package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Type;
import co.zencap.backup.files.FileStatus.Found;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks a file set in the order of {@link FileName}. In memory are the names in the folders that it is in, and the files of
 * which some names have not been met yet.
 */
final class FileScan {
    private final FileSet set;
    private final Visitor visitor;
    private final FileStatus statuses = new FileStatus();
    private final FirstNames firstNames;
    private final Set<FileId> open = new HashSet<>();
    private final LinkOption[] linkOptions;

    /** A file or folder, whatever its path. */
    record FileId(long device, long inode) {}

    /** Gets what is found, in order. */
    interface Visitor {

        /**
         * A path. A file's content is not known yet.
         *
         * @param severalNames whether others may be links to it
         */
        void found(FileEntry entry, boolean severalNames) throws InterruptedException;
    }

    FileScan(FileSet set, FirstNames firstNames, Visitor visitor) {
        this.set = set;
        this.firstNames = firstNames;
        this.visitor = visitor;
        linkOptions = set.followLinks() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    /** @throws IOException when a root can't be read: a disk that is not mounted must not pass for an emptied folder */
    void run() throws IOException, InterruptedException {
        for (Path root : set.roots()) {
            FileName name = FileName.of(root).relative();
            Found found;
            try {
                found = statuses.of(root); // a root that is a link is what it points to
                if (found.isFolder()) {
                    Files.newDirectoryStream(root).close();
                }
            } catch (IOException e) {
                throw new IOException(
                        "The folder " + root + " of file set " + set.id() + " can't be read: " + reason(e)
                                + ". HINT: mount it, grant the service access, or take it out of the file set.",
                        e);
            }
            visit(root, name, found);
        }
    }

    private void visit(Path path, FileName name, Found found) throws InterruptedException {
        if (found.isFolder()) {
            folder(path, name, found);
        } else if (found.isFile()) {
            file(name, found);
        } else if (found.isSymlink()) {
            symlink(path, name, found);
        } else {
            visitor.found(entry(name, Type.FILE, found, null).skipped("a device, socket or pipe"), false);
        }
    }

    private void file(FileName name, Found found) throws InterruptedException {
        if (found.links() > 1) {
            FileName first = firstNames.of(id(found), name, found.links());
            if (first != null) {
                visitor.found(entry(name, Type.HARDLINK, found, first), false);
                return;
            }
        }
        visitor.found(entry(name, Type.FILE, found, null), found.links() > 1);
    }

    private void symlink(Path path, FileName name, Found found) throws InterruptedException {
        try {
            visitor.found(entry(name, Type.SYMLINK, found, FileName.of(Files.readSymbolicLink(path))), false);
        } catch (IOException e) {
            visitor.found(entry(name, Type.SYMLINK, found, null).skipped(reason(e)), false);
        }
    }

    private void folder(Path path, FileName name, Found found) throws InterruptedException {
        if (!open.add(id(found))) {
            visitor.found(entry(name, Type.FOLDER, found, null).skipped("a link to a folder that it lies in"), false);
            return;
        }
        try {
            List<FileName> children = children(path);
            visitor.found(entry(name, Type.FOLDER, found, null), false);
            for (FileName child : children) {
                child(name.child(child));
            }
        } catch (IOException e) {
            visitor.found(entry(name, Type.FOLDER, found, null).skipped(reason(e)), false);
        } finally {
            open.remove(id(found));
        }
    }

    private void child(FileName name) throws InterruptedException {
        Path path = name.inRoot();
        try {
            Found found = statuses.of(path, linkOptions);
            if (set.wants(name, found.isFolder())) {
                visit(path, name, found);
            }
        } catch (NoSuchFileException e) {
            dangling(path, name);
        } catch (IOException e) {
            visitor.found(new FileEntry(name, Type.SKIPPED, 0, null, null, null, null, reason(e)), false);
        }
    }

    /** A link to nothing is kept as a link; a file that has gone since its folder was read is nobody's loss. */
    private void dangling(Path path, FileName name) throws InterruptedException {
        try {
            Found found = statuses.of(path, LinkOption.NOFOLLOW_LINKS);
            if (found.isSymlink() && set.wants(name, false)) {
                symlink(path, name, found);
            }
        } catch (IOException gone) {
            visitor.found(new FileEntry(name, Type.SKIPPED, 0, null, null, null, null, reason(gone)), false);
        }
    }

    private static List<FileName> children(Path folder) throws IOException {
        List<FileName> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            int above = FileName.of(folder).bytes().length + 1;
            for (Path child : stream) {
                byte[] path = FileName.of(child).bytes();
                names.add(FileName.of(Arrays.copyOfRange(path, above, path.length)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    private static FileEntry entry(FileName name, Type type, Found found, FileName link) {
        return new FileEntry(name, type, type == Type.FILE ? found.size() : 0, found.status(), null, null, link, null);
    }

    private static FileId id(Found found) {
        return new FileId(found.device(), found.status().inode());
    }

    /** For a person: the JDK's messages are often no more than the path. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is gone";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
    }
}
