package co.zencap.backup.postgres.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * The 128-bit hash of one row, or of one large object. Up to {@link #BLOCK} bytes it is their XXH3-128. What is longer
 * is hashed block by block, each block behind the 16 bytes of the hash so far, so that the result depends on the bytes
 * only and never needs more memory than a block.
 *
 * <p>XXH3 finds accidents, not forgers; what an attacker might change is under the manifest's HMAC.
 */
final class RowHash {
    static final int BLOCK = 256 * 1024;
    private static final int STATE = 16;
    private static final LongTupleHashFunction XXH3 = LongTupleHashFunction.xx128();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] hash = XXH3.newResultArray();
    private byte[] block = new byte[STATE + 4096];
    private int filled;
    private boolean chained;
    private final boolean hashing;

    RowHash() {
        this(true);
    }

    /** Where it isn't {@code hashing} it is free, and its result is always 0: for those who only count. */
    RowHash(boolean hashing) {
        this.hashing = hashing;
    }

    /** Hashes bytes that lie in one piece; read the result by {@link #low()} and {@link #high()}. */
    void whole(byte[] bytes, int offset, int length) {
        if (!hashing) {
            return;
        }
        if (length <= BLOCK) {
            XXH3.hashBytes(bytes, offset, length, hash);
        } else {
            update(bytes, offset, length);
            finish();
        }
    }

    void update(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == BLOCK) {
                fold();
            }
            int n = Math.min(left, BLOCK - filled);
            reserve(filled + n);
            System.arraycopy(bytes, from, block, STATE + filled, n);
            filled += n;
            from += n;
            left -= n;
        }
    }

    /** Ends what {@link #update} collected and begins anew. */
    void finish() {
        digest();
        filled = 0;
        chained = false;
    }

    /** Whether exactly these two bytes were collected so far. */
    boolean collected(char first, char second) {
        return filled == 2 && !chained && block[STATE] == first && block[STATE + 1] == second;
    }

    long low() {
        return hash[0];
    }

    long high() {
        return hash[1];
    }

    private void fold() {
        digest();
        LONG.set(block, 0, hash[0]);
        LONG.set(block, 8, hash[1]);
        chained = true;
        filled = 0;
    }

    private void digest() {
        if (!hashing) {
            return;
        }
        if (chained) {
            XXH3.hashBytes(block, 0, STATE + filled, hash);
        } else {
            XXH3.hashBytes(block, STATE, filled, hash);
        }
    }

    private void reserve(int length) {
        if (STATE + length > block.length) {
            int size = Math.min(BLOCK, Math.max(length, 2 * block.length));
            block = Arrays.copyOf(block, STATE + size);
        }
    }
}
