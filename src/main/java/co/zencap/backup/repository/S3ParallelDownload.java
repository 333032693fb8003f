package co.zencap.backup.repository;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An object's bytes in order, fetched in parts by several connections at a time: one connection alone gets a fraction of what
 * a bucket can give, and waits while what it brought is decrypted. Every part is of the same object, by its ETag, and is taken
 * up again where its connection breaks. Not for several threads.
 */
final class S3ParallelDownload extends ObjectStream {
    /** Of one request. */
    static final int PART_BYTES = 8 << 20;

    /** Parts that are on their way or wait to be read. */
    private static final int AHEAD = 3;

    private final S3Connection connection;
    private final long size;
    private final String tag;
    private final ExecutorService fetchers;
    private final Deque<Future<Part>> parts = new ArrayDeque<>();
    private final Set<S3Download> running = ConcurrentHashMap.newKeySet();

    /** Each part is read into one that an earlier part has left: new ones for all would keep the garbage collector busy. */
    private final Deque<byte[]> buffers = new ArrayDeque<>();

    private Part current = new Part(new byte[PART_BYTES], 0);
    private int position;
    private long asked;

    /** What one request has brought. */
    private record Part(byte[] buffer, int length) {}

    S3ParallelDownload(S3Connection connection, String key, long size, String tag) {
        super(key);
        this.connection = connection;
        this.size = size;
        this.tag = tag;
        this.fetchers = Executors.newFixedThreadPool(AHEAD, work -> {
            var thread = new Thread(work, "download of " + key);
            thread.setDaemon(true);
            return thread;
        });
        askAhead();
    }

    private void askAhead() {
        while (parts.size() < AHEAD && asked < size) {
            long from = asked;
            asked = Math.min(from + PART_BYTES, size);
            int length = (int) (asked - from);
            byte[] buffer = buffers.isEmpty() ? new byte[PART_BYTES] : buffers.remove();
            parts.add(fetchers.submit(() -> fetch(from, buffer, length)));
        }
    }

    private Part fetch(long from, byte[] buffer, int length) throws IOException {
        try (var part = new S3Download(connection, key(), from, from + length, tag)) {
            running.add(part);
            try {
                requireOpen();
                return new Part(buffer, part.readNBytes(buffer, 0, length));
            } finally {
                running.remove(part);
            }
        }
    }

    @Override
    int fetch(byte[] buffer, int offset, int length) throws IOException {
        if (position == current.length()) {
            if (parts.isEmpty()) {
                return -1;
            }
            Part read = current;
            current = next();
            buffers.add(read.buffer());
            position = 0;
            askAhead();
        }
        int count = Math.min(length, current.length() - position);
        System.arraycopy(current.buffer(), position, buffer, offset, count);
        position += count;
        return count;
    }

    private Part next() throws IOException {
        try {
            return parts.remove().get();
        } catch (ExecutionException e) {
            close();
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("Cannot read " + key() + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            close(); // the part is out of the row: whoever read on would miss it
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while reading " + key());
        }
    }

    /** What is on its way is given up at once. */
    @Override
    void giveUp() {
        parts.clear();
        fetchers.shutdownNow();
        running.forEach(S3Download::abort);
    }
}
