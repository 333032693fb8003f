package co.zencap.backup.audit;

import co.zencap.backup.catalog.CatalogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * One line of the audit trail.
 *
 * @param actor who did it: scheduler, api or a person
 * @param action what was done
 * @param target of which target
 * @param repository in which repository; empty when in all
 * @param backupId of which backup
 * @param operationId in the course of which operation; null without one
 * @param bytes how much it was; 0 when nothing was deleted
 * @param reason why, for a person
 */
public record AuditEntry(
        String actor,
        Action action,
        String target,
        String repository,
        String backupId,
        String operationId,
        long bytes,
        String reason) {

    /** What is written down. */
    public enum Action {
        /** Written just before: what follows is a failure or the deletion. */
        DELETE_BACKUP,
        /** It did not come about. */
        DELETE_FAILED,
        SWEEP_ORPHANS,
        HOLD,
        RELEASE,
        /** Of an alert, as the three that follow. */
        ACKNOWLEDGE,
        SILENCE,
        RESOLVE,
        RUN_AGAIN;

        /** As the table has it. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The catalog's row. Written twice, for whatever reason, it is one. */
    public CatalogEntry at(Instant at) {
        String what = String.join(" ", action.word(), repository, target, backupId);
        String once = what + " " + (operationId == null ? at.toString() : operationId);
        return CatalogEntry.entry(
                "record-audit",
                "id",
                UUID.nameUUIDFromBytes(once.getBytes(StandardCharsets.UTF_8)).toString(),
                "at",
                at,
                "actor",
                actor,
                "action",
                action.word(),
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
                reason);
    }
}
