package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A small JSON file beside a backup, as bytes. With a master key the last member is {@code "hmac"}: the HMAC-SHA256 of the
 * file's own bytes in which the 64 digits of that value are 64 zeros. So the file stays plain JSON, and whoever checks it
 * needs no canonical form of JSON.
 */
public final class SignedFile {
    private static final String ZEROS = "0".repeat(64);
    private static final byte[] MARK = "\"hmac\" : \"".getBytes(StandardCharsets.UTF_8);

    private SignedFile() {}

    /** The file's bytes; signed when there is a key. */
    public static byte[] write(Object content, Optional<MasterKey> key) {
        ObjectNode document = Json.MAPPER.valueToTree(content);
        key.ifPresent(k -> document.put("hmac", ZEROS));
        byte[] bytes;
        try {
            bytes = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("These types can always be written as JSON", e);
        }
        key.ifPresent(k -> sign(bytes, signatureStart(bytes), k));
        return bytes;
    }

    /** Puts a signature into the place where there are zeros. */
    private static void sign(byte[] bytes, int start, MasterKey key) {
        byte[] signature = HexFormat.of().formatHex(key.sign(bytes)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(signature, 0, bytes, start, signature.length);
    }

    /**
     * Signs a file with the key in force: its 64 digits change, and no other byte.
     *
     * @param key knows the older key with which it may be signed now
     * @return the very same bytes when that is done already
     * @throws IOException when it was signed with none of these keys: then it must not be signed anew
     */
    public static byte[] renew(byte[] bytes, String what, Object id, MasterKey key) throws IOException {
        check(bytes, what, id, key);
        byte[] renewed = unsigned(bytes);
        sign(renewed, signatureStart(bytes), key);
        return Arrays.equals(bytes, renewed) ? bytes : renewed;
    }

    /** Whether anybody has signed it, with whatever key. */
    public static boolean isSigned(byte[] bytes) {
        return signatureStart(bytes) >= 0;
    }

    /** Whether two signed files say the same, by whichever key they are signed. */
    static boolean saySame(byte[] one, byte[] other) {
        return isSigned(one) && isSigned(other) && Arrays.equals(unsigned(one), unsigned(other));
    }

    private static byte[] unsigned(byte[] bytes) {
        byte[] unsigned = bytes.clone();
        int start = signatureStart(bytes);
        Arrays.fill(unsigned, start, start + ZEROS.length(), (byte) '0');
        return unsigned;
    }

    /**
     * Checks that a file was signed with this key.
     *
     * @param what for messages, like {@code manifest}
     * @param id for messages: of which backup
     * @throws IOException when it was not
     */
    public static void check(byte[] bytes, String what, Object id, MasterKey key) throws IOException {
        int start = signatureStart(bytes);
        if (start < 0) {
            throw new IOException("The " + what + " of " + id
                    + " is not signed, but this service has a key and signs all of"
                    + " its files. HINT: it was forged, or made with encryption switched off; unset"
                    + " BACKUP_ENCRYPTION_KEY only if you know that it was the latter.");
        }
        byte[] signature;
        String digits = new String(bytes, start, ZEROS.length(), StandardCharsets.US_ASCII);
        try {
            signature = HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IOException("The " + what + " of " + id + " carries a damaged signature.", e);
        }
        // An 'A' for an 'a' means the same, and is a change all the same.
        if (!HexFormat.of().formatHex(signature).equals(digits)) {
            throw new IOException("The " + what + " of " + id + " carries a damaged signature.");
        }
        if (!key.verifies(unsigned(bytes), signature)) {
            throw new IOException("The " + what + " of " + id + " was not signed with key " + key.id()
                    + ": it was changed, or BACKUP_ENCRYPTION_KEY is another one than when it was made."
                    + " HINT: compare the key ids in ./zencap status and in the manifest.");
        }
    }

    /** Where the signature's digits begin: the mark's last occurrence, as nothing follows it; -1 without one. */
    private static int signatureStart(byte[] bytes) {
        for (int at = bytes.length - MARK.length - ZEROS.length(); at >= 0; at--) {
            if (Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at + MARK.length;
            }
        }
        return -1;
    }
}
