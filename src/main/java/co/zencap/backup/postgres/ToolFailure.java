package co.zencap.backup.postgres;

import java.io.IOException;

/** A client program that did not do its work. The message says which, why, and what to do; it holds no secret. */
public final class ToolFailure extends IOException {

    private static final int SHOWN = 2000;

    private final String tool;
    private final int exitStatus;
    private final String standardError;
    private final FailureCause reason;

    ToolFailure(String tool, int exitStatus, String standardError, FailureCause reason) {
        super(message(tool, exitStatus, standardError.strip(), reason));
        this.tool = tool;
        this.exitStatus = exitStatus;
        this.standardError = standardError;
        this.reason = reason;
    }

    private static String message(String tool, int exitStatus, String words, FailureCause reason) {
        StringBuilder text = new StringBuilder(tool).append(" failed: ").append(reason.what());
        if (exitStatus > 128 && exitStatus < 160) {
            text.append(" (signal ").append(exitStatus - 128).append(')');
        } else if (exitStatus >= 0) {
            text.append(" (exit status ").append(exitStatus).append(')');
        }
        if (!words.isEmpty()) {
            String shown = words.length() <= SHOWN ? words : "..." + words.substring(words.length() - SHOWN);
            text.append("\n").append(shown);
        }
        return text.append("\nHINT: ").append(reason.hint()).append('.').toString();
    }

    /** The program's file name, for example {@code pg_dump}. */
    public String tool() {
        return tool;
    }

    /** 128 plus the number for a signal; -1 when it had not ended or its end is not the point. */
    public int exitStatus() {
        return exitStatus;
    }

    /** The last 16 KiB of what it said, password hashes masked. */
    public String standardError() {
        return standardError;
    }

    public FailureCause reason() {
        return reason;
    }
}
