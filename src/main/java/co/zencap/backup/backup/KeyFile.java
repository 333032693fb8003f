package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;

/** {@code key.json}, a backup's wrapped data key, as bytes. */
public final class KeyFile {
    private KeyFile() {}

    /** The file's bytes. */
    public static byte[] write(WrappedKey key) {
        try {
            return Json.MAPPER.writeValueAsBytes(key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("These types can always be written as JSON", e);
        }
    }

    /**
     * Opens the key. A blemish that does not keep it from opening is no reason to lose a backup.
     *
     * @param id of what the key is: a backup's id, or that of a write-ahead log
     * @throws IOException when it does not open
     */
    public static DataKey open(byte[] bytes, Object id, MasterKey masterKey) throws IOException {
        try {
            return masterKey.unwrap(parse(bytes, id), id.toString());
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Which master key opens it, as it says itself. */
    public static String keyId(byte[] bytes, Object id) throws IOException {
        return parse(bytes, id).keyId();
    }

    /**
     * Wraps the key with the master key in force; what it is the key of stays as it is.
     *
     * @param masterKey knows the older key with which it may be wrapped now
     * @return the very same bytes when that is done already
     * @throws IOException when it opens with none of these keys
     */
    public static byte[] renew(byte[] bytes, Object id, MasterKey masterKey) throws IOException {
        DataKey key = open(bytes, id, masterKey);
        return keyId(bytes, id).equals(masterKey.id()) ? bytes : write(masterKey.wrap(key, id.toString()));
    }

    /**
     * Whether the file opens, and is to the byte as it was written: what has rotted once rots on.
     *
     * @throws IOException when it is not
     */
    static void check(byte[] bytes, BackupId id, MasterKey masterKey) throws IOException {
        open(bytes, id, masterKey);
        WrappedKey key = parse(bytes, id);
        // An 'A' for an 'a' means the same, and is a change all the same.
        boolean lower = key.wrapped().equals(key.wrapped().toLowerCase(Locale.ROOT));
        if (!lower || !Arrays.equals(bytes, write(key))) {
            throw new IOException("The " + WrappedKey.FILE_NAME + " of " + id + " still opens, but was changed."
                    + " HINT: use another repository's copy, and look for the cause.");
        }
    }

    private static WrappedKey parse(byte[] bytes, Object id) throws IOException {
        try {
            WrappedKey key = Json.MAPPER.readValue(bytes, WrappedKey.class);
            if (key == null || key.keyId() == null || key.algorithm() == null || key.wrapped() == null) {
                throw damaged(id, "it lacks a part", null);
            }
            return key;
        } catch (JsonProcessingException e) {
            throw damaged(id, Json.why(e), e);
        }
    }

    private static IOException damaged(Object id, String why, Exception cause) {
        return new IOException(
                "The " + WrappedKey.FILE_NAME + " of " + id + " is damaged: " + why
                        + ". HINT: use another repository's copy.",
                cause);
    }
}
