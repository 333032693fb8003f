package co.zencap.backup.runtime;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Problem;

/** What has become of an operation that was cut off, and what to do: the same in its alert and in its row. */
final class Interruption {
    private static final String NEXT = "Look into the log for the reason of the end; the next run is not affected.";

    private Interruption() {}

    static Problem of(Kind kind, String target) {
        return new Problem(
                "The " + kind + " of " + target + " was cut off",
                "The service ended while it was running; " + becomesOf(kind),
                remedy(kind));
    }

    private static String becomesOf(Kind kind) {
        return switch (kind) {
            case RECOVERY -> "it goes on where something was swapped already, and else is cleaned up, which leaves"
                    + " production as it was.";
            case TABLE_RESTORATION -> "nothing of it is in the live database.";
            case TABLE_COMPARISON, SECURITY_CHECK -> "it changes nothing.";
            case COPY_BACK -> "all of its rows were copied, or none.";
            case UPLOAD -> "what was sent counts at the next attempt, which comes by itself.";
            case FILE_RESTORATION -> "what it had brought back until then may lie in its folder.";
            case CLEANUP -> "what it had deleted is gone, and the next one goes on.";
            case CATALOG_REBUILD -> "what it had read until then is in the catalog.";
            case KEY_ROTATION -> "some objects need the one key and some the other.";
            case ERASURE -> "it may have destroyed the backup's key already, or not yet.";
            case BACKUP, VERIFICATION -> "what it left is removed.";
            case RESTORATION_TEST -> "what it left is removed, a sandbox database on another server by the next"
                    + " restoration test.";
        };
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case RECOVERY -> "./zencap disaster-recovery --list shows what became of it.";
            case COPY_BACK -> "Compare the tables again: that tells which.";
            case TABLE_RESTORATION, TABLE_COMPARISON -> "Start it again.";
            case FILE_RESTORATION -> "Look into the folder, and start it again into another one.";
            case CATALOG_REBUILD -> "Start it again: it goes on where it ended.";
            case KEY_ROTATION -> "Keep both keys, and start it again with the same ones: it goes on where it ended.";
            case ERASURE -> "Begin it again with the same call.";
            case BACKUP, UPLOAD, VERIFICATION, RESTORATION_TEST, CLEANUP, SECURITY_CHECK -> NEXT;
        };
    }
}
