package co.zencap.backup.backup;

import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.stream.ObservedPayload;
import co.zencap.backup.stream.Payload;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Route step {@code meter}: counts the bytes that enter the pipeline and reports them as the operation's progress. */
public final class MeterProcessor implements Processor {

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Payload plain = exchange.getMessage().getMandatoryBody(Payload.class);
        BackupRun run = exchange.getProperty("run", BackupRun.class);
        exchange.setProperty("tool", plain instanceof ToolPayload tool ? tool : null);
        var counter = new PlainBytes();
        exchange.setProperty("plainBytes", counter);
        exchange.getMessage().setBody(new ObservedPayload(plain, bytes -> {
            counter.count(bytes);
            run.operation().progress(bytes);
        }));
    }
}
