package co.zencap.backup.trace;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** A span for each step of a route that does something: a bean, a program, a statement, an upload. */
final class StepSpans implements InterceptStrategy {
    private final Tracer tracer;

    StepSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext camel, NamedNode definition, Processor target, Processor next) {
        Optional<String> name = StepName.of(definition);
        return name.isPresent() ? new Step(name.get(), target) : target;
    }

    private final class Step extends DelegateAsyncProcessor {
        private final String name;

        private Step(String name, Processor processor) {
            super(processor);
            this.name = name;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Place place = Place.of(exchange);
            if (place == null || !place.span().isRecording()) {
                return super.process(exchange, callback);
            }
            Span span = place.begin(tracer, name);
            return super.process(exchange, doneSync -> {
                end(span, exchange);
                callback.done(doneSync);
            });
        }

        private void end(Span span, Exchange exchange) {
            RunningOperation running = exchange.getProperty(Outcome.OPERATION, RunningOperation.class);
            if (running != null) {
                Operation operation = running.snapshot();
                span.setAttribute("zencap.phase", operation.phase());
                if (operation.progress().bytes() > 0) {
                    span.setAttribute(Outcome.BYTES, operation.progress().bytes());
                }
            }
            if (exchange.getException() != null) {
                span.setStatus(
                        StatusCode.ERROR,
                        Problem.of(name, exchange.getException()).sentence());
            }
            span.end();
        }
    }
}
