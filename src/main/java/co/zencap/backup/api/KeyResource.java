package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.rotation.KeyRotations;
import org.apache.camel.ExchangeProperty;

/** {@code /api/v1/keys}: the keys that encrypt backups. */
public record KeyResource(KeyRotations rotations, RouteQueues queues) {

    /** Starts making everything anew with the key in force. */
    public Answer rotate(@ExchangeProperty(Caller.PROPERTY) Caller caller) {
        return start(false, caller);
    }

    /** Starts a look at what hangs on which key. */
    public Answer look(@ExchangeProperty(Caller.PROPERTY) Caller caller) {
        return start(true, caller);
    }

    private Answer start(boolean dryRun, Caller caller) {
        if (!rotations.hasKey()) {
            throw new ApiProblem(
                    409,
                    "No key",
                    "This service has no encryption key.",
                    "Set BACKUP_ENCRYPTION_KEY; ./zencap keygen makes one.");
        }
        RunningOperation operation = rotations
                .begin()
                .orElseThrow(() -> ApiProblem.busy("The keys are being changed or looked at already."));
        var request = new KeyRotations.Request(operation, dryRun, caller.name(), caller.address());
        return Answer.accepted(queues.put("seda:rotate-keys", request, operation));
    }
}
