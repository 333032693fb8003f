package co.zencap.backup.alert;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why a channel did not take a notification, without its address, which often holds a token. */
public final class ChannelFailure {
    private static final int SHOWN = 200;

    private ChannelFailure() {}

    /** In one sentence. */
    public static String reason(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof HttpOperationFailedException refused) {
                String said = Optional.ofNullable(refused.getResponseBody())
                        .map(body -> body.replaceAll("\\s+", " ").strip())
                        .filter(body -> !body.isEmpty())
                        .map(body -> ": " + body.substring(0, Math.min(SHOWN, body.length())))
                        .orElse("");
                return "It answered " + refused.getStatusCode() + said;
            }
            if (each instanceof CallNotPermittedException) {
                return "It was not asked, as it did not take what it was told before";
            }
            if (each instanceof InternalAddress) {
                return each.getMessage();
            }
        }
        return "It can't be reached (" + failure.getClass().getSimpleName() + ")";
    }

    /** How long it wants to be left alone; no time at all when it does not say. */
    static Duration retryAfter(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof HttpOperationFailedException refused && refused.getResponseHeaders() != null) {
                return refused.getResponseHeaders().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                        .map(header -> header.getValue().strip())
                        .filter(value -> value.matches("\\d{1,6}(\\.\\d+)?"))
                        .map(value -> Duration.ofSeconds((long) Math.ceil(Double.parseDouble(value))))
                        .findFirst()
                        .orElse(Duration.ZERO);
            }
        }
        return Duration.ZERO;
    }
}
