package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.ServerWords;
import java.io.IOException;
import java.sql.SQLException;

/** Rows that were not copied back, and why; the live tables are as they were. Quotes no row. */
public final class CopyRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String UNCHANGED = " Nothing was copied: the live tables are as they were.";

    CopyRefused(String why, String hint) {
        super(why + UNCHANGED + " HINT: " + hint);
    }

    private CopyRefused(String why, String hint, SQLException cause) {
        super(why + UNCHANGED + " HINT: " + hint, cause);
    }

    /** A server's own words may quote rows, which belong into no alert: the constraint's name has to do. */
    static CopyRefused of(SQLException failure) {
        ServerWords said = ServerWords.of(failure);
        String state = said.state();
        String table = said.table().orElse("a live table");
        String constraint = said.constraint().map(name -> " " + name).orElse("");
        return switch (state) {
            case "23503" -> new CopyRefused(
                    "A row would refer to another one that is not there: foreign key" + constraint + " of " + table
                            + ".",
                    "restore and copy back the table that it refers to as well, in the same call.",
                    failure);
            case "23505" -> new CopyRefused(
                    "A row would have what must be unique and is taken in " + table + ": constraint" + constraint + ".",
                    "compare again, and leave out the row (--key), or change the live one.",
                    failure);
            case "23514", "23502", "23P01" -> new CopyRefused(
                    "A row would violate what " + table + " demands: "
                            + (constraint.isEmpty()
                                    ? "a value is missing in column "
                                            + said.column().orElse("?")
                                    : "constraint" + constraint)
                            + ".",
                    "the table has been changed since the backup; copy the rows by hand (INSERT ... SELECT) as they fit.",
                    failure);
            case "55P03", "40P01" -> new CopyRefused(
                    "Somebody else is changing the same rows and did not end in time (SQLSTATE " + state + ").",
                    "try it again when that has ended; BACKUP_LOCK_WAIT_SECONDS sets how long is waited.",
                    failure);
            default -> new CopyRefused(
                    "The server refused (SQLSTATE " + state + ", "
                            + said.routine().map(name -> "in " + name).orElse("no connection")
                            + ").",
                    "see the server's log for its words.",
                    failure);
        };
    }
}
