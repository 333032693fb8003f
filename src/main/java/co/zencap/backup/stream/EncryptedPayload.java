package co.zencap.backup.stream;

import com.google.crypto.tink.StreamingAead;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/**
 * Encrypts another payload. The last segment, which authenticates the end, is written only when the source ended well:
 * a failed source leaves bytes that no reader will take for whole.
 *
 * @param source what to encrypt; closed with this
 * @param cipher a streaming AEAD
 * @param associatedData what the ciphertext is bound to, the same for reading
 */
public record EncryptedPayload(Payload source, StreamingAead cipher, byte[] associatedData) implements Payload {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            OutputStream encrypting = cipher.newEncryptingStream(new OpenOutputStream(out), associatedData);
            source.writeTo(encrypting);
            encrypting.close();
        } catch (GeneralSecurityException e) {
            throw new IOException("Encryption could not be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
