package co.zencap.backup.repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * For how long nobody may delete or overwrite what is stored: the bucket sees to that, not this program.
 *
 * @param mode who may lift it
 * @param days from the moment of storing
 */
public record ObjectLock(Mode mode, int days) {

    /** Who may lift a lock before its end. */
    public enum Mode {
        /** Whoever has the permission {@code s3:BypassGovernanceRetention}. */
        GOVERNANCE,
        /** Nobody, the account's owner included. */
        COMPLIANCE
    }

    public ObjectLock {
        Objects.requireNonNull(mode, "mode");
        if (days < 1) {
            throw new IllegalArgumentException("An Object Lock lasts 1 day at least, not " + days);
        }
    }

    /** The end of a lock that is set now. */
    Instant until(Instant now) {
        return now.plus(Duration.ofDays(days));
    }

    /** As a person reads it: {@code 30 days, governance}. */
    public String words() {
        return days + (days == 1 ? " day, " : " days, ") + mode.name().toLowerCase(Locale.ROOT);
    }
}
