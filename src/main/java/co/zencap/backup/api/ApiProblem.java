package co.zencap.backup.api;

import co.zencap.backup.operation.Problem;

/** A request that can't be served, and why; becomes a problem document (RFC 9457). */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;

    /**
     * @param status of HTTP
     * @param title what failed
     * @param detail why
     * @param hint what to do
     */
    public ApiProblem(int status, String title, String detail, String hint) {
        super(title + ": " + detail);
        this.status = status;
        this.problem = new Problem(title, detail, hint);
    }

    /** Something that can be had once and is being done already, or stands in the way as long as it runs. */
    static ApiProblem busy(String detail) {
        return new ApiProblem(
                409,
                "Busy",
                detail,
                "./zencap status, or GET /api/v1/operations, shows it; ask again when it has ended.");
    }

    /** What failed inside: its own words, and its hint. */
    static ApiProblem of(int status, String title, Throwable failure) {
        Problem problem = Problem.of(title, failure);
        return new ApiProblem(status, problem.title(), problem.detail(), problem.hint());
    }

    public int status() {
        return status;
    }

    public Problem problem() {
        return problem;
    }
}
