package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A manifest as bytes. With a master key the last member is {@code "hmac"}: the HMAC-SHA256 of the file's own bytes in
 * which the 64 digits of that value are 64 zeros. So the file stays plain JSON, and whoever checks it needs no canonical
 * form of JSON.
 */
public final class ManifestFile {
    /** More than a manifest of 100,000 tables takes; keeps a hostile repository from filling the memory. */
    public static final int MAX_BYTES = 64 << 20;

    private static final String ZEROS = "0".repeat(64);
    private static final byte[] MARK = "\"hmac\" : \"".getBytes(StandardCharsets.UTF_8);

    private ManifestFile() {}

    /** The file's bytes; signed when there is a key. */
    public static byte[] write(Manifest manifest, Optional<MasterKey> key) {
        ObjectNode document = Json.MAPPER.valueToTree(manifest);
        key.ifPresent(k -> document.put("hmac", ZEROS));
        byte[] bytes;
        try {
            bytes = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A manifest can always be written as JSON", e);
        }
        key.ifPresent(k -> {
            byte[] signature = HexFormat.of().formatHex(k.sign(bytes)).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(signature, 0, bytes, signatureStart(bytes), signature.length);
        });
        return bytes;
    }

    /**
     * Reads a manifest and checks that it is what its place says and that it was signed with this key.
     *
     * @param target the folder's target
     * @param id the folder's backup id
     * @param key empty when encryption is switched off: then no signature can be checked, and an encrypted backup is
     *     refused
     * @throws IOException when it is damaged, forged, or lies in another backup's place
     */
    public static Manifest read(byte[] bytes, String target, BackupId id, Optional<MasterKey> key) throws IOException {
        if (key.isPresent()) {
            checkSignature(bytes, id, key.get());
        }
        Manifest manifest = parse(bytes, id);
        if (!manifest.id().equals(id) || !manifest.target().equals(target)) {
            throw new IOException("The manifest in " + Manifest.folder(target, id) + " is that of "
                    + Manifest.folder(manifest.target(), manifest.id())
                    + ": it was moved or copied there. HINT: verify the other repository's copy.");
        }
        if (key.isEmpty() && manifest.encryption().isPresent()) {
            throw new IOException("Backup " + id + " is encrypted with key "
                    + manifest.encryption().get().keyId() + ", and no key is set. HINT: set BACKUP_ENCRYPTION_KEY.");
        }
        return manifest;
    }

    private static Manifest parse(byte[] bytes, BackupId id) throws IOException {
        JsonNode document;
        try {
            document = Json.MAPPER.readTree(bytes);
            int version = document.path("formatVersion").asInt(0);
            if (version > Manifest.FORMAT_VERSION) {
                throw new IOException("The manifest of " + id + " has format version " + version
                        + ", newer than this program knows. HINT: use a newer zencap.");
            }
            return Json.MAPPER.treeToValue(document, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "The manifest of " + id + " is not readable JSON: " + e.getOriginalMessage()
                            + ". HINT: verify the other repository's copy.",
                    e);
        }
    }

    private static void checkSignature(byte[] bytes, BackupId id, MasterKey key) throws IOException {
        int start = signatureStart(bytes);
        if (start < 0) {
            throw new IOException(
                    "The manifest of " + id + " is not signed, but this service has a key and signs all of"
                            + " its manifests. HINT: it was forged, or made with encryption switched off; unset"
                            + " BACKUP_ENCRYPTION_KEY only if you know that it was the latter.");
        }
        byte[] signature;
        byte[] unsigned = bytes.clone();
        try {
            signature = HexFormat.of().parseHex(new String(bytes, start, ZEROS.length(), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new IOException("The manifest of " + id + " carries a damaged signature.", e);
        }
        Arrays.fill(unsigned, start, start + ZEROS.length(), (byte) '0');
        if (!key.verifies(unsigned, signature)) {
            throw new IOException("The manifest of " + id + " was not signed with key " + key.id()
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
