package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can't be written down while the catalog is away, and is told at once. This process alone knows then what it has told;
 * the journal remembers it for the catalog. Thread-safe.
 */
public final class UnwrittenAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(UnwrittenAlerts.class);

    private final AlertBook book;
    private final MessageRate rate;
    private final Map<Told, Level> known = new HashMap<>();

    /** Of what a channel has told. */
    private record Told(String cause, String channel) {}

    public UnwrittenAlerts(AlertBook book, MessageRate rate) {
        this.book = book;
        this.rate = rate;
    }

    /** What is told of it now; nothing where that has been done. */
    public synchronized List<Notice> due(@Body Alert alert) {
        List<String> due = book.channels(alert).stream()
                .filter(channel -> !isTold(alert, channel))
                .filter(channel -> !known.containsKey(new Told(alert.follows(), channel)))
                // Who is not told now is told when this is seen again, or when it is written down.
                .filter(channel -> rate.left(channel) > 0)
                .toList();
        due.forEach(channel -> {
            rate.give(channel, 1);
            known.put(new Told(alert.cause(), channel), alert.level());
        });
        return due.stream().map(channel -> Notice.unwritten(alert, channel)).toList();
    }

    private boolean isTold(Alert alert, String channel) {
        Level before = known.get(new Told(alert.cause(), channel));
        return before != null && before.compareTo(alert.level()) >= 0;
    }

    /** Who has been told so far: whoever tells adds to it. */
    public List<String> nobody() {
        return new CopyOnWriteArrayList<>();
    }

    /** A channel did not take it; it is told when this is seen again, or written down. */
    public synchronized void notTaken(
            @ExchangeProperty("notice") Notice notice, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        known.remove(new Told(notice.alert().cause(), notice.channel()));
        LOG.warn("The channel {} did not take an alert. {}", notice.channel(), ChannelFailure.reason(failure));
    }

    /** The sighting for later, with who has been told; the others get their notification then. */
    public CatalogEntry toldAlready(
            @ExchangeProperty("alert") Alert alert, @ExchangeProperty("told") List<String> channels) {
        return book.sighting(alert, channels == null ? "" : String.join(",", channels));
    }

    /** The catalog is there: it knows better. */
    public synchronized void forget() {
        known.clear();
    }
}
