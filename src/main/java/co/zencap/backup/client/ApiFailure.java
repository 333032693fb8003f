package co.zencap.backup.client;

import co.zencap.backup.operation.Problem;

/** A call that brought no result, and why, for a person. */
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;
    private final transient Problem problem;

    ApiFailure(int exitStatus, Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.exitStatus = exitStatus;
        this.problem = problem;
    }

    /** One of {@link ExitStatus}. */
    public int exitStatus() {
        return exitStatus;
    }

    public Problem problem() {
        return problem;
    }
}
