package co.zencap.backup.incident;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * One message as somebody got it.
 *
 * @param at by the service's clock
 * @param to who
 * @param what what it says first
 * @param text all that it says
 */
record Told(Instant at, String channel, String to, String what, String text) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    /** Without the whole text. */
    String line() {
        return String.join(" | ", TIME.format(at), channel, to, what);
    }
}
