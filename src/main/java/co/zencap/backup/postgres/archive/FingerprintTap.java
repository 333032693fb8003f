package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ThreadFactory;

/**
 * Passes a dump on to another stream while a thread of its own reads it along, so that the fingerprint is there when the
 * last byte is, and nothing is read twice. A dump that can't be read is no backup: the next write fails, and at the
 * latest {@link #result()} does.
 *
 * <p>The owner writes, calls {@link #result()} once everything is written, and closes in any case; closing ends the
 * thread, whatever state it is in, and leaves the other stream alone. For one writing thread.
 */
public final class FingerprintTap extends OutputStream {
    private static final int BUFFERS = 16;
    private static final int BUFFER_SIZE = 256 * 1024;

    private final OutputStream out;
    private final ArchiveReader.Reading reading;
    private final BufferQueue queue = new BufferQueue(BUFFERS, BUFFER_SIZE);
    private final Thread thread;
    private volatile Throwable failure;
    private volatile Archive archive;

    /** Passes bytes on to {@code out}, which stays its owner's to close. */
    public FingerprintTap(OutputStream out) {
        this(out, ArchiveReader.Reading.CONTENT, task -> new Thread(task, "dump-fingerprint"));
    }

    /** A tap that counts the rows and does not hash them. */
    public static FingerprintTap ofCounts(OutputStream out) {
        return new FingerprintTap(out, ArchiveReader.Reading.COUNTS, task -> new Thread(task, "dump-counts"));
    }

    /** A tap for the archive's structure alone: its fingerprint has no tables, and it takes a fraction of the time. */
    public static FingerprintTap ofStructure(OutputStream out) {
        return new FingerprintTap(out, ArchiveReader.Reading.STRUCTURE, task -> new Thread(task, "dump-structure"));
    }

    FingerprintTap(OutputStream out, ArchiveReader.Reading reading, ThreadFactory threads) {
        this.out = out;
        this.reading = reading;
        this.thread = threads.newThread(this::readAlong);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checkReadable();
        queue.write(bytes, offset, length);
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        checkReadable();
        out.flush();
    }

    /**
     * Says that everything was written, and waits until it was read.
     *
     * @throws ArchiveFormatException when the dump is not whole
     * @throws IOException when it was closed before, or the thread was interrupted
     */
    public Archive result() throws IOException {
        queue.end();
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        join();
        checkReadable();
        return archive;
    }

    /** Ends the reading thread; without {@link #result()} before, what was read is forgotten. May be called again. */
    @Override
    public void close() throws IOException {
        queue.breakOff();
        join();
    }

    private void readAlong() {
        try (InputStream in = queue.reader()) {
            archive = new ArchiveReader(in, reading).read();
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // rethrown in the writing thread, which owns the dump
        }
    }

    private void checkReadable() throws IOException {
        Throwable cause = failure;
        if (cause instanceof ArchiveFormatException format) {
            throw format;
        }
        if (cause != null) {
            throw new IOException("The dump can't be read along: " + cause.getMessage(), cause);
        }
    }

    /** The reader only computes, and waits for nothing once the queue has ended or is broken: this doesn't last. */
    private void join() throws InterruptedIOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("Interrupted while waiting for the fingerprint of a dump");
    }
}
