package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Permissions;
import co.zencap.backup.access.Permissions.Trace;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.audit.Repeats;
import co.zencap.backup.audit.Repeats.Left;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes calls of the API down in the audit trail: who, from where, what, and what came of it. What {@link Permissions} says of
 * an action decides whether. A call is not failed because it can't be written down: then the log has it.
 */
public final class CallAudit {
    private static final Logger LOG = LoggerFactory.getLogger(CallAudit.class);
    private static final Duration SAME_READ = Duration.ofMinutes(10);
    private static final Duration SAME_REFUSAL = Duration.ofMinutes(1);
    private static final int LONGEST = 500;
    private static final String UNKNOWN = "unknown-action";
    private static final String SPECIFICATION = "post-backup-system:";

    private final ProducerTemplate routes;
    private final Clock clock;
    private final Repeats reads;
    private final Repeats refusals;

    public CallAudit(ProducerTemplate routes, Clock clock) {
        this.routes = routes;
        this.clock = clock;
        this.reads = new Repeats(SAME_READ, clock);
        this.refusals = new Repeats(SAME_REFUSAL, clock);
    }

    /** What a call asks for, before its body becomes the answer. */
    public void begin(Exchange exchange) {
        exchange.setProperty("zencap.asked", CallText.of(exchange));
    }

    /** It was answered. */
    public void answered(Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        write(exchange, status == null ? 200 : status, "");
    }

    /** It was not. */
    public void failed(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure instanceof ApiProblem problem) {
            write(exchange, problem.status(), problem.problem().detail());
        } else {
            write(exchange, 500, String.valueOf(failure == null ? "" : failure.getMessage()));
        }
    }

    private void write(Exchange exchange, int status, String why) {
        Caller caller = exchange.getProperty(Caller.PROPERTY, Caller.class);
        String action = exchange.getProperty(AccessControl.ACTION, String.class);
        if (caller == null || action == null) {
            return; // what opens itself by a proof of its own is written down by what it does
        }
        boolean done = status / 100 == 2;
        // What nobody may do is not in the table; that it was tried is.
        Trace trace = Permissions.of(action).map(Permissions.Permission::trace).orElse(Trace.EACH);
        boolean refusal = status / 100 == 4;
        if (status != 403 && (trace == Trace.NONE || trace == Trace.OWN && done)) {
            return;
        }
        String id = exchange.getMessage().getHeader("id", String.class);
        String asked = exchange.getProperty("zencap.asked", "", String.class);
        Optional<Left> left = Optional.empty();
        if (refusal || trace == Trace.READ) {
            left = (refusal ? refusals : reads)
                    .write(caller.name(), caller.address() + " " + word(action) + " " + status + " " + asked);
            if (left.isEmpty()) {
                return;
            }
        }
        String operation = location(exchange);
        Outcome outcome =
                done ? status == 202 ? Outcome.BEGUN : Outcome.DONE : status < 500 ? Outcome.REFUSED : Outcome.FAILED;
        var detail = new LinkedHashMap<String, Object>();
        detail.put("role", caller.role().word());
        detail.put("status", status);
        left.filter(l -> l.own() > 0).ifPresent(l -> detail.put("leftOutBefore", l.own()));
        left.filter(l -> l.others() > 0).ifPresent(l -> detail.put("leftOutOfOthers", l.others()));
        send(new AuditEntry(
                        caller.name(),
                        word(action),
                        "",
                        "",
                        id != null && BackupId.isValid(id) ? id : null,
                        operation,
                        0,
                        CallText.shortened(why.isEmpty() ? asked : asked.isEmpty() ? why : asked + ": " + why, LONGEST),
                        caller.address(),
                        outcome,
                        null)
                .with(json(detail)));
    }

    /** Something that was done outside of the API's routes. */
    public void write(AuditEntry entry) {
        send(entry);
    }

    private void send(AuditEntry entry) {
        try {
            routes.sendBody("direct:record-in-catalog", entry.at(clock.instant()));
        } catch (RuntimeException e) {
            LOG.error("Not in the audit trail: {}", entry, e);
        }
    }

    /**
     * 'post-backup-system:disaster_recovery:plan' is 'disaster-recovery-plan', 'get-backup' is 'read-backup'. What nobody may do
     * has one word for all of it: whoever calls chooses what is asked for, and not what the trail calls it.
     */
    static String word(String action) {
        if (Permissions.of(action).isEmpty()) {
            return UNKNOWN;
        }
        String name = action.startsWith(SPECIFICATION)
                ? action.substring(SPECIFICATION.length())
                : action.startsWith("post-") ? action.substring(5) : action.replaceFirst("^(get|list)-", "read-");
        return name.replace(':', '-').replace('_', '-').toLowerCase(Locale.ROOT);
    }

    private static String location(Exchange exchange) {
        String location = exchange.getMessage().getHeader("Location", String.class);
        return location != null && location.startsWith("/api/v1/operations/")
                ? location.substring("/api/v1/operations/".length())
                : null;
    }

    private static String json(Object value) {
        return Json.MAPPER.valueToTree(value).toString();
    }
}
