package co.zencap.backup.postgres.archive;

import java.io.IOException;

/** The bytes are not a whole, undamaged archive that can be read here; says where the reader stood. */
public final class ArchiveFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long position;

    ArchiveFormatException(long position, String what, String hint) {
        super("pg_dump archive, at byte " + position + ": " + what + ". HINT: " + hint);
        this.position = position;
    }

    static ArchiveFormatException damaged(long position, String what) {
        return new ArchiveFormatException(
                position, what, "the archive is truncated or damaged; use another backup, and check the dump's log");
    }

    /** Offset from the archive's first byte. */
    public long position() {
        return position;
    }
}
