package co.zencap.backup.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What Slack's documentation of Block Kit demands of a message. */
public final class SlackRules {
    private SlackRules() {}

    /** What is wrong with it; nothing when Slack takes it. */
    public static List<String> wrong(JsonNode message) {
        var wrong = new ArrayList<String>();
        if (message.path("text").asText().isEmpty() && message.path("blocks").isEmpty()) {
            wrong.add("no_text");
        }
        if (message.path("text").asText().length() > 4000) {
            wrong.add("text is longer than 4000");
        }
        if (message.path("blocks").size() > 50) {
            wrong.add("more than 50 blocks");
        }
        if (message.path("blocks").toString().length() > 13_000) {
            wrong.add("msg_blocks_too_long");
        }
        message.path("blocks").forEach(block -> block(block, wrong));
        return wrong;
    }

    /** All that is read in a message's blocks. */
    public static List<String> texts(JsonNode message) {
        return message.path("blocks").findParents("type").stream()
                .map(text -> text.path("text"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    private static void block(JsonNode block, List<String> wrong) {
        switch (block.path("type").asText()) {
            case "header" -> {
                text(block.path("text"), 150, wrong);
                require(block.path("text").path("type").asText().equals("plain_text"), "header is not plain", wrong);
            }
            case "section" -> {
                require(block.has("text") || block.has("fields"), "section without text", wrong);
                if (block.has("text")) {
                    text(block.path("text"), 3000, wrong);
                }
                require(block.path("fields").size() <= 10, "more than 10 fields", wrong);
                block.path("fields").forEach(field -> text(field, 2000, wrong));
            }
            case "context" -> {
                int size = block.path("elements").size();
                require(size >= 1 && size <= 10, "context has not 1 to 10 elements", wrong);
                block.path("elements").forEach(element -> text(element, 3000, wrong));
            }
            case "actions" -> {
                int size = block.path("elements").size();
                require(size >= 1 && size <= 25, "actions has not 1 to 25 elements", wrong);
                var ids = new HashSet<String>();
                for (JsonNode button : block.path("elements")) {
                    button(button, wrong);
                    require(ids.add(button.path("action_id").asText()), "action_id comes twice", wrong);
                }
            }
            default -> wrong.add("unknown block " + block.path("type"));
        }
    }

    private static void button(JsonNode button, List<String> wrong) {
        require(button.path("type").asText().equals("button"), "no button", wrong);
        text(button.path("text"), 75, wrong);
        require(button.path("text").path("type").asText().equals("plain_text"), "button is not plain", wrong);
        require(button.path("action_id").asText().length() <= 255, "action_id is too long", wrong);
        require(button.path("value").asText().length() <= 2000, "value is too long", wrong);
        require(button.path("url").asText().length() <= 3000, "url is too long", wrong);
        require(List.of("", "primary", "danger").contains(button.path("style").asText()), "unknown style", wrong);
    }

    private static void text(JsonNode text, int longest, List<String> wrong) {
        int length = text.path("text").asText().length();
        require(length >= 1, "empty text", wrong);
        require(length <= longest, "text is longer than " + longest, wrong);
        String type = text.path("type").asText();
        require(type.equals("plain_text") || type.equals("mrkdwn"), "unknown type of text " + type, wrong);
        require(type.equals("plain_text") || !text.has("emoji"), "emoji is for plain text", wrong);
    }

    private static void require(boolean condition, String otherwise, List<String> wrong) {
        if (!condition) {
            wrong.add(otherwise);
        }
    }
}
