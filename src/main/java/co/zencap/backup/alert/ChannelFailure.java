package co.zencap.backup.alert;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why a channel did not take a notification, without its address, which often holds a token. */
final class ChannelFailure {
    private static final int SHOWN = 200;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private ChannelFailure() {}

    static String reason(Throwable failure) {
        return refusal(failure)
                .map(refused -> "It answered " + refused.status() + said(refused.said()))
                .orElseGet(() -> "It can't be reached (" + innermost(failure) + ")");
    }

    /** How long the channel wants to be left alone; zero when it does not say. */
    static Duration wait(Throwable failure) {
        return refusal(failure)
                .map(ChannelRefusal::patience)
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .orElse(Duration.ZERO);
    }

    private static Optional<ChannelRefusal> refusal(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ChannelRefusal refused) {
                return Optional.of(refused);
            }
            if (each instanceof HttpOperationFailedException refused) {
                return Optional.of(new ChannelRefusal(
                        refused.getStatusCode(),
                        refused.getResponseBody(),
                        ChannelRefusal.retryAfter(header(refused, "Retry-After"))));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> header(HttpOperationFailedException refused, String name) {
        Map<String, String> headers =
                Optional.ofNullable(refused.getResponseHeaders()).orElse(Map.of());
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String said(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(SHOWN, line.length()));
    }

    /** What was thrown where it happened; what surrounds it says only through whose hands it went. */
    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
