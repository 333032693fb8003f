package co.zencap.backup.catalog;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Messages of an alert that a channel has brought to people. */
public final class AlertMessages {
    private final CatalogQueries queries;
    private final String channel;
    private final Clock clock;

    /** @param channel of which */
    public AlertMessages(CatalogQueries queries, String channel, Clock clock) {
        this.queries = queries;
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * One that was taken.
     *
     * @param event of which it told
     * @param recipient who has got it
     * @param message its name with whoever took it
     */
    public record Message(String event, String recipient, String message) {}

    /** In the order in which they were taken. */
    public List<Message> of(String alert) {
        return queries.query("messages-of-alert", Map.of("alert", alert, "channel", channel)).stream()
                .map(row -> new Message(row.text("event"), row.text("recipient"), row.text("message")))
                .toList();
    }

    /** Another one. */
    public CatalogEntry taken(String alert, Message message) {
        return CatalogEntry.entry(
                "record-alert-message",
                "alert",
                alert,
                "event",
                message.event(),
                "channel",
                channel,
                "recipient",
                message.recipient(),
                "message",
                message.message(),
                "at",
                clock.instant());
    }
}
