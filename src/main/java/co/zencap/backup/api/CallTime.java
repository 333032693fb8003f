package co.zencap.backup.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A time as callers write it. */
final class CallTime {
    private static final int LAST_YEAR = 9999;

    private CallTime() {}

    /** A member of a call, or a parameter; refused with its name when it is none. */
    static Instant of(String name, String text) {
        try {
            return of(text);
        } catch (DateTimeException e) {
            throw new ApiProblem(
                    422,
                    "Wrong time",
                    "'" + name + "' is '" + AdminActions.safe(text) + "', which is no time.",
                    "Write it like 2026-01-31T12:00:00Z.");
        }
    }

    /** @throws DateTimeException when it is none, or one that no database can compare with */
    static Instant of(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        if (time.getYear() < 1 || time.getYear() > LAST_YEAR) {
            throw new DateTimeException("The year " + time.getYear() + " is too far away");
        }
        return time.toInstant();
    }
}
