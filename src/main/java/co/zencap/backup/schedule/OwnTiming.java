package co.zencap.backup.schedule;

import java.util.Optional;

/**
 * The time of one target's backups, where it is not that of all of its kind.
 *
 * @param timing when they are due; empty: they are switched off
 */
public record OwnTiming(Optional<Timing> timing) {

    /** @throws IllegalArgumentException as {@link Timing#parse} */
    public static OwnTiming parse(String text) {
        return new OwnTiming(Timing.parse(text));
    }
}
