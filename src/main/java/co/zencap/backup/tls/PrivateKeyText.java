package co.zencap.backup.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key as PEM: PKCS #8 ({@code PRIVATE KEY}), or the older forms that cert-manager and openssl write for RSA (PKCS #1)
 * and for elliptic curves (SEC 1), which Java does not read. These say less; what they lack is what the certificate says of its
 * public key.
 */
final class PrivateKeyText {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----([^-]*)-----END \\1-----");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private PrivateKeyText() {}

    /**
     * Reads one.
     *
     * @param owner the public key that it should belong to
     * @throws IllegalArgumentException when it can't be read; the message repeats nothing of it
     * @throws GeneralSecurityException when it is of another kind than {@code owner}
     */
    static PrivateKey read(String pem, PublicKey owner) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "holds no private key. HINT: it has to be PEM, with -----BEGIN PRIVATE KEY----- in it.");
        }
        if (block.group(1).startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
            throw new IllegalArgumentException("is locked by a password, which nobody could give at a start."
                    + " HINT: write it without one: openssl pkey -in KEY -out NEW.");
        }
        byte[] der = decode(block.group(2));
        KeyFactory factory = KeyFactory.getInstance(owner.getAlgorithm());
        return factory.generatePrivate(
                new PKCS8EncodedKeySpec(block.group(1).equals("PRIVATE KEY") ? der : pkcs8(der, owner)));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds no private key. HINT: it is damaged; fetch it anew.");
        }
    }

    /** The same key as PKCS #8: a version, the algorithm as the public key names it, and the key. */
    private static byte[] pkcs8(byte[] key, PublicKey owner) {
        byte[] info = owner.getEncoded();
        int start = content(info, 0);
        int end = content(info, start) + length(info, start);
        var body = new ByteArrayOutputStream();
        body.writeBytes(VERSION);
        body.write(info, start, end - start);
        body.writeBytes(element(OCTETS, key));
        return element(SEQUENCE, body.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        var element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.length;
        if (length < 0x80) {
            element.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            element.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                element.write(length >> 8 * i);
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    /** Where the content of the element at {@code at} begins; it was written by Java, and so is well formed. */
    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }
}
