package co.zencap.backup.backup;

import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.Payload;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Route step {@code compress}: the payload in the body leaves it compressed with Zstandard. */
public final class CompressProcessor implements Processor {
    private final int level;
    private final int workers;

    /**
     * @param level of Zstandard
     * @param workers compressing threads
     */
    public CompressProcessor(int level, int workers) {
        this.level = level;
        this.workers = workers;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Payload plain = exchange.getMessage().getMandatoryBody(Payload.class);
        exchange.getMessage().setBody(new CompressedPayload(plain, level, workers));
    }
}
