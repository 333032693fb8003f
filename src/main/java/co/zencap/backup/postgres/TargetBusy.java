package co.zencap.backup.postgres;

import java.io.IOException;

/** Somebody else, perhaps on another machine, is backing the same target up right now. */
public final class TargetBusy extends IOException {

    TargetBusy(String target) {
        super("A backup of '" + target + "' is already running, here or on another machine."
                + "\nHINT: wait for it to end; its session shows in pg_stat_activity with an open transaction.");
    }
}
