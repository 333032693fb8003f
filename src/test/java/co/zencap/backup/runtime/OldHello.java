package co.zencap.backup.runtime;

import java.io.ByteArrayOutputStream;

/** The first thing that a client says which speaks no newer TLS than one version; RFC 5246, 7.4.1.2. */
final class OldHello {
    /** How the answer of a server begins that speaks it, and neither an alert nor silence; RFC 5246, 6.2.1. */
    static final int HANDSHAKE = 22;

    static final byte[] TLS_1_0 = hello(1);
    static final byte[] TLS_1_1 = hello(2);
    static final byte[] TLS_1_2 = hello(3);

    private OldHello() {}

    private static byte[] hello(int minor) {
        var body = new ByteArrayOutputStream();
        body.write(3);
        body.write(minor);
        body.writeBytes(new byte[32]); // random
        body.write(0); // no session
        int[] ciphers = {0xC009, 0xC00A, 0xC013, 0xC014, 0xC02B, 0xC02F, 0x00FF};
        two(body, 2 * ciphers.length);
        for (int cipher : ciphers) {
            two(body, cipher);
        }
        body.write(1);
        body.write(0); // no compression
        var extensions = new ByteArrayOutputStream();
        extensions.writeBytes(new byte[] {0, 10, 0, 4, 0, 2, 0, 23}); // the curve secp256r1
        extensions.writeBytes(new byte[] {0, 11, 0, 2, 1, 0}); // its points uncompressed
        if (minor == 3) {
            extensions.writeBytes(new byte[] {0, 13, 0, 6, 0, 4, 4, 3, 4, 1}); // ECDSA and RSA with SHA-256
        }
        two(body, extensions.size());
        body.writeBytes(extensions.toByteArray());

        var message = new ByteArrayOutputStream();
        message.write(1);
        message.write(0);
        two(message, body.size());
        message.writeBytes(body.toByteArray());
        var record = new ByteArrayOutputStream();
        record.write(22);
        record.write(3);
        record.write(1);
        two(record, message.size());
        record.writeBytes(message.toByteArray());
        return record.toByteArray();
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
