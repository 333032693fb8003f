package co.zencap.backup.audit;

import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The seal of an exported part of the trail, as a change of the master key sees it: the lines before it are never touched. */
public final class AuditSeal {
    /** No part of a trail is larger. */
    public static final int LARGEST = AuditSegment.LARGEST;

    private AuditSeal() {}

    /**
     * Seals a part of the trail with the key in force.
     *
     * @param file where it lies in the repository
     * @param key knows the older key with which it may be sealed now
     * @return the very same bytes when that is done already
     * @throws IOException when it is not what was sealed, by whichever of these keys: then it must not be sealed anew
     */
    public static byte[] renew(String file, byte[] bytes, MasterKey key) throws IOException {
        AuditSegment.Seal seal =
                AuditSegment.read(file, bytes, Optional.of(key)).seal();
        AuditSegment.Seal renewed = seal.by(key);
        if (renewed.equals(seal)) {
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String lines = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
        return (lines + AuditSegment.json(renewed) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Which key has sealed it, as it says itself; empty when it was none, or it is not readable. */
    public static Optional<String> keyId(String file, byte[] bytes) {
        try {
            return Optional.of(AuditSegment.read(file, bytes, Optional.empty()).seal())
                    .map(AuditSegment.Seal::keyId)
                    .filter(id -> !id.isEmpty());
        } catch (BrokenSegment e) {
            return Optional.empty();
        }
    }
}
