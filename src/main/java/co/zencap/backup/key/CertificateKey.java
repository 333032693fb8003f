package co.zencap.backup.key;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Signs what others are to check who must not have the master key: Ed25519 (RFC 8032), with a private key that is derived
 * from it.
 */
public final class CertificateKey {
    private final Ed25519Sign.KeyPair pair;

    CertificateKey(byte[] seed) {
        try {
            pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
        }
    }

    /** 32 bytes in Base64; everybody may know it. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublicKey());
    }

    /** 64 bytes. */
    public byte[] sign(byte[] content) {
        try {
            return new Ed25519Sign(pair.getPrivateKey()).sign(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is not available in this Java runtime", e);
        }
    }

    /**
     * Whether a signature is that of a public key's owner.
     *
     * @param publicKey in Base64
     */
    public static boolean verifies(String publicKey, byte[] content, byte[] signature) {
        try {
            new Ed25519Verify(Base64.getDecoder().decode(publicKey)).verify(signature, content);
            return true;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
