package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;

/**
 * A pipe between two threads, made of a fixed number of reused buffers. Either side may leave at any time, and the other
 * one never waits for it then.
 */
final class BufferQueue {
    private final int bufferSize;
    private final ArrayDeque<Buffer> free = new ArrayDeque<>();
    private final ArrayDeque<Buffer> filled = new ArrayDeque<>();
    private Buffer writing;
    private boolean ended;
    private boolean broken;
    private boolean readerGone;

    private static final class Buffer {
        final byte[] bytes;
        int length;

        Buffer(int size) {
            bytes = new byte[size];
        }
    }

    BufferQueue(int buffers, int bufferSize) {
        this.bufferSize = bufferSize;
        for (int i = 0; i < buffers; i++) {
            free.add(new Buffer(bufferSize));
        }
    }

    /** Copies the bytes in, waiting for room; drops them once the reader has left. For the one writing thread. */
    void write(byte[] bytes, int offset, int length) throws InterruptedIOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (writing == null) {
                writing = takeFree();
                if (writing == null) {
                    return;
                }
            }
            int n = Math.min(left, bufferSize - writing.length);
            System.arraycopy(bytes, from, writing.bytes, writing.length, n);
            writing.length += n;
            from += n;
            left -= n;
            if (writing.length == bufferSize) {
                handOver();
            }
        }
    }

    /** Nothing more will come; what was written is read to its end. */
    synchronized void end() {
        if (writing != null) {
            handOver();
        }
        ended = true;
        notifyAll();
    }

    /** Nothing more will come, and the reader shall fail rather than take it for the end. */
    synchronized void breakOff() {
        if (!ended) {
            broken = true;
            notifyAll();
        }
    }

    /** The reader's end; closing it lets the writer go on without a reader. */
    InputStream reader() {
        return new Reader();
    }

    private synchronized Buffer takeFree() throws InterruptedIOException {
        while (free.isEmpty() && !readerGone) {
            await();
        }
        return readerGone ? null : free.poll();
    }

    private synchronized void handOver() {
        filled.add(writing);
        writing = null;
        notifyAll();
    }

    private synchronized Buffer takeFilled(Buffer done) throws IOException {
        if (done != null) {
            done.length = 0;
            free.add(done);
            notifyAll();
        }
        while (filled.isEmpty() && !ended && !broken) {
            await();
        }
        if (broken) {
            throw new IOException("The dump was broken off before its end");
        }
        return filled.poll();
    }

    private synchronized void leave() {
        readerGone = true;
        filled.clear();
        free.clear();
        notifyAll();
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while a dump was being read along");
        }
    }

    private final class Reader extends InputStream {
        private Buffer buffer;
        private int next;
        private boolean atEnd;

        @Override
        public int read() throws IOException {
            return ready() ? buffer.bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!ready()) {
                return -1;
            }
            int n = Math.min(length, buffer.length - next);
            System.arraycopy(buffer.bytes, next, bytes, offset, n);
            next += n;
            return n;
        }

        @Override
        public void close() {
            leave();
        }

        private boolean ready() throws IOException {
            if (atEnd || buffer != null && next < buffer.length) {
                return !atEnd;
            }
            buffer = takeFilled(buffer);
            next = 0;
            atEnd = buffer == null;
            return !atEnd;
        }
    }
}
