package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.Lsn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * Where a recovery stops.
 *
 * @param kind what is named
 * @param value as the server takes it; empty for the end of the log
 */
public record RecoveryTarget(Kind kind, String value) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 63;

    /** What a recovery can stop at. */
    public enum Kind {
        /** All there is. */
        END(""),
        /** The last transaction that was committed by then. */
        TIME("recovery_target_time"),
        /** A place in the log. */
        LSN("recovery_target_lsn"),
        /** A transaction, included. */
        XID("recovery_target_xid"),
        /** What somebody named with pg_create_restore_point. */
        NAME("recovery_target_name");

        private final String setting;

        Kind(String setting) {
            this.setting = setting;
        }
    }

    public static RecoveryTarget end() {
        return new RecoveryTarget(Kind.END, "");
    }

    public static RecoveryTarget at(Instant time) {
        return new RecoveryTarget(Kind.TIME, TIME.format(time));
    }

    public static RecoveryTarget at(Lsn place) {
        return new RecoveryTarget(Kind.LSN, place.toString());
    }

    /** @throws IllegalArgumentException when it is no transaction's number */
    public static RecoveryTarget transaction(String id) {
        if (!id.matches("\\d{1,20}")) {
            throw new IllegalArgumentException(
                    "That is no transaction's number." + " HINT: write digits, as pg_current_xact_id() tells it.");
        }
        return new RecoveryTarget(Kind.XID, id);
    }

    /** @throws IllegalArgumentException when no restore point can have this name */
    public static RecoveryTarget restorePoint(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("No restore point has such a name."
                    + " HINT: it is what was given to pg_create_restore_point, at most 63 characters.");
        }
        return new RecoveryTarget(Kind.NAME, name);
    }

    /** The instant, where one is named. */
    public Optional<Instant> time() {
        return kind == Kind.TIME ? Optional.of(TIME.parse(value, Instant::from)) : Optional.empty();
    }

    /** The place, where one is named. */
    public Optional<Lsn> place() {
        return kind == Kind.LSN ? Optional.of(Lsn.parse(value)) : Optional.empty();
    }

    Map<String, String> settings() {
        return kind == Kind.END ? Map.of() : Map.of(kind.setting, value);
    }

    /** For a person. */
    @Override
    public String toString() {
        return switch (kind) {
            case END -> "the end of the log";
            case TIME -> value;
            case LSN -> "place " + value;
            case XID -> "transaction " + value;
            case NAME -> "restore point " + value;
        };
    }
}
