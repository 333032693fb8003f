package co.zencap.backup.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Twilio's resource of messages as its public documentation describes it. */
public final class TwilioServer extends PaidService {
    public static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);
    public static final String TOKEN = "a-T0KEN-of-twilio";
    public static final String FROM = "+14155550199";

    private final List<Text> texts = new CopyOnWriteArrayList<>();

    /** What somebody has got. */
    public record Text(String to, String body) {}

    public TwilioServer() throws IOException {}

    public List<Text> texts() {
        return List.copyOf(texts);
    }

    @Override
    Answer answer(HttpExchange exchange, String body) {
        if (!exchange.getRequestURI().toString().equals("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json")
                || !exchange.getRequestMethod().equals("POST")) {
            return refused(404, 20404, "The requested resource was not found");
        }
        String basic = Base64.getEncoder().encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return refused(401, 20003, "Authenticate");
        }
        if (!exchange.getRequestHeaders().getFirst("Content-Type").startsWith("application/x-www-form-urlencoded")) {
            return refused(415, 20415, "Unsupported media type");
        }
        Map<String, String> form = form(body);
        String to = form.getOrDefault("To", "");
        String text = form.getOrDefault("Body", "");
        if (!to.matches("\\+[1-9]\\d{6,14}")) {
            return refused(400, 21211, "Invalid 'To' Phone Number");
        }
        if (!FROM.equals(form.get("From"))) {
            return refused(400, 21606, "The 'From' phone number is not a valid, message-capable Twilio phone number");
        }
        if (text.isEmpty()) {
            return refused(400, 21602, "Message body is required");
        }
        if (text.length() > 1600) {
            return refused(400, 21617, "The concatenated message body exceeds the 1600 character limit");
        }
        return taken(new Text(to, text));
    }

    private synchronized Answer taken(Text text) {
        texts.add(text);
        String sid = "SM%032x".formatted(texts.size());
        return new Answer(
                201,
                Map.of("Content-Type", "application/json"),
                """
                {"account_sid":"%s","api_version":"2010-04-01","date_created":"Thu, 24 Aug 2023 05:01:45 +0000",
                 "direction":"outbound-api","error_code":null,"num_media":"0","num_segments":"1","sid":"%s",
                 "status":"queued","to":"%s","from":"%s","uri":"/2010-04-01/Accounts/%s/Messages/%s.json"}"""
                        .formatted(ACCOUNT, sid, text.to(), FROM, ACCOUNT, sid));
    }

    private static Answer refused(int status, int code, String message) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/json"),
                "{\"code\":%d,\"message\":\"%s\",\"more_info\":\"https://www.twilio.com/docs/errors/%d\",\"status\":%d}"
                        .formatted(code, message, code, status));
    }

    private static Map<String, String> form(String body) {
        var form = new HashMap<String, String>();
        for (String part : body.split("&")) {
            String[] sides = part.split("=", 2);
            if (sides.length == 2) {
                form.put(
                        URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }
}
