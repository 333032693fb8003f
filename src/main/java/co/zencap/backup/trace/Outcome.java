package co.zencap.backup.trace;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.repository.ArtifactUpload;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Map;

/** What a span says of an operation: the ids by which to find it, and what came of it. All of it is in the API, too. */
final class Outcome {
    /** The property of an exchange that holds its operation. */
    static final String OPERATION = "operation";

    static final String BYTES = "zencap.bytes";

    private Outcome() {}

    /** What a route is given to send. */
    static void size(Span span, Object body) {
        if (body instanceof ArtifactUpload upload) {
            span.setAttribute("zencap.artifact", upload.key());
            span.setAttribute(BYTES, upload.size());
        }
    }

    /** @param whole whether the span is about the operation itself, and so about what came of it */
    static void tell(Span span, Operation operation, boolean whole) {
        span.setAttribute("zencap.operation.id", operation.id());
        span.setAttribute("zencap.operation.kind", operation.kind().toString());
        span.setAttribute("zencap.target", operation.target());
        if (operation.backupId() != null) {
            span.setAttribute("zencap.backup.id", operation.backupId());
        }
        if (!whole || operation.isRunning()) {
            return;
        }
        figures(span, "zencap.result.", operation.result());
        if (operation.problem() == null) {
            span.setStatus(StatusCode.OK);
        } else {
            span.setStatus(StatusCode.ERROR, operation.problem().sentence());
        }
    }

    private static void figures(Span span, String prefix, Map<?, ?> figures) {
        figures.forEach((name, value) -> {
            if (value instanceof Map<?, ?> more) {
                figures(span, prefix + name + ".", more);
            } else if (value instanceof Long || value instanceof Integer) {
                span.setAttribute(prefix + name, ((Number) value).longValue());
            } else if (value instanceof Boolean yes) {
                span.setAttribute(prefix + name, yes);
            } else if (value instanceof String text) {
                span.setAttribute(prefix + name, text);
            }
        });
    }
}
