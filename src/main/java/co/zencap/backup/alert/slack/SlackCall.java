package co.zencap.backup.alert.slack;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that Slack is asked to do.
 *
 * @param method which of its ways
 * @param address where; null for the operator's own
 * @param document what, written as JSON
 */
public record SlackCall(Method method, URI address, Map<String, Object> document) {

    /** The ways that are used. */
    public enum Method {
        POST("chat.postMessage"),
        UPDATE("chat.update"),
        WEBHOOK(""),
        RESPONSE("");

        private final String path;

        Method(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    /** Another message of a channel or of a thread. */
    static SlackCall post(Map<String, Object> message, String channel, String thread, boolean alsoInChannel) {
        var document = new LinkedHashMap<String, Object>(message);
        document.put("channel", channel);
        if (thread != null) {
            document.put("thread_ts", thread);
            document.put("reply_broadcast", alsoInChannel);
        }
        document.put("unfurl_links", false);
        document.put("unfurl_media", false);
        return new SlackCall(Method.POST, null, document);
    }

    /** A message as it is now. */
    static SlackCall update(Map<String, Object> message, String channel, String ts) {
        var document = new LinkedHashMap<String, Object>(message);
        document.put("channel", channel);
        document.put("ts", ts);
        return new SlackCall(Method.UPDATE, null, document);
    }

    static SlackCall webhook(Map<String, Object> message) {
        return new SlackCall(Method.WEBHOOK, null, message);
    }

    /** The message whose button was pressed, as it is now. */
    public static SlackCall replace(URI address, Map<String, Object> message) {
        var document = new LinkedHashMap<String, Object>(message);
        document.put("replace_original", true);
        return new SlackCall(Method.RESPONSE, address, document);
    }

    /** Something for the eyes of whoever pressed a button. */
    public static SlackCall whisper(URI address, String text) {
        return new SlackCall(
                Method.RESPONSE,
                address,
                Map.of("text", SlackText.escaped(text), "response_type", "ephemeral", "replace_original", false));
    }

    /** Without the address, which answers whoever knows it. */
    @Override
    public String toString() {
        return "SlackCall[" + method + "]";
    }
}
