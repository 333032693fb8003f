package co.zencap.backup.recovery.database;

import java.io.IOException;

/** What a swap or an undo does, in this order. */
public enum SwapStep {
    /** The database that comes gets the settings and privileges of the one that goes. */
    DRESS,
    /** Writers of the catalog, where it lies in the live database, wait from here on. */
    HOLD_CATALOG,
    /** The catalog of today is carried into the database that comes. */
    CARRY_CATALOG,
    /** Nobody gets in any more, and who is in is sent away. */
    END_SESSIONS,
    /** The live database gives its name away; nobody else sees that yet. */
    RENAME_LIVE,
    /** The other one takes it. */
    RENAME_OTHER,
    /** Both happen for everybody, or neither. */
    COMMIT;

    /** Is told before each step, and may stop it by throwing. */
    @FunctionalInterface
    public interface Witness {
        /** For whoever needs none. */
        Witness NONE = step -> {};

        void before(SwapStep step) throws IOException;
    }
}
