package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.operation.Problem;

/** A command that does not do what it was asked, and why, for a person. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;
    private final transient Problem problem;

    /** @param exitStatus one of {@link ExitStatus} */
    Refusal(int exitStatus, Problem problem) {
        super(problem.sentence());
        this.exitStatus = exitStatus;
        this.problem = problem;
    }

    int exitStatus() {
        return exitStatus;
    }

    Problem problem() {
        return problem;
    }
}
