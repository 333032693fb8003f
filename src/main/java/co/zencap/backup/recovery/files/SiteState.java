package co.zencap.backup.recovery.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is written down in a site.
 *
 * @param stage how far it is
 * @param moves what its swap moves; none before
 */
record SiteState(Stage stage, List<Move> moves) {
    static final SiteState BEGUN = new SiteState(Stage.RESTORING, List.of());

    SiteState {
        moves = moves == null ? List.of() : List.copyOf(moves);
    }

    /** In this order. */
    enum Stage {
        /** Nothing here is of any use; it can be deleted. */
        @JsonProperty("restoring")
        RESTORING,
        /** Restored and compared. */
        @JsonProperty("verified")
        VERIFIED,
        /** Some moves may have been made; the others follow. */
        @JsonProperty("swapping")
        SWAPPING,
        /** What was restored is live, what was live is kept here. */
        @JsonProperty("swapped")
        SWAPPED,
        /** Some moves may have been taken back; the others follow. */
        @JsonProperty("undoing")
        UNDOING,
        /** What was live is live again, what was restored lies here as it has become. */
        @JsonProperty("undone")
        UNDONE
    }

    SiteState with(Stage next) {
        return new SiteState(next, moves);
    }
}
