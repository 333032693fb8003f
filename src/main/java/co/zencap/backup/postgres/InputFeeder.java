package co.zencap.backup.postgres;

import co.zencap.backup.stream.Payload;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Writes a program's standard input on a thread of its own. A program that stops reading early (pg_restore --list needs
 * the beginning only) is judged by its exit status alone; input that cannot be read is a failure whatever it says.
 */
final class InputFeeder {

    private final Payload payload;
    private final Pipe pipe;
    private final Thread thread;
    private volatile IOException unreadable;

    InputFeeder(String name, Payload payload, OutputStream stdin, Runnable onBytes) {
        this.payload = payload;
        this.pipe = new Pipe(stdin, onBytes);
        this.thread = new Thread(this::feed, name + "-stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private void feed() {
        try (payload;
                pipe) {
            write();
        } catch (IOException | RuntimeException e) {
            note(e);
        }
    }

    /** What is wrong is noted before the pipe is closed: the program takes that for a good end, and may be quicker than we are. */
    private void write() {
        try {
            payload.writeTo(pipe);
        } catch (IOException | RuntimeException | Error e) {
            note(e);
        }
    }

    private void note(Throwable e) {
        if (!pipe.broken && unreadable == null) {
            unreadable = e instanceof IOException failure
                    ? failure
                    : new IOException("What it should read can't be read: " + e, e);
        }
    }

    /** After the program's end: throws what kept its input from being read. */
    void finish(Duration patience) throws IOException, InterruptedException {
        thread.join(patience.toMillis());
        if (unreadable != null) {
            throw unreadable;
        }
    }

    /** After the program's end: the pipe is broken, so the thread ends with its next write; a blocked read is cut. */
    void close() {
        thread.interrupt();
    }

    private static final class Pipe extends FilterOutputStream {

        private final Runnable onBytes;
        private volatile boolean broken;

        Pipe(OutputStream out, Runnable onBytes) {
            super(out);
            this.onBytes = onBytes;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
                onBytes.run();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }
}
