package co.zencap.backup.alert.slack;

import co.zencap.backup.alert.Notice;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages in Slack's Block Kit.
 *
 * @param pressable whether presses of buttons come to this service
 * @param dashboard where a browser finds it; empty when nobody has said
 */
public record SlackMessages(boolean pressable, Optional<URI> dashboard) {
    private static final int MOST_REMARKS = 10;
    private static final int LONGEST_FIELD = 2000;

    /** The message of an alert. */
    public Map<String, Object> card(SlackCard card) {
        String title = (card.isOpen() ? card.level().toString() : "RESOLVED") + ": "
                + card.problem().title();
        var blocks = new ArrayList<Map<String, Object>>();
        blocks.add(block("header", "text", SlackText.plain(title, SlackText.LONGEST_HEADER)));
        blocks.add(block("section", "fields", fields(card)));
        section(blocks, "", card.isOpen() ? "" : card.resolution());
        section(blocks, "Cause: ", card.problem().detail());
        if (card.isOpen()) {
            section(blocks, "To do: ", card.problem().hint());
        }
        if (!card.remarks().isEmpty()) {
            blocks.add(block(
                    "context",
                    "elements",
                    card.remarks().stream()
                            .limit(MOST_REMARKS)
                            .map(remark -> SlackText.plain(remark, SlackText.LONGEST_HEADER))
                            .toList()));
        }
        List<Map<String, Object>> buttons = buttons(card);
        if (!buttons.isEmpty()) {
            blocks.add(block("actions", "elements", buttons));
        }
        return message(title + ". " + (card.isOpen() ? card.problem().detail() : card.resolution()), blocks);
    }

    /** What has become of it, for those who know what it is about. */
    Map<String, Object> followUp(Notice notice) {
        String text = text(notice);
        return message(text, List.of(block("section", "text", SlackText.plain(text, SlackText.LONGEST))));
    }

    /** The same for those who don't: without threads each message stands alone. */
    Map<String, Object> alone(Notice notice) {
        boolean saysAll = notice.event().equals("opened") || notice.event().equals("acknowledged");
        return card(SlackCard.of(notice, saysAll ? List.of() : List.of(text(notice))));
    }

    private static String text(Notice notice) {
        String event = notice.event().split(" ")[0];
        return switch (event) {
            case "raised" -> "It has become worse, " + notice.alert().level() + " now. "
                    + notice.alert().problem().sentence();
            case "returned" -> "It is back. " + notice.alert().problem().sentence();
            case "escalated" -> "Nobody sees to it: it goes on to the next person.";
            case "acknowledged" -> notice.acknowledgedBy() + " sees to it.";
            case "status" -> notice.alert().problem().detail();
            case "resolved" -> "It is over. " + notice.resolution();
            default -> notice.sentence();
        };
    }

    private static List<Map<String, Object>> fields(SlackCard card) {
        var fields = new ArrayList<Map<String, Object>>();
        field(fields, "Level", card.level().toString());
        field(fields, "Target", card.target().isEmpty() ? "none" : card.target());
        field(fields, "Part", card.component());
        field(
                fields,
                "Seen",
                card.times() == 1
                        ? SlackCard.shown(card.at())
                        : card.times() + " times, first " + SlackCard.shown(card.at()) + ", last "
                                + SlackCard.shown(card.seenAt()));
        field(fields, "Alert", card.id());
        return fields;
    }

    private static void field(List<Map<String, Object>> fields, String name, String value) {
        fields.add(SlackText.plain(name + ": " + value, LONGEST_FIELD));
    }

    private static void section(List<Map<String, Object>> blocks, String label, String text) {
        if (text != null && !text.isBlank()) {
            blocks.add(block("section", "text", SlackText.plain(label + text, SlackText.LONGEST)));
        }
    }

    private List<Map<String, Object>> buttons(SlackCard card) {
        var buttons = new ArrayList<Map<String, Object>>();
        if (pressable && card.isOpen() && card.canBeSeenTo()) {
            if (!card.acknowledged()) {
                buttons.add(button(SlackPress.ACKNOWLEDGE, "Acknowledge", card, "style", "primary"));
            }
            if (!card.silenced()) {
                buttons.add(button(SlackPress.SILENCE, "Silence 1 h", card, null, null));
            }
            if (card.canRunAgain()) {
                buttons.add(button(SlackPress.RUN_AGAIN, "Run again", card, null, null));
            }
        }
        dashboard.ifPresent(
                address -> buttons.add(button("dashboard", "Open dashboard", card, "url", address.toString())));
        return buttons;
    }

    private static Map<String, Object> button(String action, String text, SlackCard card, String name, String value) {
        var button = new LinkedHashMap<String, Object>();
        button.put("type", "button");
        button.put("action_id", action);
        button.put("text", SlackText.plain(text, SlackText.LONGEST_HEADER));
        button.put("value", card.id());
        if (name != null) {
            button.put(name, value);
        }
        return button;
    }

    private static Map<String, Object> block(String type, String member, Object content) {
        var block = new LinkedHashMap<String, Object>();
        block.put("type", type);
        block.put(member, content);
        return block;
    }

    private static Map<String, Object> message(String text, List<Map<String, Object>> blocks) {
        var message = new LinkedHashMap<String, Object>();
        message.put("text", SlackText.escaped(text));
        message.put("blocks", blocks);
        return message;
    }
}
