package co.zencap.backup.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The block that describes a member of a tar, as POSIX has it and PostgreSQL writes it. Changes the bytes that it was made of. */
public final class TarHeader {
    /** Headers and contents fill whole ones, in bytes. */
    public static final int BLOCK = 512;

    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int SUM_AT = 148;
    private static final int SUM_LENGTH = 8;
    private static final int MAGIC_AT = 257;
    private static final byte[] MAGIC = "ustar\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_LENGTH = 155;

    private final byte[] block;

    /** @param block all of it */
    public TarHeader(byte[] block) {
        this.block = block;
    }

    /** Blocks of zeros, with which a tar ends, describe an empty file without a name. */
    public boolean isEnd() {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the member has this name, of 100 characters of ASCII at most, and lies in no folder that is told apart. */
    public boolean isNamed(String name) {
        byte[] whole = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), NAME_LENGTH);
        return Arrays.equals(block, 0, NAME_LENGTH, whole, 0, NAME_LENGTH) && block[PREFIX_AT] == 0;
    }

    /**
     * Bytes of its content. They are written in octal digits; or, where those don't suffice, as a number whose first bit is set.
     *
     * @throws IOException when it says less than none
     */
    public long size() throws IOException {
        long size = 0;
        if ((block[SIZE_AT] & 0x80) != 0) {
            for (int i = SIZE_AT + 4; i < SIZE_AT + SIZE_LENGTH; i++) {
                size = size << 8 | block[i] & 0xff;
            }
        } else {
            for (int i = SIZE_AT; i < SIZE_AT + SIZE_LENGTH && block[i] >= '0' && block[i] <= '7'; i++) {
                size = size << 3 | block[i] - '0';
            }
        }
        if (size < 0) {
            throw new IOException("What pg_basebackup wrote is no tar file.");
        }
        return size;
    }

    /** Bytes that follow its content, so that a block is full. */
    public long padding() throws IOException {
        return (BLOCK - size() % BLOCK) % BLOCK;
    }

    /**
     * Has it lie in a folder.
     *
     * @param folder without a slash at its end; of 155 characters of ASCII at most
     * @throws IOException when this is no header by POSIX, or it lies in a folder already
     */
    public void into(String folder) throws IOException {
        boolean known = Arrays.equals(block, MAGIC_AT, MAGIC_AT + MAGIC.length, MAGIC, 0, MAGIC.length);
        if (!known || block[PREFIX_AT] != 0) {
            throw new IOException("What pg_basebackup wrote is no tar file that can be joined with others."
                    + " HINT: see whether its program and the server are of the same version.");
        }
        byte[] prefix = folder.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(prefix, 0, block, PREFIX_AT, Math.min(prefix.length, PREFIX_LENGTH));
        Arrays.fill(block, SUM_AT, SUM_AT + SUM_LENGTH, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        byte[] digits = String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, block, SUM_AT, digits.length);
    }
}
