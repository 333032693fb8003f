package co.zencap.backup.audit;

import java.io.IOException;

/** An exported file that is not what was written: it was read, so that asking again makes nothing better. */
final class BrokenSegment extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenSegment(String message) {
        super(message);
    }

    BrokenSegment(String message, Throwable cause) {
        super(message, cause);
    }
}
