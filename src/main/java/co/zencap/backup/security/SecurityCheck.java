package co.zencap.backup.security;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One thing that was looked at.
 *
 * @param name of what
 * @param outcome how it is
 * @param sentence what was seen
 * @param hint what to do; empty when nothing is
 */
public record SecurityCheck(String name, Outcome outcome, String sentence, String hint) {

    /** From good to bad; what could not be seen says nothing. */
    public enum Outcome {
        @JsonProperty("skipped")
        SKIPPED("skipped"),
        @JsonProperty("passed")
        PASSED("passed"),
        @JsonProperty("warning")
        WARNING("warning"),
        @JsonProperty("failed")
        FAILED("failed");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    static SecurityCheck passed(String name, String sentence) {
        return new SecurityCheck(name, Outcome.PASSED, sentence, "");
    }

    static SecurityCheck warning(String name, String sentence, String hint) {
        return new SecurityCheck(name, Outcome.WARNING, sentence, hint);
    }

    static SecurityCheck failed(String name, String sentence, String hint) {
        return new SecurityCheck(name, Outcome.FAILED, sentence, hint);
    }

    /** Not looked at, and why. */
    static SecurityCheck skipped(String name, String sentence, String hint) {
        return new SecurityCheck(name, Outcome.SKIPPED, sentence, hint);
    }
}
