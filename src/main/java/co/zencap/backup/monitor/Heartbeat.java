package co.zencap.backup.monitor;

import co.zencap.backup.alert.ChannelFailure;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.settings.HeartbeatSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * Tells somebody outside that all is well: who hears nothing any more knows that this service can't even tell that it can't
 * work. Addresses are secrets.
 */
public final class Heartbeat {
    private final HeartbeatSettings settings;
    private final String database;
    private final Function<Instant, Map<String, Instant>> lateTimers;
    private final Clock clock;

    /**
     * @param database the target whose backups an address without a target's name is for
     * @param lateTimers those that should have fired before a time and have not
     */
    public Heartbeat(
            HeartbeatSettings settings,
            String database,
            Function<Instant, Map<String, Instant>> lateTimers,
            Clock clock) {
        this.settings = settings;
        this.database = database;
        this.lateTimers = lateTimers;
        this.clock = clock;
    }

    /** Where it is told that the service works; null for nowhere, also when its timers do not fire. */
    public String ofService() {
        boolean works = lateTimers.apply(clock.instant().minus(Timetable.LATE)).isEmpty();
        return works ? settings.service().map(Object::toString).orElse(null) : null;
    }

    /** Where it is told that a backup is good; null for nowhere. */
    public String ofBackup(BackupRef backup) {
        String target = URLEncoder.encode(backup.target(), StandardCharsets.UTF_8);
        return settings.backup()
                .filter(url -> url.contains(HeartbeatSettings.TARGET)
                        || backup.target().equals(database))
                .map(url -> url.replace(HeartbeatSettings.TARGET, target))
                .orElse(null);
    }

    /** Makes the message the question: the address is in no endpoint. */
    public void address(String url, Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_URI, url);
        exchange.getMessage().setBody(null);
    }

    /** Why it was not heard, without the address. */
    public String failure(Throwable failure) {
        return ChannelFailure.reason(failure);
    }
}
