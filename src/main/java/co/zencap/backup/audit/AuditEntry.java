package co.zencap.backup.audit;

import co.zencap.backup.catalog.CatalogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * One line of the audit trail.
 *
 * @param actor who did it: scheduler, api, the name of a key or a person
 * @param action what was done
 * @param target of which target
 * @param repository in which repository; empty when in all
 * @param backupId of which backup
 * @param operationId in the course of which operation; null without one
 * @param bytes how much it was; 0 when nothing was deleted
 * @param reason why, for a person
 * @param source from where: an address, or the node that did it by itself
 * @param outcome what came of it
 * @param detail more of it, as JSON; null when there is nothing more to say
 */
public record AuditEntry(
        String actor,
        String action,
        String target,
        String repository,
        String backupId,
        String operationId,
        long bytes,
        String reason,
        String source,
        Outcome outcome,
        String detail) {

    /** What is written down by what does it; calls of the API are written down by their own names. */
    public enum Action {
        /** Written just before: what follows is a failure or the deletion. */
        DELETE_BACKUP,
        /** It did not come about. */
        DELETE_FAILED,
        SWEEP_ORPHANS,
        HOLD,
        RELEASE,
        /** Beside the live ones, and away again. */
        RESTORE_TABLES,
        DROP_RESTORED,
        /** Of rows, into live tables. */
        COPY_BACK,
        /** Of a database that a recovery has kept. */
        DROP_KEPT,
        /** All that hung on older encryption keys hangs on the one in force. */
        ROTATE_KEY,
        /** A backup's data key is destroyed: begun, then done. */
        ERASE_BACKUP,
        /** Of an alert, as the three that follow. */
        ACKNOWLEDGE,
        SILENCE,
        RESOLVE,
        RUN_AGAIN,
        /** Of a browser, or of Hawtio. */
        SIGN_IN,
        SIGN_OUT,
        /** A key that opens nothing. */
        WRONG_KEY,
        /** A file of routes was edited. */
        EDIT_ROUTES,
        /** A file of settings was edited. */
        EDIT_CONFIGURATION;

        /** As the table has it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What came of it. */
    public enum Outcome {
        DONE,
        /** It goes on as an operation, whose outcome is written down there. */
        BEGUN,
        /** Not allowed, or not possible then. */
        REFUSED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the service does by itself. */
    public AuditEntry(
            String actor,
            Action action,
            String target,
            String repository,
            String backupId,
            String operationId,
            long bytes,
            String reason) {
        this(actor, action.word(), target, repository, backupId, operationId, bytes, reason, null, null, null);
    }

    /** Something that is about no target, or about all. */
    public static AuditEntry of(String actor, Action action, String source, Outcome outcome, String reason) {
        return new AuditEntry(actor, action.word(), "", "", null, null, 0, reason, source, outcome, null);
    }

    /** The same, done from there. */
    public AuditEntry from(String address) {
        return new AuditEntry(
                actor,
                action,
                target,
                repository,
                backupId,
                operationId,
                bytes,
                reason,
                address,
                outcome == null ? Outcome.DONE : outcome,
                detail);
    }

    /** The same with more about it. */
    public AuditEntry with(String more) {
        return new AuditEntry(
                actor, action, target, repository, backupId, operationId, bytes, reason, source, outcome, more);
    }

    /** The catalog's row. Written twice, for whatever reason, it is one. */
    public CatalogEntry at(Instant at) {
        return CatalogEntry.entry(
                "record-audit-entry",
                "id",
                id(at),
                "at",
                at,
                "actor",
                actor,
                "action",
                action,
                "target",
                target,
                "repository",
                repository,
                "backupId",
                backupId,
                "operationId",
                operationId,
                "bytes",
                bytes,
                "reason",
                reason,
                "source",
                source,
                "outcome",
                outcome == null ? null : outcome.word(),
                "detail",
                detail);
    }

    /** What the service does by itself may be done again after a crash; a call is made once. */
    private String id(Instant at) {
        if (source != null) {
            return UUID.randomUUID().toString();
        }
        String what = String.join(" ", action, repository, target, backupId);
        String once = what + " " + (operationId == null ? at.toString() : operationId);
        return UUID.nameUUIDFromBytes(once.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
