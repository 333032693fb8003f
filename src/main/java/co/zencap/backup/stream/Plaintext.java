package co.zencap.backup.stream;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.google.crypto.tink.StreamingAead;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;

/** The way back: from stored bytes to what was backed up. */
public final class Plaintext {
    /** At most this much history (2^27 bytes) is kept for decompression, whatever a frame asks for. */
    private static final int MAX_WINDOW_LOG = 27;

    private Plaintext() {}

    /**
     * Decrypts. Reading to the end proves that nothing was changed, reordered or cut off; what was read before an error
     * was authentic, but not whole.
     *
     * @param associatedData as given at encryption
     */
    public static InputStream decrypt(InputStream stored, StreamingAead cipher, byte[] associatedData)
            throws IOException {
        try {
            return new Authenticated(cipher.newDecryptingStream(stored, associatedData));
        } catch (GeneralSecurityException e) {
            throw new IOException("Decryption could not be started: " + e.getMessage(), e);
        }
    }

    /** Decompresses Zstandard; fails on a frame that is cut off or whose checksum is wrong. */
    public static InputStream decompress(InputStream compressed) throws IOException {
        var zstd = new ZstdInputStreamNoFinalizer(compressed, RecyclingBufferPool.INSTANCE);
        zstd.setLongMax(MAX_WINDOW_LOG);
        return new BufferedInputStream(zstd, 1 << 18);
    }

    /**
     * The same, of which no more may come than {@code most} bytes.
     *
     * @param most what was compressed, in bytes
     */
    public static InputStream decompress(InputStream compressed, long most) throws IOException {
        return new BoundedInputStream(decompress(compressed), most);
    }

    /** Says for a person what a failed authentication means; the library's words tell only of tags and segments. */
    private static final class Authenticated extends FilterInputStream {

        Authenticated(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw explained(e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                throw explained(e);
            }
        }

        private static IOException explained(IOException e) {
            boolean ofTheCipher = e.getCause() instanceof GeneralSecurityException
                    || e.getStackTrace().length > 0
                            && e.getStackTrace()[0].getClassName().startsWith("com.google.crypto.tink");
            return ofTheCipher
                    ? new IOException(
                            "Authenticated decryption failed: the stored bytes were changed, cut off, or belong to another"
                                    + " backup. HINT: use another repository's copy, and look for the cause.",
                            e)
                    : e;
        }
    }
}
