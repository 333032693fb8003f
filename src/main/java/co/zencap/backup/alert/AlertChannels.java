package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Who is told of an alert: the recipient list's answer. */
public final class AlertChannels {
    private final Optional<URI> webhook;

    public AlertChannels(Optional<URI> webhook) {
        this.webhook = webhook;
    }

    /** The catalog's row of an alert. */
    public CatalogEntry entry(Alert alert) {
        return CatalogEntry.entry(
                "record-alert",
                "id",
                alert.id(),
                "level",
                alert.level().name().toLowerCase(Locale.ROOT),
                "component",
                alert.component(),
                "target",
                alert.target(),
                "title",
                alert.problem().title(),
                "detail",
                alert.problem().detail(),
                "hint",
                alert.problem().hint(),
                "operationId",
                alert.operationId(),
                "backupId",
                alert.backupId(),
                "at",
                alert.at());
    }

    /** The endpoints of the channels for this alert. */
    public List<String> of(Alert alert) {
        var channels = new ArrayList<String>();
        channels.add("direct:alert-by-log");
        if (webhook.isPresent()) {
            channels.add("direct:alert-by-webhook");
        }
        return channels;
    }

    public boolean hasWebhook() {
        return webhook.isPresent();
    }

    /** That the webhook took an alert, or is to get it again. */
    public CatalogEntry delivery(Alert alert, boolean delivered) {
        return CatalogEntry.entry("record-alert-delivery", "id", alert.id(), "delivered", delivered);
    }

    /** An alert from its row in the catalog. */
    public Alert alert(Map<String, Object> row) {
        return new Alert(
                (String) row.get("id"),
                Level.valueOf(((String) row.get("level")).toUpperCase(Locale.ROOT)),
                (String) row.get("component"),
                (String) row.get("target"),
                new Problem((String) row.get("title"), (String) row.get("detail"), (String) row.get("hint")),
                (String) row.get("operation_id"),
                (String) row.get("backup_id"),
                ((Timestamp) row.get("at")).toInstant());
    }

    /** Where the webhook is. */
    public String webhook() {
        return webhook.orElseThrow().toString();
    }

    /** What the webhook gets: a document whose members are only ever added to. */
    public String webhookBody(Alert alert) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsString(alert);
    }

    /** Why the webhook could not be reached, without its address, which often holds a token. */
    public String webhookFailure(Exception failure) {
        String where = "the webhook at " + webhook.map(URI::getHost).orElse("?");
        return failure instanceof HttpOperationFailedException refused
                ? where + " answered " + refused.getStatusCode()
                : where + " can't be reached (" + failure.getClass().getSimpleName() + ")";
    }

    /** What the log gets. */
    public String sentence(Alert alert) {
        return "ALERT " + alert.level() + " [" + alert.component() + "] "
                + alert.problem().sentence();
    }
}
