package co.zencap.backup.wal;

import java.io.IOException;

/** A file of the log is to be stored of which another content is there. */
public final class WalConflict extends IOException {
    private static final long serialVersionUID = 1L;

    private final String name;

    WalConflict(String name, String repository) {
        super("The repository " + repository + " has " + name + " of this cluster already, with another content."
                + " HINT: do two servers write the same log, such as one that was restored from a copy? Promote the copy,"
                + " so that it has a timeline of its own, or give its service another BACKUP_TARGET.");
        this.name = name;
    }

    /** The file's name. */
    String name() {
        return name;
    }
}
