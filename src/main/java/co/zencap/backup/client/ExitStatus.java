package co.zencap.backup.client;

/** What the command line's exit status means; part of its interface, like the names of its commands. */
public final class ExitStatus {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int UNAUTHORISED = 4;
    public static final int NOT_FOUND = 5;
    public static final int REFUSED = 6;
    public static final int INTERNAL = 70;

    private ExitStatus() {}

    /** For an answer of HTTP that is not a success. */
    static int of(int httpStatus) {
        return switch (httpStatus) {
            case 401, 403 -> UNAUTHORISED;
            case 404 -> NOT_FOUND;
            case 412 -> USAGE;
            case 501 -> REFUSED;
            case 502, 503, 504 -> UNREACHABLE;
            default -> httpStatus >= 400 && httpStatus < 500 ? REFUSED : FAILED;
        };
    }
}
