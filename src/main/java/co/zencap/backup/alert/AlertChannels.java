package co.zencap.backup.alert;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
