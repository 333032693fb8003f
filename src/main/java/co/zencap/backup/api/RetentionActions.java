package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.cleanup.CleanupPlans;
import co.zencap.backup.cleanup.CleanupRequest;
import co.zencap.backup.cleanup.CleanupRequests;
import co.zencap.backup.cleanup.LegalHolds.Wish;
import co.zencap.backup.operation.BackupRef;
import java.time.Clock;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** What the admin API does about retention: dry runs, cleanups, legal holds. */
public final class RetentionActions {
    private static final int LONGEST_REASON = 1000;

    private final CleanupRequests requests;
    private final CleanupPlans plans;
    private final CatalogQueries backups;
    private final RouteQueues queues;
    private final ProducerTemplate routes;
    private final Clock clock;

    public RetentionActions(
            CleanupRequests requests,
            CleanupPlans plans,
            CatalogQueries backups,
            RouteQueues queues,
            ProducerTemplate routes,
            Clock clock) {
        this.requests = requests;
        this.plans = plans;
        this.backups = backups;
        this.queues = queues;
        this.routes = routes;
        this.clock = clock;
    }

    /** The dry run. */
    public Answer plan() {
        return Answer.ok(new RetentionReport(plans).describe(clock.instant()));
    }

    /** Starts a cleanup. */
    public Answer run(
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        boolean largePurge = body != null
                && !body.isBlank()
                && AdminRequest.parse(contentType, body).flag("allowLargePurge");
        CleanupRequest request = requests.of(caller.name(), largePurge)
                .orElseThrow(() -> ApiProblem.busy("A cleanup is running already."));
        return Answer.accepted(queues.put("seda:clean-up", request, request.operation()));
    }

    /** Places a legal hold. */
    public Answer hold(
            @Header("id") String id,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        return change("direct:place-hold", id, reason(body, contentType), true, caller);
    }

    /** Releases a legal hold. */
    public Answer release(
            @Header("id") String id,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        return change("direct:release-hold", id, reason(body, contentType), false, caller);
    }

    private Answer change(String route, String id, String reason, boolean held, Caller caller) {
        BackupRef backup = RequestedBackup.of(backups, id);
        try {
            routes.sendBody(route, new Wish(backup, reason, caller.name(), caller.address()));
        } catch (CamelExecutionException e) {
            throw ApiProblem.of(503, held ? "Not held" : "Not released", e);
        }
        return Answer.ok(
                StatusReport.ordered("success", true, "backupId", backup.id(), "held", held, "reason", reason));
    }

    private static String reason(String body, String contentType) {
        String reason = AdminRequest.parse(contentType, body)
                .required("reason", "{\"reason\":\"case 4711\"}")
                .strip();
        if (reason.isEmpty()
                || reason.length() > LONGEST_REASON
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new ApiProblem(
                    422,
                    "Wrong reason",
                    "'reason' must be one line of 1 to " + LONGEST_REASON + " characters.",
                    "Name the case, so that somebody can tell later when the hold may go.");
        }
        return reason;
    }
}
