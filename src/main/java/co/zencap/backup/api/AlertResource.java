package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.CatalogEntry;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** {@code /api/v1/alerts}: what is wrong, who was told, and who sees to it. */
public record AlertResource(AlertQueries alerts, AlertBook book, AlertAudit audit, ProducerTemplate routes) {
    private static final int MOST = 1000;
    private static final int LONGEST_SILENCE_HOURS = 24 * 30;

    /** Of alerts whose ids begin alike. */
    private static final int NAMED = 5;

    private static final String LISTED = "./zencap alerts --all, or GET /api/v1/alerts?state=all, lists them.";

    /** The open ones, and with {@code state=all} the others, too. */
    public Answer list(@Header("state") String state, @Header("limit") String limit) {
        if (state != null && !state.equals("open") && !state.equals("all")) {
            throw new ApiProblem(
                    422, "Wrong state", "'state' is open or all.", "Leave it out for those that are open.");
        }
        return Answer.ok(alerts.list(!"all".equals(state), SearchTerm.limit(limit, 100, MOST)));
    }

    /** One, with all that has become of it and everybody who was told. */
    public Answer get(@Header("id") String id) {
        AlertQueries.Row alert = existing(id);
        return Answer.ok(StatusReport.ordered(
                "alert",
                alert,
                "history",
                alerts.history(alert.id()),
                "notifications",
                alerts.notifications(alert.id())));
    }

    /** Somebody sees to it: nobody else is called. */
    public Answer acknowledge(@Header("id") String id, @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AlertQueries.Row alert = existing(id);
        return change(alert, Action.ACKNOWLEDGE, book.acknowledged(alert.id(), caller.signature()), caller);
    }

    /** Nobody is told of this for a while, also when it is over and comes back: {@code hours}. */
    public Answer silence(
            @Header("id") String id,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AlertQueries.Row alert = existing(id);
        AdminRequest request = AdminRequest.parse(contentType, body);
        // Written as JSON has it, or in quotes.
        String hours = request.member("hours")
                .filter(JsonNode::isNumber)
                .map(JsonNode::asText)
                .orElseGet(() -> request.required("hours", "{\"hours\":1}"));
        if (!hours.matches("\\d{1,3}") || Integer.parseInt(hours) > LONGEST_SILENCE_HOURS) {
            throw new ApiProblem(
                    422,
                    "Wrong hours",
                    "'hours' is a whole number up to " + LONGEST_SILENCE_HOURS + "; 0 ends a silence.",
                    "Use for example {\"hours\":1}.");
        }
        Duration time = Duration.ofHours(Integer.parseInt(hours));
        return change(alert, Action.SILENCE, book.silenced(alert.id(), caller.signature(), time), caller);
    }

    /** Somebody says that it is over. */
    public Answer resolve(@Header("id") String id, @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AlertQueries.Row alert = existing(id);
        return change(alert, Action.RESOLVE, book.resolved(alert.id(), caller.signature()), caller);
    }

    private Answer change(AlertQueries.Row alert, Action action, CatalogEntry entry, Caller caller) {
        try {
            routes.sendBody("direct:record-in-catalog", entry);
            audit.write(caller.name(), caller.address(), action, alert, null);
            routes.sendBody("seda:follow-alerts?waitForTaskToComplete=Never&size=1&discardWhenFull=true", "");
        } catch (CamelExecutionException e) {
            throw new ApiProblem(
                    503,
                    "Not changed",
                    "Nothing could be written down.",
                    "See in ./zencap status whether the catalog is there.");
        }
        return Answer.ok(existing(alert.id()));
    }

    /** By its id, or by the beginning of it that no other's has. */
    private AlertQueries.Row existing(String id) {
        if (id.isEmpty()) {
            return only(id, List.of());
        }
        return alerts.find(id).orElseGet(() -> only(id, alerts.beginningWith(id, NAMED + 1)));
    }

    private static AlertQueries.Row only(String start, List<AlertQueries.Row> found) {
        if (found.isEmpty()) {
            throw new ApiProblem(404, "No such alert", "There is no alert of that id.", LISTED);
        }
        if (found.size() > 1) {
            throw new ApiProblem(
                    409,
                    "Several alerts",
                    "'" + AdminActions.safe(start) + "' begins the ids of several alerts: "
                            + found.stream()
                                    .limit(NAMED)
                                    .map(AlertQueries.Row::id)
                                    .collect(Collectors.joining(", "))
                            + (found.size() > NAMED ? " and others." : "."),
                    "Give more of the id. " + LISTED);
        }
        return found.get(0);
    }
}
