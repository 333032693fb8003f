package co.zencap.backup.postgres;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A pipe that a program writes into by its name. It is open for both at first, so that neither side waits for the other to open
 * it; from when something is in it we only read, so that it ends when the program closes it, or ends.
 */
final class NamedPipe implements Closeable {
    private final Path path;
    private RandomAccessFile both;
    private InputStream in;

    /** @param path of a pipe that is there */
    NamedPipe(Path path) {
        this.path = path;
    }

    /** Opens it anew; what was in it is gone. */
    void open() throws IOException {
        close();
        both = new RandomAccessFile(path.toFile(), "rw");
        in = new FileInputStream(path.toFile());
    }

    Path path() {
        return path;
    }

    /** Whether somebody has written into it. */
    boolean hasBegun() throws IOException {
        return in.available() > 0;
    }

    /** What is written into it, to its end; belongs to this. Something has to be in it. */
    InputStream read() throws IOException {
        both.close();
        return in;
    }

    @Override
    public void close() throws IOException {
        if (both != null) {
            both.close();
            in.close();
        }
    }
}
