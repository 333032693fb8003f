package co.zencap.backup.cli;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;

/** Shows problems: what failed, why, and what to do. */
final class Failures {
    private Failures() {}

    static void print(Problem problem, Terminal terminal) {
        String title = terminal.paintNote(Style.BAD, problem.title());
        terminal.err().println(problem.detail().isEmpty() ? title : title + ": " + problem.detail());
        if (!problem.hint().isEmpty()) {
            terminal.err().println("HINT: " + problem.hint());
        }
    }
}
