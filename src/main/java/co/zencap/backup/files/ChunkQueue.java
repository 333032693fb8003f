package co.zencap.backup.files;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Chunks between those who read files and those who pack them. Bounded by the bytes that are on their way. */
final class ChunkQueue {
    /** Larger buffers are used again; small ones are cheaper to make than to keep. */
    private static final int LARGE = 1 << 18;

    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> buffers;
    private final Semaphore budget;
    private final int pieceBytes;

    /** @param pieces of full length that may be on their way */
    ChunkQueue(int pieces, int pieceBytes) {
        this.pieceBytes = pieceBytes;
        budget = new Semaphore(pieces * pieceBytes);
        buffers = new ArrayBlockingQueue<>(pieces);
    }

    /** A buffer of at least this length; to be {@linkplain #put put} or {@linkplain #release released}. */
    byte[] buffer(int length) throws InterruptedException {
        budget.acquire(cost(length));
        if (length < LARGE) {
            return new byte[length];
        }
        byte[] used = buffers.poll();
        return used == null ? new byte[pieceBytes] : used;
    }

    void put(Chunk chunk) throws InterruptedException {
        chunks.put(chunk);
    }

    Chunk take() throws InterruptedException {
        return chunks.take();
    }

    /** The buffer is not needed any more. */
    void release(byte[] buffer) {
        if (buffer.length >= LARGE) {
            buffers.offer(buffer);
        }
        budget.release(cost(buffer.length));
    }

    /** A small chunk costs more than its bytes; large buffers have all the same size. */
    private int cost(int length) {
        return length < LARGE ? length + 256 : pieceBytes;
    }
}
