package co.zencap.backup.operation;

import co.zencap.backup.figures.Shortened;
import co.zencap.backup.postgres.FailureCause;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.concurrent.ExecutionException;

/**
 * Why something did not work, for a person: shown by the API, the command line, alerts and the catalog alike.
 *
 * @param title what failed
 * @param detail why
 * @param hint what to do; may be empty
 */
public record Problem(String title, String detail, String hint) {
    private static final String HINT = "HINT:";
    private static final int LONGEST = 4000;

    /** Splits the cause's message at {@code HINT:} into reason and remedy. */
    public static Problem of(String title, Throwable failure) {
        Throwable cause = meaningful(failure);
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            message = cause.getClass().getSimpleName();
        } else if (!saysEnough(cause)) {
            message = cause.getClass().getSimpleName() + ": " + message;
        }
        int at = message.indexOf(HINT);
        String detail = at < 0 ? message : message.substring(0, at);
        String hint = at < 0 ? remedy(cause, message) : message.substring(at + HINT.length());
        return new Problem(title, shorten(detail.strip()) + besides(failure, cause), shorten(hint.strip()));
    }

    private static String remedy(Throwable cause, String message) {
        return cause instanceof SQLException sql ? FailureCause.of(sql).hint() + "." : ofTheSystem(message);
    }

    /** What the operating system says in its own words, wherever it says it; the JDK passes them on without more. */
    private static String ofTheSystem(String message) {
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return "free space on the disks of BACKUP_LOCAL_DIR and BACKUP_WORK_DIR, or set them to larger ones.";
        }
        if (message.contains("Read-only file system")) {
            return "the disk can't be written to any more, often after an error; see the system's log (dmesg), and mount it"
                    + " again for writing.";
        }
        return "";
    }

    /** What went wrong while cleaning up: it may have left something that a person has to remove. */
    private static String besides(Throwable failure, Throwable cause) {
        var all = new LinkedHashSet<String>();
        for (Throwable each = failure; each != null; each = each == cause ? null : each.getCause()) {
            for (Throwable suppressed : each.getSuppressed()) {
                all.add(String.valueOf(meaningful(suppressed).getMessage()).strip());
            }
        }
        // Camel adds what a route caught before to what it throws later, which may have said it already.
        all.removeIf(each -> String.valueOf(cause.getMessage()).contains(each.split(HINT, 2)[0].strip()));
        return all.isEmpty() ? "" : shorten(" Besides: " + String.join("; ", all));
    }

    /** One line: title, reason and remedy. */
    public String sentence() {
        return title + ": " + detail + (hint.isEmpty() ? "" : " " + HINT + " " + hint);
    }

    private static Throwable meaningful(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause instanceof UncheckedIOException
                        || cause instanceof InvocationTargetException
                        || cause.getClass().getName().startsWith("org.apache.camel."))) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Exceptions of the JDK like NoSuchFileException carry only a path; ours carry sentences. */
    private static boolean saysEnough(Throwable cause) {
        return cause.getMessage().contains(" ");
    }

    private static String shorten(String text) {
        return Shortened.of(text, LONGEST, " ...");
    }
}
