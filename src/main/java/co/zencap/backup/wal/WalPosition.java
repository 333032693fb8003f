package co.zencap.backup.wal;

import co.zencap.backup.backup.SignedFile;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the log in a repository reaches. It lies beside the log, so that it is known without the cluster and the catalog.
 *
 * @param formatVersion of this document
 * @param target that of the base backups
 * @param systemIdentifier the cluster's own number
 * @param timeline the branch of which this is told
 * @param reached all of the log before this place is stored
 * @param recoverable all that was committed before this instant, by the server's clock, is stored
 * @param segmentBytes how large segments are
 */
public record WalPosition(
        int formatVersion,
        String target,
        String systemIdentifier,
        int timeline,
        Lsn reached,
        Instant recoverable,
        long segmentBytes) {
    public static final int FORMAT_VERSION = 1;
    public static final String FILE_NAME = "position.json";
    private static final int LARGEST = 1 << 16;

    private boolean isTorn() {
        return reached == null || recoverable == null || timeline == 0 || segmentBytes < 1;
    }

    byte[] write(Optional<MasterKey> key) {
        return SignedFile.write(this, key);
    }

    static WalPosition read(InputStream in, String target, String systemIdentifier, Optional<MasterKey> key)
            throws IOException {
        byte[] bytes = in.readNBytes(LARGEST);
        if (key.isPresent()) {
            SignedFile.check(bytes, FILE_NAME, "wal-" + systemIdentifier, key.get());
        }
        WalPosition position;
        try {
            position = Json.MAPPER.readValue(bytes, WalPosition.class);
        } catch (JsonProcessingException e) {
            throw new IOException("The " + FILE_NAME + " of " + target + " is not readable JSON.", e);
        }
        if (position == null || position.isTorn()) {
            throw new IOException("The " + FILE_NAME + " of " + target + " lacks a part, or says what can't be.");
        }
        if (!target.equals(position.target()) || !systemIdentifier.equals(position.systemIdentifier())) {
            throw new IOException("The " + FILE_NAME + " of " + target + " is another cluster's: it was moved there.");
        }
        return position;
    }
}
