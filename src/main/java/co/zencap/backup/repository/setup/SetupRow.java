package co.zencap.backup.repository.setup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one setting.
 *
 * @param setting its name
 * @param now what it was found to be
 * @param wanted what it should be
 * @param state where it stands
 * @param optional whether the setup is whole without it, where the server does not know it
 * @param detail why, or what a person should know
 */
public record SetupRow(
        String setting, String now, String wanted, State state, boolean optional, Optional<String> detail) {

    /** Where a setting stands. */
    public enum State {
        @JsonProperty("in-place")
        IN_PLACE,
        /** Differs, and would be set. */
        @JsonProperty("to-do")
        TO_DO,
        @JsonProperty("done")
        DONE,
        /** The server does not know it. */
        @JsonProperty("unsupported")
        UNSUPPORTED,
        /** These credentials may not see or set it. */
        @JsonProperty("forbidden")
        FORBIDDEN,
        @JsonProperty("failed")
        FAILED,
        /** Something that it needs is not known. */
        @JsonProperty("skipped")
        SKIPPED;

        /** As a person reads it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Whether something that is wanted could not be had. */
    public boolean bad() {
        return switch (state) {
            case FORBIDDEN, FAILED -> true;
            case UNSUPPORTED -> !optional;
            case IN_PLACE, TO_DO, DONE, SKIPPED -> false;
        };
    }
}
