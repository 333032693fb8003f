package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.cleanup.Erasures;
import co.zencap.backup.operation.BackupRef;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** {@code /api/v1/backups/{id}/erasure}. */
public record ErasureResource(Erasures erasures, CatalogQueries backups, RouteQueues queues) {
    private static final int LONGEST_REASON = 500;

    /** Starts destroying a backup's data key. */
    public Answer erase(
            @Header("id") String id,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AdminRequest asked = AdminRequest.parse(contentType, body);
        BackupRef backup = RequestedBackup.of(backups, id);
        if (!asked.required("confirm", "{\"confirm\":\"" + backup.id() + "\"}").equals(backup.id())) {
            throw new ApiProblem(
                    422,
                    "Not confirmed",
                    "'confirm' names another backup than the one that is to be erased.",
                    "Send the backup's id in 'confirm'; nothing brings it back.");
        }
        String reason = asked.optional("reason").orElse("").strip();
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ApiProblem(
                    422,
                    "Wrong reason",
                    "'reason' must be one line of at most " + LONGEST_REASON + " characters.",
                    "Name the case, and no person.");
        }
        Erasures.Request request = erasures.request(backup, reason, caller.name(), caller.address());
        return Answer.accepted(queues.put("seda:erase-backup", request, request.operation()));
    }
}
