package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Tells of timers that fired and could not begin their work: at once, and again each day that it goes on. */
public final class TimerFailures {
    private static final Duration AGAIN = Duration.ofHours(23);

    private final Clock clock;
    private final Map<String, Instant> told = new HashMap<>();

    public TimerFailures(Clock clock) {
        this.clock = clock;
    }

    /** The alert for a route whose timer fired in vain; null when somebody knows already. */
    public synchronized Alert alert(
            @Header("timerRoute") String route, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        Instant now = clock.instant();
        Instant before = told.get(route);
        if (before != null && before.plus(AGAIN).isAfter(now)) {
            return null;
        }
        told.put(route, now);
        Problem why = Problem.of("The timer of " + route + " fired, but its work could not be begun", failure);
        var problem = new Problem(
                why.title(),
                why.detail(),
                why.hint().isEmpty()
                        ? "It is tried again when the timer fires next; ./zencap status shows what runs and waits."
                        : why.hint());
        return Alert.of(Level.ERROR, "schedule", "", problem, now);
    }
}
