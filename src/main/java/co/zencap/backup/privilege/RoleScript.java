package co.zencap.backup.privilege;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a role is made, as SQL for psql.
 *
 * @param purpose what the role is for
 * @param role its name
 * @param database in which the statements have to run
 * @param statements in their order: the role itself, then each right
 * @param notes what SQL can't say, one sentence each
 */
public record RoleScript(
        RolePurpose purpose, String role, String database, List<Grant> statements, List<String> notes) {

    public RoleScript {
        statements = List.copyOf(statements);
        notes = List.copyOf(notes);
    }

    /** What psql takes: the reason of each statement is a comment. */
    public String text() {
        return "-- " + purpose.words() + "\n-- Run it as a superuser in the database " + database + ".\n"
                + statements.stream()
                        .map(grant -> "\n-- " + grant.why() + "\n" + grant.sql() + ";\n")
                        .collect(Collectors.joining())
                + notes.stream().map(note -> "\n-- " + note).collect(Collectors.joining())
                + "\n";
    }
}
