package co.zencap.backup.certificate;

import co.zencap.backup.json.Json;
import co.zencap.backup.key.CertificateKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A certificate as a file: JSON whose last member is {@code "signature"}, with the algorithm, the public key, and the
 * Ed25519 signature of the file's own bytes in which the 88 characters of that value are 88 zeros. So whoever checks it
 * needs no canonical form of JSON, and no master key.
 */
public final class SignedCertificate {
    private static final String ZEROS = "0".repeat(88);
    private static final byte[] MARK = "\"value\" : \"".getBytes(StandardCharsets.UTF_8);

    /** What a check has found. */
    public enum Finding {
        /** Signed with the expected key, and nobody has changed it. */
        GENUINE,
        /** Nobody has changed it since it was signed, with another key than the expected one. */
        OTHER_KEY,
        /** Changed after it was signed, or no certificate at all. */
        FORGED,
        /** Made without a key. */
        UNSIGNED
    }

    private SignedCertificate() {}

    /** The file's text; signed when there is a key. */
    static String write(ObjectNode certificate, Optional<CertificateKey> key) {
        ObjectNode document = certificate.deepCopy();
        key.ifPresent(k -> document.putObject("signature")
                .put("algorithm", "Ed25519")
                .put("publicKey", k.publicKey())
                .put("value", ZEROS));
        byte[] bytes;
        try {
            bytes = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written as JSON", e);
        }
        key.ifPresent(k -> {
            byte[] signature = Base64.getEncoder().encode(k.sign(bytes));
            System.arraycopy(signature, 0, bytes, valueStart(bytes), signature.length);
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Checks a file.
     *
     * @param publicKey whose certificate it should be, in Base64
     */
    public static Finding check(byte[] file, String publicKey) {
        JsonNode signature;
        try {
            signature = Json.MAPPER.readTree(file).path("signature");
        } catch (IOException e) {
            return Finding.FORGED;
        }
        if (signature.isMissingNode()) {
            return Finding.UNSIGNED;
        }
        int start = valueStart(file);
        String signer = signature.path("publicKey").asText();
        if (start < 0 || !signatureVerifies(file, start, signer)) {
            return Finding.FORGED;
        }
        return signer.equals(publicKey) ? Finding.GENUINE : Finding.OTHER_KEY;
    }

    private static boolean signatureVerifies(byte[] file, int start, String signer) {
        byte[] unsigned = file.clone();
        Arrays.fill(unsigned, start, start + ZEROS.length(), (byte) '0');
        byte[] text = Arrays.copyOfRange(file, start, start + ZEROS.length());
        try {
            byte[] value = Base64.getDecoder().decode(text);
            // Some other texts decode to the same bytes.
            return Arrays.equals(Base64.getEncoder().encode(value), text)
                    && CertificateKey.verifies(signer, unsigned, value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where the signature's characters begin: the mark's last occurrence, as nothing of the kind follows; else -1. */
    private static int valueStart(byte[] bytes) {
        for (int at = bytes.length - MARK.length - ZEROS.length(); at >= 0; at--) {
            if (Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at + MARK.length;
            }
        }
        return -1;
    }
}
