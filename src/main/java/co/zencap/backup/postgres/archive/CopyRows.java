package co.zencap.backup.postgres.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes COPY text in pieces of any size, cuts it into rows and sums their hashes. A row is a line without its line feed:
 * COPY writes a line feed within data as {@code \n}. The line {@code \.} ends the rows (data that looks like it is
 * written {@code \\.}); pg_dump puts it, and two empty lines, behind every table.
 */
final class CopyRows {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';

    private final RowHash hash;
    private final HashSum sum = new HashSum();
    private long pending;
    private boolean ended;
    private boolean trailing;

    CopyRows(RowHash hash) {
        this.hash = hash;
    }

    void accept(byte[] text, int offset, int length) {
        int start = offset;
        int end = offset + length;
        while (start < end) {
            int lineFeed = lineFeed(text, start, end);
            if (lineFeed < 0) {
                hash.update(text, start, end - start);
                pending += end - start;
                return;
            }
            line(text, start, lineFeed - start);
            start = lineFeed + 1;
        }
    }

    /** Whether the last line was whole, and the rows ended by {@code \.} with nothing but empty lines behind. */
    boolean terminated() {
        return ended && !trailing && pending == 0;
    }

    /** Whether the last line was whole, and no {@code \.} came: what a server sends. */
    boolean whole() {
        return !ended && pending == 0;
    }

    HashSum sum() {
        return sum;
    }

    private void line(byte[] text, int start, int length) {
        long size = pending + length;
        boolean inPieces = pending > 0;
        if (inPieces) {
            hash.update(text, start, length);
            pending = 0;
        }
        if (ended) {
            trailing |= size > 0;
        } else if (inPieces) {
            ended = hash.collected('\\', '.');
        } else {
            ended = length == 2 && text[start] == '\\' && text[start + 1] == '.';
        }
        if (inPieces) {
            hash.finish();
        } else if (!ended) {
            hash.whole(text, start, length);
        }
        if (!ended) {
            sum.add(hash, size + 1);
        }
    }

    /** Eight bytes at a time: a byte of a word equal to a line feed becomes zero, and a zero byte is found by a borrow. */
    private static int lineFeed(byte[] text, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(text, i) ^ LINE_FEEDS;
            if (((word - ONES) & ~word & HIGHS) != 0) {
                break;
            }
        }
        for (; i < to; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
