package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.stream.EncryptedPayload;
import co.zencap.backup.stream.Payload;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/**
 * Route step {@code encrypt}: the payload in the body leaves it encrypted with the run's data key, bound to the backup
 * and the artifact. Leaves it as it is when the run has no key, because encryption is switched off.
 */
public final class EncryptProcessor implements Processor {

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Payload plain = exchange.getMessage().getMandatoryBody(Payload.class);
        BackupRun run = exchange.getProperty("run", BackupRun.class);
        Role role = exchange.getProperty("artifact", Role.class);
        run.dataKey().ifPresent(key -> {
            byte[] associatedData = DataKey.associatedData(run.id().value(), role.artifactName(true));
            exchange.getMessage().setBody(new EncryptedPayload(plain, key.cipher(), associatedData));
        });
    }
}
