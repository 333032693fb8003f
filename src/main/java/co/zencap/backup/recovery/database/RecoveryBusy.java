package co.zencap.backup.recovery.database;

import java.io.IOException;

/** Somebody else is recovering the same database, on this machine or another. */
public final class RecoveryBusy extends IOException {
    private static final long serialVersionUID = 1L;

    RecoveryBusy(String database) {
        super("Another recovery of database " + database
                + " is going on. HINT: wait until it has ended; there can be one" + " at a time.");
    }
}
