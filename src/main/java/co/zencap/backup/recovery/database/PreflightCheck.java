package co.zencap.backup.recovery.database;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that was looked at before a recovery.
 *
 * @param about what, in a word or two
 * @param outcome whether it stands in the way
 * @param detail what was found, one sentence
 * @param hint what to do; empty when nothing
 */
public record PreflightCheck(String about, Outcome outcome, String detail, String hint) {

    public enum Outcome {
        @JsonProperty("ok")
        OK,
        /** It will do, and somebody should know. */
        @JsonProperty("warning")
        WARNING,
        /** The recovery would fail, or do harm. */
        @JsonProperty("blocking")
        BLOCKING
    }

    public static PreflightCheck ok(String about, String detail) {
        return new PreflightCheck(about, Outcome.OK, detail, "");
    }

    public static PreflightCheck warning(String about, String detail, String hint) {
        return new PreflightCheck(about, Outcome.WARNING, detail, hint);
    }

    public static PreflightCheck blocking(String about, String detail, String hint) {
        return new PreflightCheck(about, Outcome.BLOCKING, detail, hint);
    }

    public boolean isBlocking() {
        return outcome == Outcome.BLOCKING;
    }
}
