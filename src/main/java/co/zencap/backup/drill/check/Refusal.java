package co.zencap.backup.drill.check;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why a check's query has no answer.
 *
 * @param check whose
 * @param before how many characters the server was given before the check's own
 * @param cause what the driver said
 */
record Refusal(SqlCheck check, int before, SQLException cause) {

    String words() {
        String said = String.valueOf(
                serverError() == null ? cause.getMessage() : serverError().getMessage());
        return Shown.message(said.endsWith(".") ? said.substring(0, said.length() - 1) : said) + line() + "." + hint();
    }

    /** Where the server names a place: its line in the check's file. */
    private String line() {
        int own = serverError() == null ? 0 : serverError().getPosition() - before;
        if (own <= 0) {
            return "";
        }
        long breaks =
                check.sql().codePoints().limit(own - 1).filter(c -> c == '\n').count();
        return " (line " + (breaks + 1) + ")";
    }

    private String hint() {
        return switch (String.valueOf(cause.getSQLState())) {
            case "57014" -> " It may take " + check.timeout().toMillis() + " ms. HINT: make the query faster, or allow"
                    + " it more, like -- timeout: 5 min.";
            case "42601", "25001", "25006", "0A000" -> " HINT: a check is one query that begins with SELECT, VALUES or"
                    + " WITH, and writes nothing.";
            case "42P01",
                    "3F000" -> " HINT: name the schema too, as in shop.orders; a database's own search_path is not"
                    + " in its dump.";
            default -> "";
        };
    }

    private ServerErrorMessage serverError() {
        return cause instanceof PSQLException e ? e.getServerErrorMessage() : null;
    }
}
