package co.zencap.backup.backup;

import co.zencap.backup.postgres.archive.FingerprintTap;
import co.zencap.backup.settings.Settings.FingerprintLevel;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Route step {@code fingerprint}: reads the dump along while it passes, so that its content is known without reading twice. */
public final class FingerprintProcessor implements Processor {
    private final FingerprintLevel level;

    /** @param level {@code OFF} leaves the payload as it is */
    public FingerprintProcessor(FingerprintLevel level) {
        this.level = level;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        if (level != FingerprintLevel.OFF) {
            Payload plain = exchange.getMessage().getMandatoryBody(Payload.class);
            exchange.getMessage().setBody(new Tapped(plain, exchange.getProperty("run", BackupRun.class), level));
        }
    }

    private record Tapped(Payload source, BackupRun run, FingerprintLevel level) implements Payload {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (var tap = level == FingerprintLevel.COUNTS ? FingerprintTap.ofCounts(out) : new FingerprintTap(out)) {
                source.writeTo(tap);
                run.fingerprint(tap.result().fingerprint());
            }
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
