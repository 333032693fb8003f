package co.zencap.backup.recovery.database;

/** Where a recovery stands, as the server's databases tell it. */
public enum RecoveryState {
    /** Nothing on the server is this recovery's: not begun, cleaned up, or swapped in where nothing was live, or forgotten. */
    NONE,
    /** A restore beside was begun and has not ended well; it can't be gone on with, only cleaned up. */
    UNFINISHED,
    /** Restored beside, not yet compared. */
    RESTORED,
    /** Restored beside and compared: may be swapped in; also after an undo. */
    VERIFIED,
    /** The restored database is live, the one of before is kept beside it. */
    SWAPPED
}
