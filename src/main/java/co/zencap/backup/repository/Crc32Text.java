package co.zencap.backup.repository;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * CRC32 in the forms of S3: four bytes, big-endian, in Base64; for a composite of parts, the CRC32 of the parts' CRC32s,
 * a hyphen and the number of parts ("Checking object integrity" in the Amazon S3 user guide).
 */
final class Crc32Text {

    private Crc32Text() {}

    static String of(long crc) {
        return Base64.getEncoder().encodeToString(bytes(crc));
    }

    static String composite(List<Long> parts) {
        CRC32 whole = new CRC32();
        parts.forEach(part -> whole.update(bytes(part)));
        return of(whole.getValue()) + "-" + parts.size();
    }

    private static byte[] bytes(long crc) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) crc).array();
    }
}
