package co.zencap.backup.alert.slack;

import co.zencap.backup.alert.Notice;
import co.zencap.backup.catalog.AlertMessages;
import co.zencap.backup.catalog.AlertMessages.Message;
import co.zencap.backup.catalog.CatalogEntry;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;

/** What is said in Slack of an alert, and where: with a token in a thread that its first message begins. */
public final class SlackChannel {
    /** The channel's name. */
    public static final String NAME = "slack";

    private static final List<String> LOUD = List.of("raised", "escalated", "returned");

    private final SlackMessages messages;
    private final Optional<String> channel;
    private final AlertMessages taken;

    /** @param channel where an app writes; empty for a webhook, which has its channel and knows no threads */
    public SlackChannel(SlackMessages messages, Optional<String> channel, AlertMessages taken) {
        this.messages = messages;
        this.channel = channel;
        this.taken = taken;
    }

    /** The first message of the alert, as it is now; null when it is not there, or can't be changed. */
    public SlackCall update(@Body Notice notice) {
        return first(notice)
                .filter(first -> !notice.event().equals(first.event()))
                .map(first -> SlackCall.update(
                        messages.card(SlackCard.of(notice, List.of())), first.recipient(), first.message()))
                .orElse(null);
    }

    /** What is said; null when an earlier try has said it. */
    public SlackCall message(Notice notice) {
        if (channel.isEmpty()) {
            return SlackCall.webhook(messages.alone(notice));
        }
        Optional<Message> first = first(notice);
        if (first.isEmpty()) {
            return SlackCall.post(messages.alone(notice), channel.get(), null, false);
        }
        boolean said = taken.of(notice.alert().id()).stream()
                .anyMatch(message -> message.event().equals(notice.event()));
        return said
                ? null
                : SlackCall.post(
                        messages.followUp(notice),
                        first.get().recipient(),
                        first.get().message(),
                        LOUD.contains(notice.event().split(" ")[0]));
    }

    /** Where it is; null for a webhook, which does not say. */
    public CatalogEntry taken(Notice notice, SlackAnswer answer) {
        return answer.ts() == null
                ? null
                : taken.taken(notice.alert().id(), new Message(notice.event(), answer.channel(), answer.ts()));
    }

    private Optional<Message> first(Notice notice) {
        return channel.isEmpty() || !notice.isWrittenDown()
                ? Optional.empty()
                : taken.of(notice.alert().id()).stream().findFirst();
    }
}
