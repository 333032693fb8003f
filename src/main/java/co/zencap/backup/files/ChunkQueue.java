package co.zencap.backup.files;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Chunks between those who read files and those who pack them. Bounded by its buffers, which are used again and again: new
 * ones for every file would keep the garbage collector busier than anything else.
 */
final class ChunkQueue {
    /** Most files need no more than that. */
    private static final int SMALL = 1 << 16;

    private static final int SMALL_ONES = 128;

    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final Buffers small;
    private final Buffers large;

    /** @param pieces of full length that may be on their way */
    ChunkQueue(int pieces, int pieceBytes) {
        large = new Buffers(pieces, pieceBytes);
        small = pieceBytes > SMALL ? new Buffers(SMALL_ONES, SMALL) : large;
    }

    /** A buffer of at least this length; to be {@linkplain #put put} or {@linkplain #release released}. */
    byte[] buffer(int length) throws InterruptedException {
        return (length <= small.bytes ? small : large).take();
    }

    void put(Chunk chunk) throws InterruptedException {
        chunks.put(chunk);
    }

    Chunk take() throws InterruptedException {
        return chunks.take();
    }

    /** The buffer is not needed any more. */
    void release(byte[] buffer) {
        (buffer.length <= small.bytes ? small : large).giveBack(buffer);
    }

    /** So many of one size, made when they are first needed. */
    private static final class Buffers {
        private final int bytes;
        private final Semaphore left;
        private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

        Buffers(int count, int bytes) {
            this.bytes = bytes;
            left = new Semaphore(count);
        }

        byte[] take() throws InterruptedException {
            left.acquire();
            byte[] used = free.poll();
            return used == null ? new byte[bytes] : used;
        }

        void giveBack(byte[] buffer) {
            free.add(buffer);
            left.release();
        }
    }
}
