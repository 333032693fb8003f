package co.zencap.backup.verify;

import co.zencap.backup.catalog.CopyQueries.CopyRef;
import java.time.Instant;
import java.util.Locale;

/**
 * How a copy looks from outside.
 *
 * @param copy which one
 * @param outcome how it looks
 * @param detail what was seen
 * @param at when
 */
public record CopyLook(CopyRef copy, Outcome outcome, String detail, Instant at) {

    /** What a look finds. */
    public enum Outcome {
        /** All objects are there, each of its size. */
        PRESENT,
        /** They are there, and can't be read at once. */
        ARCHIVED,
        /** Something is missing or of another size: it has to be read. */
        WRONG,
        /** The repository could not be asked. */
        AWAY;

        /** As the catalog has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether there is something to write down. */
    public boolean isConclusive() {
        return outcome != Outcome.AWAY;
    }

    /** Whether the copy has to be read whole, to know what is wrong with it. */
    public boolean isWrong() {
        return outcome == Outcome.WRONG;
    }
}
