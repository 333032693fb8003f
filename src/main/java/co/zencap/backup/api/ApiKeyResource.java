package co.zencap.backup.api;

import co.zencap.backup.access.ApiKey;
import co.zencap.backup.access.Caller;
import co.zencap.backup.access.KeyRing;
import co.zencap.backup.access.KeyText;
import co.zencap.backup.access.Role;
import co.zencap.backup.catalog.ApiKeyRows;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** {@code /api/v1/api-keys}: makes keys, lists them, revokes them. A key itself is in one answer alone. */
public final class ApiKeyResource {
    private static final Duration USUAL_LIFE = Duration.ofDays(365);
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);
    private static final String NEVER = "never";
    private static final int MOST = 200;

    /** What others are called in alerts and in the audit trail. */
    private static final Set<String> TAKEN =
            Set.of("api", "admin", "scheduler", "zencap", "system", "slack", "operator", "unknown");

    private final ApiKeyRows rows;
    private final KeyRing ring;
    private final Journal journal;
    private final ProducerTemplate routes;
    private final Clock clock;

    public ApiKeyResource(ApiKeyRows rows, KeyRing ring, Journal journal, ProducerTemplate routes, Clock clock) {
        this.rows = rows;
        this.ring = ring;
        this.journal = journal;
        this.routes = routes;
        this.clock = clock;
    }

    /** All that ever were, the newest first. */
    public Answer list() {
        Instant now = clock.instant();
        return Answer.ok(
                Map.of("keys", keys().stream().map(key -> shown(key, now)).toList()));
    }

    /** Makes one: {@code name}, {@code role}, {@code expiresAt}. */
    public Answer create(
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AdminRequest request = AdminRequest.parse(contentType, body);
        String example = "{\"name\":\"grafana\",\"role\":\"viewer\"}";
        String name = name(request.required("name", example));
        Role role = role(request.required("role", example));
        Instant now = clock.instant();
        Instant expiresAt = expiry(request.optional("expiresAt"), now);
        List<ApiKey> all = inCatalog();
        if (all.stream().anyMatch(key -> key.name().equals(name))) {
            throw new ApiProblem(
                    409,
                    "The name is taken",
                    "A key of the name '" + name
                            + "' exists, or did: no name is given twice, so that the audit trail stays" + " clear.",
                    "Choose another one, such as " + name + "-2.");
        }
        if (all.stream().filter(key -> key.isValid(now)).count() >= MOST) {
            throw new ApiProblem(
                    409, "Too many keys", MOST + " keys are in force.", "Revoke some: ./zencap api-key revoke NAME.");
        }
        if (!journal.isEmpty()) {
            throw away("Entries still wait in the catalog's journal.");
        }
        String key = KeyText.generate();
        String id = UUID.randomUUID().toString();
        write(CatalogEntry.entry(
                "record-api-key",
                "id",
                id,
                "service",
                rows.service(),
                "name",
                name,
                "role",
                role.word(),
                "digest",
                KeyText.digest(key).orElseThrow(),
                "createdAt",
                now,
                "createdBy",
                caller.name(),
                "expiresAt",
                expiresAt));
        ring.forget();
        ApiKey made = inCatalog().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> away("It could not be written down, or another one got the name just now."));
        return Answer.ok(StatusReport.ordered(
                "success", true, "key", key, "apiKey", shown(made, now), "note", "Only this answer shows the key."));
    }

    /** Revokes one for good. On this node it opens nothing from now on, also while the catalog is away. */
    public Answer revoke(@Header("id") String idOrName, @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        ApiKey key = keys().stream()
                .filter(each -> each.id().equals(idOrName) || each.name().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No such key",
                        "There is no key of that id or name.",
                        "./zencap api-key list, or GET /api/v1/api-keys, lists them."));
        Instant now = clock.instant();
        if (key.revokedAt() == null) {
            ring.revoke(key, now, caller.name());
            write(CatalogEntry.entry(KeyRing.REVOCATION, "id", key.id(), "at", now, "by", caller.name()));
        }
        return Answer.ok(StatusReport.ordered("success", true, "id", key.id(), "name", key.name(), "state", "revoked"));
    }

    private void write(CatalogEntry entry) {
        routes.sendBody("direct:record-in-catalog", entry);
    }

    private List<ApiKey> inCatalog() {
        try {
            return rows.all().stream().map(ApiKey::of).toList();
        } catch (RuntimeException e) {
            throw away(Problem.of("", e).detail());
        }
    }

    /** From the catalog, or, to revoke one while that is away, from memory. */
    private List<ApiKey> keys() {
        try {
            return ring.withRevocations(rows.all().stream().map(ApiKey::of).toList());
        } catch (RuntimeException e) {
            List<ApiKey> known = ring.known();
            if (known.isEmpty()) {
                throw away(Problem.of("", e).detail());
            }
            return known;
        }
    }

    private static ApiProblem away(String why) {
        return new ApiProblem(
                503,
                "The catalog is away",
                "Keys are kept in the catalog. " + why,
                "See in ./zencap status where it is; ADMIN_API_KEY opens the API meanwhile.");
    }

    private static Map<String, Object> shown(ApiKey key, Instant now) {
        var shown = StatusReport.ordered(
                "id",
                key.id(),
                "name",
                key.name(),
                "role",
                key.role().map(Role::word).orElse("unknown"));
        shown.put("state", key.state(now));
        shown.put("createdAt", key.createdAt());
        shown.put("createdBy", key.createdBy());
        put(shown, "expiresAt", key.expiresAt());
        put(shown, "revokedAt", key.revokedAt());
        put(shown, "revokedBy", key.revokedBy());
        put(shown, "lastUsedAt", key.lastUsedAt());
        return shown;
    }

    private static void put(Map<String, Object> into, String name, Object value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static String name(String name) {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,39}") || TAKEN.contains(name)) {
            throw new ApiProblem(
                    422,
                    "Wrong name",
                    TAKEN.contains(name)
                            ? "'" + name + "' is what something else is called."
                            : "A name has 1 to 40 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.",
                    "Name whoever gets it, such as anna or grafana.");
        }
        return name;
    }

    private static Role role(String word) {
        return Role.of(word)
                .orElseThrow(() -> new ApiProblem(
                        422,
                        "Unknown role",
                        "There is no role '" + AdminActions.safe(word) + "'.",
                        "Use " + String.join(", ", Role.words()) + "."));
    }

    private static Instant expiry(Optional<String> text, Instant now) {
        if (text.isEmpty()) {
            return now.plus(USUAL_LIFE);
        }
        if (text.get().equals(NEVER)) {
            return null;
        }
        Instant at;
        try {
            at = CallTime.of(text.get());
        } catch (DateTimeException e) {
            throw wrongExpiry("'expiresAt' is '" + AdminActions.safe(text.get()) + "', which is no time.");
        }
        if (!at.isAfter(now) || at.isAfter(now.plus(LONGEST_LIFE))) {
            throw wrongExpiry("'expiresAt' is " + (at.isAfter(now) ? "more than ten years away." : "over."));
        }
        return at;
    }

    private static ApiProblem wrongExpiry(String detail) {
        return new ApiProblem(
                422, "Wrong time", detail, "Write it like 2027-01-31T12:00:00Z, or never, or leave it out for a year.");
    }
}
