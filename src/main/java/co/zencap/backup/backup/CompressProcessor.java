package co.zencap.backup.backup;

import co.zencap.backup.settings.Settings.Performance;
import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.Payload;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Route step {@code compress}: the payload in the body leaves it compressed with Zstandard. */
public final class CompressProcessor implements Processor {
    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Payload plain = exchange.getMessage().getMandatoryBody(Payload.class);
        Performance performance = exchange.getProperty("run", BackupRun.class).performance();
        exchange.getMessage()
                .setBody(
                        new CompressedPayload(plain, performance.compressionLevel(), performance.compressionWorkers()));
    }
}
