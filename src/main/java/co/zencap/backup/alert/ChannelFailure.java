package co.zencap.backup.alert;

import co.zencap.backup.figures.Shortened;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import jakarta.mail.MessagingException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Why a channel did not take what it was to tell, without its address, which often holds a token; and when to try again. */
public final class ChannelFailure {
    private static final int SHOWN = 200;

    /** A server that names a later time is not believed. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private ChannelFailure() {}

    /** A sentence for a person. */
    public static String reason(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ChannelRefusal refused) {
                return "It answered " + refused.status() + said(refused.said());
            }
            if (each instanceof HttpOperationFailedException refused) {
                return "It answered " + refused.getStatusCode() + said(refused.getResponseBody());
            }
            if (each instanceof MessagingException refused) {
                return "It did not take the e-mail" + said(refused.getMessage() + because(refused.getCause()));
            }
            if (each instanceof CallNotPermittedException) {
                return "It was not asked, as it did not take what it was told before";
            }
            if (each instanceof InternalAddress) {
                return each.getMessage();
            }
        }
        return "It can't be reached (" + innermost(failure).getClass().getSimpleName() + ")";
    }

    /** Of a connection, the mail library says only that there was none. */
    private static String because(Throwable cause) {
        return cause instanceof SSLException ? " " + innermost(cause).getMessage() : "";
    }

    /** What surrounds it says only through whose hands it went. */
    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static String said(String text) {
        return Optional.ofNullable(text)
                .map(body -> body.replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
                .filter(body -> !body.isEmpty())
                .map(body -> ": " + Shortened.of(body, SHOWN, ""))
                .orElse("");
    }

    /** When to try again: later and later, and not before the server wants to be asked. */
    public static Instant nextTry(Throwable failure, int attempts, Instant now) {
        Instant usual = now.plus(AlertBook.wait(attempts));
        return wanted(failure, now)
                .filter(usual::isBefore)
                .map(wanted -> wanted.isAfter(now.plus(LONGEST_PAUSE)) ? now.plus(LONGEST_PAUSE) : wanted)
                .orElse(usual);
    }

    private static Optional<Instant> wanted(Throwable failure, Instant now) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ChannelRefusal refused) {
                return refused.retryAfter().flatMap(value -> retryAfter(value, now));
            }
            if (each instanceof HttpOperationFailedException refused && refused.getResponseHeaders() != null) {
                return header(refused, "Retry-After")
                        .flatMap(value -> retryAfter(value, now))
                        .or(() -> header(refused, "X-RateLimit-Reset")
                                .filter(value -> value.matches("\\d{1,12}"))
                                .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds))));
            }
        }
        return Optional.empty();
    }

    /** RFC 9110, 10.2.3: seconds, of which some services send parts as well, or a time. */
    private static Optional<Instant> retryAfter(String value, Instant now) {
        if (value.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return Optional.of(now.plusSeconds((long) Math.ceil(Double.parseDouble(value))));
        }
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            // neither of the two forms that the header has: as if it were not there
            return Optional.empty();
        }
    }

    private static Optional<String> header(HttpOperationFailedException refused, String name) {
        return refused.getResponseHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(String::strip);
    }
}
