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

    public int status() {
        return status;
    }

    public Problem problem() {
        return problem;
    }
}
