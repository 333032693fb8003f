package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** Tells of timers that fired and could not begin their work. */
public final class TimerFailures {
    private final Clock clock;

    public TimerFailures(Clock clock) {
        this.clock = clock;
    }

    /** The alert for a route whose timer fired in vain. */
    public Alert alert(
            @Header("timerRoute") String route, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        Problem why = Problem.of("The timer of " + route + " fired, but its work could not be begun", failure);
        var problem = new Problem(
                why.title(),
                why.detail(),
                why.hint().isEmpty()
                        ? "It is tried again when the timer fires next; ./zencap status shows what runs and waits."
                        : why.hint());
        return Alert.of(Level.ERROR, "schedule", "", problem, clock.instant()).about("in vain " + route);
    }
}
