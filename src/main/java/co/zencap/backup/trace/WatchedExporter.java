package co.zencap.backup.trace;

import co.zencap.backup.operation.Problem;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when nobody takes traces any more, and when somebody does again: once each, however long it lasts. */
final class WatchedExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedExporter.class);

    private final SpanExporter exporter;
    private final String place;
    private boolean away;
    private long lost;

    /** @param place where they go, fit to be shown */
    WatchedExporter(SpanExporter exporter, String place) {
        this.exporter = exporter;
        this.place = place;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> ended(result, count));
    }

    private synchronized void ended(CompletableResultCode result, int spans) {
        if (result.isSuccess()) {
            if (away) {
                LOG.info("{} takes traces again; at least {} spans are lost", place, lost);
            }
            away = false;
            lost = 0;
            return;
        }
        lost += spans;
        if (!away) {
            away = true;
            var problem = new Problem(
                    place + " takes no traces",
                    Optional.ofNullable(result.getFailureThrowable())
                                    .map(failure -> Problem.of("", failure).detail())
                                    .orElse("It refused them, or did not answer in time.")
                            + " Backups go on, and what is not taken is dropped; this is said once.",
                    "see to the collector, and compare OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS with what"
                            + " it wants; without an endpoint there are no traces.");
            LOG.warn(problem.sentence());
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    @Override
    public String toString() {
        return "traces to " + place;
    }
}
