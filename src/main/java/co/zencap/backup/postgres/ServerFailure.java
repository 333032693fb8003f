package co.zencap.backup.postgres;

import java.io.IOException;
import java.sql.SQLException;

/** A server that could not be reached, or refused, over JDBC; in the same words as a {@link ToolFailure}. */
public final class ServerFailure extends IOException {

    private final FailureCause reason;

    private ServerFailure(String message, FailureCause reason, SQLException cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** @param doing what was tried, for example "open a snapshot" */
    public static ServerFailure of(String doing, PostgresUrl url, SQLException cause) {
        return of(doing, url, String.valueOf(cause.getMessage()), cause);
    }

    /** The same without the server's sentences, which may quote rows where it was about rows. */
    public static ServerFailure ofRows(String doing, PostgresUrl url, SQLException cause) {
        return of(doing, url, "(" + ServerWords.of(cause).text() + "; the server's log has its words)", cause);
    }

    private static ServerFailure of(String doing, PostgresUrl url, String words, SQLException cause) {
        FailureCause reason = FailureCause.of(cause);
        return new ServerFailure(
                "Could not " + doing + " at " + url.redacted() + ": " + reason.what() + "\n" + words.strip()
                        + "\nHINT: " + reason.hint() + ".",
                reason,
                cause);
    }

    public FailureCause reason() {
        return reason;
    }
}
