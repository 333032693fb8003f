package co.zencap.backup.files;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which content lies in which pack: hash tables from SHA-256 to pack number that take 36 bytes a slot, because a million
 * files have a million of them. There are several tables, each with its share of the hashes, so that growing one takes
 * little room beside all of them. Full, they take no more: content that is new then may be stored twice, and nothing else
 * happens. Thread-safe.
 */
final class KnownContent {
    /** Fills two thirds of 2^20 slots, 38 MB. Content beyond it is stored again where it comes twice, and that is all. */
    static final int DEFAULT_LIMIT = 690_000;

    private static final int TABLES = 16;
    private static final int LONGS = 4;
    private static final int FIRST_SLOTS = 1 << 8;

    private final int limit;
    private final AtomicInteger size = new AtomicInteger();
    private final Table[] tables = new Table[TABLES];

    /** @param limit pieces known at most */
    KnownContent(int limit) {
        this.limit = limit;
        Arrays.setAll(tables, i -> new Table());
    }

    /**
     * Which pack has this content.
     *
     * @param sha256 its 32 bytes
     * @param pack will have it, if none has; a number above 0
     * @return 0 when none had it
     */
    int claim(byte[] sha256, int pack) {
        return tables[sha256[0] & TABLES - 1].claim(ByteBuffer.wrap(sha256), pack);
    }

    int size() {
        return size.get();
    }

    /** One share. */
    private final class Table {
        private long[] keys = new long[FIRST_SLOTS * LONGS];
        private int[] packs = new int[FIRST_SLOTS];
        private int used;

        synchronized int claim(ByteBuffer key, int pack) {
            int slot = slot(key, keys, packs);
            if (packs[slot] != 0) {
                return packs[slot];
            }
            if (size.get() < limit) {
                put(slot, key, keys);
                packs[slot] = pack;
                size.incrementAndGet();
                used++;
                if (used * 3L > packs.length * 2L) {
                    grow();
                }
            }
            return 0;
        }

        private void grow() {
            long[] moreKeys = new long[keys.length * 2];
            int[] morePacks = new int[packs.length * 2];
            ByteBuffer key = ByteBuffer.allocate(LONGS * Long.BYTES);
            for (int slot = 0; slot < packs.length; slot++) {
                if (packs[slot] != 0) {
                    for (int i = 0; i < LONGS; i++) {
                        key.putLong(i * Long.BYTES, keys[slot * LONGS + i]);
                    }
                    int free = slot(key, moreKeys, morePacks);
                    put(free, key, moreKeys);
                    morePacks[free] = packs[slot];
                }
            }
            keys = moreKeys;
            packs = morePacks;
        }

        /** Where the key is, or is to be put. The hash is one already, so its first bits will do. */
        private static int slot(ByteBuffer key, long[] keys, int[] packs) {
            int mask = packs.length - 1;
            int slot = (int) (key.getLong(0) & mask);
            while (packs[slot] != 0 && !isAt(slot, key, keys)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private static boolean isAt(int slot, ByteBuffer key, long[] keys) {
            for (int i = 0; i < LONGS; i++) {
                if (keys[slot * LONGS + i] != key.getLong(i * Long.BYTES)) {
                    return false;
                }
            }
            return true;
        }

        private static void put(int slot, ByteBuffer key, long[] keys) {
            for (int i = 0; i < LONGS; i++) {
                keys[slot * LONGS + i] = key.getLong(i * Long.BYTES);
            }
        }
    }
}
