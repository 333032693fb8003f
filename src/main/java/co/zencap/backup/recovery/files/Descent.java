package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A name in a folder that was reached from another folder step by step, and through no symbolic link: whoever may write in a live
 * tree can put one there at any moment, and must not lead us out of it.
 */
final class Descent implements Closeable {
    private final Deque<SecureDirectoryStream<Path>> open = new ArrayDeque<>();
    private final Path name;

    /**
     * @param start a folder that its owner answers for
     * @param path relative to it
     * @throws IOException when a folder on the way is none, or is a link
     */
    Descent(Path start, FileName path) throws IOException {
        Path relative = start.relativize(path.in(start));
        try {
            open.push(secure(Files.newDirectoryStream(start), start));
            for (Path step : relative.getNameCount() > 1 ? relative.getParent() : Path.of("")) {
                if (!step.toString().isEmpty()) {
                    open.push(open.peek().newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS));
                }
            }
        } catch (FileSystemException e) {
            close();
            throw new IOException(
                    "'" + path + "' can't be reached from " + start + ": "
                            + (e.getReason() == null ? "a folder on the way is gone or forbidden" : e.getReason())
                            + ". HINT: folders on the way must be folders, no links.",
                    e);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
        name = relative.getFileName();
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path folder) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("The file system of " + folder + " can't be walked without following links."
                + " HINT: restore into an empty folder, and move by hand.");
    }

    /** Whether there is anything of that name; a link counts as such. */
    boolean isThere() throws IOException {
        try {
            open.peek()
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Renames it. */
    void moveTo(Descent other) throws IOException {
        open.peek().move(name, other.open.peek(), other.name);
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
