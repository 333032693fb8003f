package co.zencap.backup.alert;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What {@code BACKUP_MONITORING_WEBHOOK} gets: a document whose members are only ever added to. */
public final class WebhookChannel {
    /** The channel's name. */
    public static final String NAME = "webhook";

    private final URI address;

    public WebhookChannel(URI address) {
        this.address = address;
    }

    /** Where it is; often holds a token. */
    public String address() {
        return address.toString();
    }

    /**
     * @param event opened, raised, escalated or resolved
     * @param cause what is wrong, the same for all that is said of one alert
     */
    private record Document(
            String id,
            String event,
            String level,
            String component,
            String target,
            String cause,
            Map<String, String> problem,
            String operationId,
            String backupId,
            Instant at,
            Instant seenAt,
            int times,
            Instant resolvedAt,
            String resolution) {}

    /** The document of a notice. */
    public String body(Notice notice) throws JsonProcessingException {
        Alert alert = notice.alert();
        return Json.MAPPER.writeValueAsString(new Document(
                alert.id(),
                notice.event().split(" ")[0],
                alert.level().name().toLowerCase(Locale.ROOT),
                alert.component(),
                alert.target(),
                alert.cause(),
                Map.of(
                        "title", alert.problem().title(),
                        "detail", alert.problem().detail(),
                        "hint", alert.problem().hint()),
                alert.operationId(),
                alert.backupId(),
                alert.at(),
                notice.seenAt(),
                notice.seen(),
                notice.resolvedAt(),
                notice.resolution()));
    }
}
