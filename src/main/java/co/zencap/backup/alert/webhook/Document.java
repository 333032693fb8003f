package co.zencap.backup.alert.webhook;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a program gets that wants no format of its own: its members are only ever added to. Described in
 * {@code docs/alerts.md}.
 *
 * @param schema of this document
 * @param id the alert's, the same for all that is said of it
 * @param event opened, returned, raised, escalated, resolved, digest or test
 * @param cause what is wrong, the same each time it comes back
 * @param count of a digest, of how many alerts it tells; else left out
 * @param alerts the first of those; else left out
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Document(
        String schema,
        String id,
        String event,
        String level,
        String component,
        String target,
        String cause,
        Problem problem,
        String operationId,
        String backupId,
        Instant at,
        Instant seenAt,
        int times,
        Instant resolvedAt,
        String resolution,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer count,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Part> alerts) {
    private static final String SCHEMA = "zencap-alert/1";
    private static final int LISTED = 100;

    /** One alert of a digest; {@code GET /api/v1/alerts/ID} tells all of it. */
    record Part(String id, String event, String level, String component, String target, String title) {
        static Part of(Notice notice) {
            Alert alert = notice.alert();
            return new Part(
                    alert.id(),
                    Words.event(notice),
                    word(alert),
                    alert.component(),
                    alert.target(),
                    alert.problem().title());
        }
    }

    static String of(Notice notice) throws JsonProcessingException {
        Alert alert = notice.alert();
        return Json.MAPPER.writeValueAsString(new Document(
                SCHEMA,
                alert.id(),
                Words.event(notice),
                word(alert),
                alert.component(),
                alert.target(),
                alert.cause(),
                alert.problem(),
                alert.operationId(),
                alert.backupId(),
                alert.at(),
                notice.seenAt(),
                notice.seen(),
                notice.resolvedAt(),
                notice.resolution(),
                notice.isDigest() ? notice.parts().size() : null,
                notice.isDigest()
                        ? notice.parts().stream().limit(LISTED).map(Part::of).toList()
                        : null));
    }

    private static String word(Alert alert) {
        return alert.level().name().toLowerCase(Locale.ROOT);
    }
}
