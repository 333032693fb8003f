package co.zencap.backup.api;

import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.catalog.AlertQueries;
import java.time.Clock;
import org.apache.camel.ProducerTemplate;

/** Writes down who did what about an alert, whichever way they came: people are not called because of it. */
public record AlertAudit(ProducerTemplate routes, Clock clock) {

    /**
     * @param source from where they came
     * @param operation that it began; null without one
     */
    void write(String actor, String source, Action action, AlertQueries.Row alert, String operation) {
        String reason = "Alert " + alert.id() + ": " + alert.problem().title();
        routes.sendBody(
                "direct:record-in-catalog",
                new AuditEntry(actor, action, alert.target(), "", alert.backupId(), operation, 0, reason)
                        .from(source)
                        .at(clock.instant()));
    }
}
