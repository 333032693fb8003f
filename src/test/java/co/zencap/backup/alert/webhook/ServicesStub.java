package co.zencap.backup.alert.webhook;

import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Services that bill, each under a path of its name: they refuse what their public documentation does not allow, and keep
 * the tickets that they are given.
 */
public final class ServicesStub implements Function<Asked, Answer> {
    public static final String PAGERDUTY_KEY = "0123456789abcdef0123456789abcdef";
    static final String OPSGENIE_KEY = "eb243592-faa2-4ba2-a551-1afdf565c889";
    static final String LOGIN = "robot@example.org:t0ken:with:colons";

    /** Per service, what became of each ticket: its name or alias, and the changes in order. */
    public final Map<String, List<String>> tickets = new ConcurrentHashMap<>();

    /** Jira's and ServiceNow's, by what they are looked for. */
    private final Map<String, String> open = new ConcurrentHashMap<>();

    /** Answers that get lost after the work was done, so many. */
    volatile int loseServiceNow;

    @Override
    public Answer apply(Asked asked) {
        String service = asked.uri().split("/")[1];
        String path = asked.uri().substring(service.length() + 1);
        try {
            return switch (service) {
                case "pagerduty" -> pagerDuty(asked, path);
                case "opsgenie" -> opsgenie(asked, path);
                case "servicenow" -> serviceNow(asked, path);
                case "jira" -> jira(asked, path);
                case "teams" -> teams(asked, path);
                case "discord" -> discord(asked, path);
                default -> new Answer(404, "no such service");
            };
        } catch (Refused e) {
            return new Answer(e.status, "{\"error\":\"" + e.getMessage() + "\"}");
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    private static void demand(boolean condition, int status, String why) {
        if (!condition) {
            throw new Refused(status, why);
        }
    }

    private static void text(JsonNode text, int least, int most) {
        demand(text.isTextual(), 400, "a text is missing or no text");
        int length = text.asText().length();
        demand(length >= least && length <= most, 400, "a text of " + length + " characters");
    }

    private void became(String service, String ticket, String what) {
        tickets.computeIfAbsent(service, s -> new CopyOnWriteArrayList<>()).add(ticket + " " + what);
    }

    /** Events API v2: an event with these members, accepted with 202. */
    private Answer pagerDuty(Asked asked, String path) {
        demand(path.equals("/v2/enqueue") && asked.method().equals("POST"), 404, "not found");
        demand(asked.headers().get("content-type").startsWith("application/json"), 400, "content type");
        JsonNode event = asked.json();
        demand(event.path("routing_key").asText().equals(PAGERDUTY_KEY), 400, "invalid routing key");
        String action = event.path("event_action").asText();
        demand(Set.of("trigger", "acknowledge", "resolve").contains(action), 400, "event_action");
        text(event.path("dedup_key"), 1, 255);
        if (action.equals("trigger")) {
            JsonNode payload = event.path("payload");
            text(payload.path("summary"), 1, 1024);
            text(payload.path("source"), 1, 1000);
            demand(
                    Set.of("critical", "error", "warning", "info")
                            .contains(payload.path("severity").asText()),
                    400,
                    "severity");
            Instant.parse(payload.path("timestamp").asText());
        }
        String key = event.path("dedup_key").asText();
        became("pagerduty", key, action);
        return new Answer(
                202, "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"" + key + "\"}");
    }

    /** Alert API v2: by the key of an integration, limits of each member, accepted with 202. */
    private Answer opsgenie(Asked asked, String path) {
        demand(("GenieKey " + OPSGENIE_KEY).equals(asked.headers().get("authorization")), 401, "key");
        demand(asked.method().equals("POST"), 405, "method");
        JsonNode body = asked.json();
        Matcher change = Pattern.compile("/v2/alerts/([^/?]+)/(close|notes)\\?identifierType=alias")
                .matcher(path);
        if (change.matches()) {
            text(body.path("note"), 1, 25_000);
            text(body.path("source"), 1, 100);
            became("opsgenie", change.group(1), change.group(2));
        } else {
            demand(path.equals("/v2/alerts"), 404, "not found");
            text(body.path("message"), 1, 130);
            text(body.path("alias"), 1, 512);
            text(body.path("description"), 0, 15_000);
            text(body.path("source"), 0, 100);
            text(body.path("entity"), 0, 512);
            demand(body.path("priority").asText().matches("P[1-5]"), 422, "priority");
            int details = 0;
            for (JsonNode each : body.path("details")) {
                demand(each.isTextual(), 422, "details are texts");
                details += each.asText().length();
            }
            demand(details <= 8000, 422, "details");
            became(
                    "opsgenie",
                    body.path("alias").asText(),
                    "open " + body.path("priority").asText());
        }
        return new Answer(202, "{\"result\":\"Request will be processed\",\"took\":0.1,\"requestId\":\"1\"}");
    }

    private static void basic(Asked asked) {
        String login = "Basic " + Base64.getEncoder().encodeToString(LOGIN.getBytes(StandardCharsets.UTF_8));
        demand(login.equals(asked.headers().get("authorization")), 401, "User Not Authenticated");
    }

    /** Table API: records of the table incident; a resolved one needs a close code and notes. */
    private Answer serviceNow(Asked asked, String path) {
        basic(asked);
        demand(asked.headers().get("accept").contains("application/json"), 406, "accept");
        String table = "/api/now/table/incident";
        if (asked.method().equals("GET")) {
            Matcher query = Pattern.compile(table + "\\?sysparm_query=correlation_id%3D([\\w-]+)%5Eactive%3Dtrue"
                            + "&sysparm_fields=sys_id&sysparm_limit=1")
                    .matcher(path);
            demand(query.matches(), 400, "query " + path);
            String id = open.get("servicenow " + query.group(1));
            return new Answer(200, id == null ? "{\"result\":[]}" : "{\"result\":[{\"sys_id\":\"" + id + "\"}]}");
        }
        JsonNode body = asked.json();
        if (asked.method().equals("POST")) {
            demand(path.equals(table), 400, "path");
            text(body.path("short_description"), 1, 160);
            text(body.path("description"), 0, 4000);
            text(body.path("correlation_id"), 1, 100);
            demand(body.path("urgency").asText().matches("[123]"), 400, "urgency");
            demand(body.path("impact").asText().matches("[123]"), 400, "impact");
            String name = body.path("correlation_id").asText();
            String id = "%032x".formatted(open.size() + 1);
            open.put("servicenow " + name, id);
            became("servicenow", name, "open");
            if (loseServiceNow-- > 0) {
                return new Answer(503, "");
            }
            return new Answer(201, "{\"result\":{\"sys_id\":\"" + id + "\"}}");
        }
        demand(asked.method().equals("PATCH"), 405, "method");
        String id = path.substring(table.length() + 1);
        demand(id.matches("[0-9a-f]{32}") && open.containsValue(id), 404, "No Record found");
        String name = open.entrySet().stream()
                .filter(e -> e.getValue().equals(id))
                .findFirst()
                .orElseThrow()
                .getKey()
                .split(" ")[1];
        if (body.path("state").asText().equals("6")) {
            text(body.path("close_code"), 1, 40);
            text(body.path("close_notes"), 1, 4000);
            became("servicenow", name, "resolved");
        } else {
            became("servicenow", name, "urgency " + body.path("urgency").asText());
        }
        return new Answer(200, "{\"result\":{\"sys_id\":\"" + id + "\"}}");
    }

    /** REST API v3: documents in Atlassian's format, a bounded search, a transition by its id. */
    private Answer jira(Asked asked, String path) {
        basic(asked);
        demand(asked.method().equals("POST"), 405, "method");
        JsonNode body = asked.json();
        if (path.equals("/rest/api/3/search/jql")) {
            Matcher jql = Pattern.compile(
                            "project = \"OPS\" AND labels = \"(zencap-[\\w-]+)\" AND statusCategory != Done")
                    .matcher(body.path("jql").asText());
            demand(jql.matches(), 400, "jql");
            demand(body.path("fields").isArray(), 400, "fields");
            String key = open.get("jira " + jql.group(1));
            return new Answer(
                    200,
                    key == null
                            ? "{\"issues\":[],\"isLast\":true}"
                            : "{\"issues\":[{\"id\":\"10000\",\"key\":\"" + key + "\"}],\"isLast\":true}");
        }
        if (path.equals("/rest/api/3/issue")) {
            JsonNode fields = body.path("fields");
            demand(fields.path("project").path("key").asText().equals("OPS"), 400, "project");
            demand(fields.path("issuetype").path("name").asText().equals("Incident"), 400, "issuetype");
            text(fields.path("summary"), 1, 255);
            demand(!fields.path("summary").asText().contains("\n"), 400, "a summary is one line");
            fields.path("labels").forEach(label -> demand(!label.asText().matches(".*\\s.*"), 400, "label"));
            document(fields.path("description"));
            String label = fields.path("labels").get(1).asText();
            String key = "OPS-" + (open.size() + 1);
            open.put("jira " + label, key);
            became("jira", label.substring("zencap-".length()), "open");
            return new Answer(201, "{\"id\":\"10000\",\"key\":\"" + key + "\",\"self\":\"https://x\"}");
        }
        Matcher change = Pattern.compile("/rest/api/3/issue/(OPS-\\d+)/(comment|transitions)")
                .matcher(path);
        demand(change.matches() && open.containsValue(change.group(1)), 404, "Issue does not exist");
        Map.Entry<String, String> issue = open.entrySet().stream()
                .filter(e -> e.getValue().equals(change.group(1)))
                .findFirst()
                .orElseThrow();
        String name = issue.getKey().substring("jira zencap-".length());
        if (change.group(2).equals("comment")) {
            document(body.path("body"));
            became("jira", name, "comment");
            return new Answer(201, "{\"id\":\"1\"}");
        }
        demand(body.path("transition").path("id").asText().equals("41"), 400, "transition");
        open.remove(issue.getKey());
        became("jira", name, "done");
        return new Answer(204, "");
    }

    private static void document(JsonNode document) {
        demand(
                document.path("type").asText().equals("doc")
                        && document.path("version").asInt() == 1,
                400,
                "document");
        JsonNode text = document.path("content").path(0).path("content").path(0);
        demand(text.path("type").asText().equals("text"), 400, "document");
        text(text.path("text"), 1, 32_767);
    }

    /** Workflows: a message with an adaptive card, 28 KB at most. */
    private Answer teams(Asked asked, String path) {
        demand(path.equals("/workflows/abc/triggers/manual/paths/invoke?sig=s3cret"), 401, "signature " + path);
        demand(asked.body().getBytes(StandardCharsets.UTF_8).length <= 28 * 1024, 413, "too large");
        JsonNode message = asked.json();
        demand(message.path("type").asText().equals("message"), 400, "type");
        JsonNode attachment = message.path("attachments").path(0);
        demand(
                attachment.path("contentType").asText().equals("application/vnd.microsoft.card.adaptive"),
                400,
                "contentType");
        JsonNode card = attachment.path("content");
        demand(card.path("type").asText().equals("AdaptiveCard"), 400, "card");
        demand(card.path("version").isTextual() && card.path("body").size() > 0, 400, "card");
        String style = card.path("body").path(0).path("style").asText();
        demand(
                Set.of("default", "emphasis", "good", "attention", "warning", "accent")
                        .contains(style),
                400,
                "style");
        became(
                "teams",
                style,
                card.path("body").path(0).path("items").path(0).path("text").asText());
        return new Answer(202, "");
    }

    /** Execute Webhook: embeds within their limits, nobody mentioned. */
    private Answer discord(Asked asked, String path) {
        demand(URLDecoder.decode(path, StandardCharsets.UTF_8).equals("/api/webhooks/1/t0ken"), 401, "token");
        JsonNode body = asked.json();
        demand(body.path("allowed_mentions").path("parse").isArray(), 400, "would mention");
        demand(body.path("allowed_mentions").path("parse").isEmpty(), 400, "would mention");
        demand(body.path("embeds").size() == 1, 400, "embeds");
        JsonNode embed = body.path("embeds").path(0);
        text(embed.path("title"), 1, 256);
        text(embed.path("description"), 1, 4096);
        demand(embed.path("color").isInt() && embed.path("color").asInt() < 1 << 24, 400, "color");
        Instant.parse(embed.path("timestamp").asText());
        int all = embed.path("title").asText().length()
                + embed.path("description").asText().length();
        for (JsonNode field : embed.path("fields")) {
            text(field.path("name"), 1, 256);
            text(field.path("value"), 1, 1024);
            all += field.path("name").asText().length()
                    + field.path("value").asText().length();
        }
        demand(all <= 6000, 400, "too long");
        became(
                "discord",
                Integer.toString(embed.path("color").asInt()),
                embed.path("title").asText());
        return new Answer(204, "");
    }
}
