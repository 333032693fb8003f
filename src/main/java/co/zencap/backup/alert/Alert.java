package co.zencap.backup.alert;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * Something a person must know.
 *
 * @param id unique; receivers may use it to recognise a repetition
 * @param level how bad it is
 * @param component which part noticed it: backup, upload, verification, restoration-test, cleanup, routes,
 *     catalog
 * @param target which target is concerned; empty when none is
 * @param problem what, why, what to do
 * @param operationId the operation that failed; null without one
 * @param backupId the backup concerned; null without one
 * @param at when it was noticed
 */
public record Alert(
        String id,
        Level level,
        String component,
        String target,
        Problem problem,
        String operationId,
        String backupId,
        Instant at) {

    /** How bad it is, in the specification's four words. */
    public enum Level {
        @JsonProperty("info")
        INFO,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("error")
        ERROR,
        @JsonProperty("critical")
        CRITICAL
    }

    /** A new alert that no operation and no backup has to do with. */
    public static Alert of(Level level, String component, String target, Problem problem, Instant at) {
        return of(level, component, target, problem, null, null, at);
    }

    /** A new alert of an operation, and of its backup where it has one. */
    public static Alert of(Level level, String component, Operation operation, Problem problem, Instant at) {
        return of(level, component, operation.target(), problem, operation.id(), operation.backupId(), at);
    }

    /** A new alert. */
    public static Alert of(
            Level level,
            String component,
            String target,
            Problem problem,
            String operationId,
            String backupId,
            Instant at) {
        return new Alert(UUID.randomUUID().toString(), level, component, target, problem, operationId, backupId, at);
    }
}
