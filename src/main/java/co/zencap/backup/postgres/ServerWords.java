package co.zencap.backup.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a server says of a failure beside its sentences, which may quote rows: names, and none of the values.
 *
 * @param state the SQLSTATE
 * @param routine of the server, in which it failed; empty where the server has said nothing
 */
public record ServerWords(
        String state,
        Optional<String> table,
        Optional<String> column,
        Optional<String> constraint,
        Optional<String> routine) {

    public static ServerWords of(SQLException failure) {
        ServerErrorMessage said = failure instanceof PSQLException p ? p.getServerErrorMessage() : null;
        if (said == null && failure.getNextException() != null) {
            return of(failure.getNextException()); // of a batch
        }
        String state = String.valueOf(failure.getSQLState());
        return said == null
                ? new ServerWords(state, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                : new ServerWords(
                        state,
                        Optional.ofNullable(said.getTable()),
                        Optional.ofNullable(said.getColumn()),
                        Optional.ofNullable(said.getConstraint()),
                        Optional.ofNullable(said.getRoutine()));
    }

    /** All of it on a line: "SQLSTATE 23514, table orders, constraint positive". */
    public String text() {
        return Stream.of(
                        Optional.of("SQLSTATE " + state),
                        table.map(name -> "table " + name),
                        column.map(name -> "column " + name),
                        constraint.map(name -> "constraint " + name),
                        Optional.of(routine.map(name -> "in " + name).orElse("no answer of the server")))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }
}
