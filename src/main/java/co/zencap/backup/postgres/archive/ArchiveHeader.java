package co.zencap.backup.postgres.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a custom-format archive, as {@code WriteHead} and {@code ReadHead} of
 * {@code src/bin/pg_dump/pg_backup_archiver.c} have it. Versions 1.12 (PostgreSQL 9.0 and later; 10 to 11 in use), 1.13
 * (the security releases of 2018), 1.14 (12 to 15), 1.15 (16) and 1.16 (17 and 18) are read.
 *
 * @param minor the minor archive format version; the major one is 1
 * @param database name of the dumped database
 * @param serverVersion version of the server that was dumped, as it says it
 * @param dumpVersion version of the pg_dump that wrote the archive
 */
public record ArchiveHeader(int minor, String database, String serverVersion, String dumpVersion) {
    private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
    private static final int CUSTOM = 1;
    private static final int OLDEST = 12;
    private static final int NEWEST = 16;
    static final int OFFSET_BYTES = 8;

    static ArchiveHeader read(ArchiveInput in) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        for (int i = 0; i < magic.length; i++) {
            magic[i] = (byte) in.readByte();
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw new ArchiveFormatException(
                    0, "it doesn't begin with PGDMP", "make the dump with pg_dump --format=custom");
        }
        int major = in.readByte();
        int minor = in.readByte();
        in.readByte(); // the revision never changes the layout
        if (major != 1 || minor < OLDEST || minor > NEWEST) {
            throw new ArchiveFormatException(
                    in.position(),
                    "its format version is " + major + "." + minor + ", and 1.12 to 1.16 are known here",
                    "use the pg_dump of PostgreSQL 10 to 18");
        }
        expect(in, "size of integers", ArchiveInput.INT_BYTES, in.readByte());
        expect(in, "size of file offsets", OFFSET_BYTES, in.readByte());
        expect(in, "archive format", CUSTOM, in.readByte());
        int compression = minor >= 15 ? in.readByte() : in.readInt();
        if (compression != 0) {
            throw new ArchiveFormatException(
                    in.position(), "its data is compressed", "make the dump with pg_dump --compress=0");
        }
        for (int i = 0; i < 7; i++) {
            in.readInt(); // the creation time as a struct tm, without its zone: of no use
        }
        return new ArchiveHeader(minor, text(in), text(in), text(in));
    }

    private static void expect(ArchiveInput in, String what, int expected, int found) throws ArchiveFormatException {
        if (found != expected) {
            throw ArchiveFormatException.damaged(in.position(), "the " + what + " is " + found + ", not " + expected);
        }
    }

    private static String text(ArchiveInput in) throws IOException {
        byte[] bytes = in.readString();
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
