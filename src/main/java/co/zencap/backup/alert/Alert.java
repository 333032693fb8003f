package co.zencap.backup.alert;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * Something a person must know, as it was seen once. Those with one cause are one alert to people: it is told when it is seen
 * first, and again when it is worse or over.
 *
 * @param id unique for each sighting
 * @param cause what is wrong, the same each time: component, target and a word, with slashes between
 * @param ending what ends it
 * @param level how bad it is
 * @param component which part noticed it: backup, upload, verification, restoration-test, cleanup, routes,
 *     catalog
 * @param target which target is concerned; empty when none is
 * @param problem what, why, what to do
 * @param operationId the operation that failed; null without one
 * @param backupId the backup concerned; null without one
 * @param at when it was noticed
 * @param follows the cause that explains it: while that is told of, nobody is told of this; empty when there is none
 */
public record Alert(
        String id,
        String cause,
        Ending ending,
        Level level,
        String component,
        String target,
        Problem problem,
        String operationId,
        String backupId,
        Instant at,
        String follows) {

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

    /** A new alert, of something that failed and that nobody watches; see {@link #about} and {@link #until}. */
    public static Alert of(
            Level level,
            String component,
            String target,
            Problem problem,
            String operationId,
            String backupId,
            Instant at) {
        return new Alert(
                UUID.randomUUID().toString(),
                failure(component, target),
                Ending.quiet(),
                level,
                component,
                target,
                problem,
                operationId,
                backupId,
                at,
                "");
    }

    /** The cause of alerts that something failed. */
    public static String failure(String component, String target) {
        return component + "/" + target + "/failed";
    }

    /** The same with another cause: of this component and target, but of something else. */
    public Alert about(String what) {
        String other = component + "/" + target + "/" + what;
        return new Alert(id, other, ending, level, component, target, problem, operationId, backupId, at, follows);
    }

    /** The same with another ending. */
    public Alert until(Ending other) {
        return new Alert(id, cause, other, level, component, target, problem, operationId, backupId, at, follows);
    }

    /** The same by another name; whoever may see it twice knows it by that. */
    public Alert named(String other) {
        return new Alert(other, cause, ending, level, component, target, problem, operationId, backupId, at, follows);
    }

    /** The same as what follows from another cause. */
    public Alert following(String other) {
        return new Alert(id, cause, ending, level, component, target, problem, operationId, backupId, at, other);
    }

    /** The same, worse. */
    public Alert as(Level other, Problem words) {
        return new Alert(id, cause, ending, other, component, target, words, operationId, backupId, at, follows);
    }
}
