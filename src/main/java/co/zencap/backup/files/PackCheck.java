package co.zencap.backup.files;

import co.zencap.backup.stream.TarEntries;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Reads a pack whole and sees whether each piece is what its name, its SHA-256, says. */
public final class PackCheck {
    private PackCheck() {}

    /**
     * Reads {@code plain} to its end; it stays the caller's to close.
     *
     * @return how many pieces there are
     * @throws IOException when one is not what its name says
     */
    public static long read(InputStream plain) throws IOException {
        long pieces = 0;
        TarEntries tar = new TarEntries(plain);
        for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
            MessageDigest digest = DigestUtils.getSha256Digest();
            tar.content().transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            if (!HexFormat.of().formatHex(digest.digest()).equals(entry.getName())) {
                throw new IOException("The content of a piece is not what its name says."
                        + " HINT: this copy is damaged; use the other repository's.");
            }
            pieces++;
        }
        return pieces;
    }
}
