package co.zencap.backup.alert;

import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why a channel did not take a notification, without its address, which often holds a token. */
final class ChannelFailure {
    private static final int SHOWN = 200;

    private ChannelFailure() {}

    static String reason(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof HttpOperationFailedException refused) {
                String said = Optional.ofNullable(refused.getResponseBody())
                        .map(body -> body.replaceAll("\\s+", " ").strip())
                        .filter(body -> !body.isEmpty())
                        .map(body -> ": " + body.substring(0, Math.min(SHOWN, body.length())))
                        .orElse("");
                return "It answered " + refused.getStatusCode() + said;
            }
        }
        return "It can't be reached (" + failure.getClass().getSimpleName() + ")";
    }
}
