package co.zencap.backup.verify;

import java.time.Duration;

/**
 * How fast a repository gave its bytes. Only the time counts in which they were waited for, not what was done with them.
 *
 * @param bytes how many came
 * @param waiting for all of them, from the first question on
 * @param firstByte the mean time from asking for an object to its first byte
 */
public record ReadSpeed(long bytes, Duration waiting, Duration firstByte) {
    /** Of fewer bytes the time says more about the way than about the speed. */
    static final long FEWEST_BYTES = 1 << 20;

    /** Whether there were enough bytes to speak of a speed. */
    public boolean tells() {
        return bytes >= FEWEST_BYTES && !waiting.isZero();
    }

    /** Bytes per second. */
    public double bytesPerSecond() {
        return bytes / (waiting.toNanos() / 1e9);
    }
}
