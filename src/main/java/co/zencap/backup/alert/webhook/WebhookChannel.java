package co.zencap.backup.alert.webhook;

import co.zencap.backup.alert.Notice;
import co.zencap.backup.alert.webhook.WebhookFormat.Call;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What each webhook is told, by which requests. */
public final class WebhookChannel {
    private static final int LONGEST_ANSWER = 1 << 20;

    private final Map<String, Webhook> webhooks;
    private final Optional<Signature> signature;
    private final Clock clock;

    /** @param signature of our own documents; empty: they are not signed */
    public WebhookChannel(List<Webhook> webhooks, Optional<Signature> signature, Clock clock) {
        this.webhooks = webhooks.stream().collect(Collectors.toMap(Webhook::name, Function.identity()));
        this.signature = signature;
        this.clock = clock;
    }

    /**
     * What is told one by one of a notice. Of a digest, who keeps tickets gets one for all that is open, and has those
     * closed that are over and had one for themselves. A digest's own is closed with the last of what it told.
     */
    public List<Notice> messages(@Body Notice notice) {
        if (!webhook(notice).isTickets()) {
            return List.of(notice);
        }
        var messages = new ArrayList<Notice>();
        if (notice.isDigest() && !notice.isResolved()) {
            messages.add(notice);
        }
        notice.told().stream()
                .filter(each -> !notice.isDigest() || each.isResolved())
                .filter(each -> !each.isResolved() || each.toldIn() == null)
                .forEach(messages::add);
        notice.told().stream()
                .flatMap(each -> each.endedDigests().stream().map(each::of))
                .collect(Collectors.toMap(
                        each -> each.alert().id(), Function.identity(), (one, other) -> one, TreeMap::new))
                .values()
                .forEach(messages::add);
        return messages;
    }

    /** Asks whether there is a ticket; null where none is to be asked. */
    public Request question(@ExchangeProperty("telling") Notice notice) {
        Webhook webhook = webhook(notice);
        return webhook.format()
                .flatMap(format -> Optional.ofNullable(format.find()))
                .map(call -> request(call, notice, webhook, Optional.empty()))
                .orElse(null);
    }

    /** The id of the ticket in the answer; null when there is none. */
    public String ticket(@ExchangeProperty("telling") Notice notice, @Body InputStream answer) throws IOException {
        String where = webhook(notice).format().orElseThrow().find().answer();
        JsonNode id = Json.MAPPER.readTree(answer.readNBytes(LONGEST_ANSWER)).at(where);
        return id.isMissingNode() || id.isNull() ? null : id.asText();
    }

    /** Tells a notice; null when there is nothing to tell. */
    public Request telling(@ExchangeProperty("telling") Notice notice, @ExchangeProperty("ticket") String ticket)
            throws IOException {
        Webhook webhook = webhook(notice);
        if (webhook.format().isEmpty()) {
            return document(notice, webhook);
        }
        return call(webhook.format().get(), notice, ticket != null)
                .map(call -> request(call, notice, webhook, Optional.ofNullable(ticket)))
                .orElse(null);
    }

    /** Makes the message a request. */
    public void address(@Body Request request, Exchange exchange) {
        request.putOn(exchange.getMessage());
    }

    /** A ticket is opened once, also where an answer got lost, and only one that is there is closed. */
    private static Optional<Call> call(WebhookFormat format, Notice notice, boolean found) {
        boolean asked = format.find() != null;
        if (notice.isResolved()) {
            return asked && !found ? Optional.empty() : Optional.of(format.close());
        }
        boolean first = notice.isTest() || notice.isDigest() || notice.isBeginning();
        if (first) {
            return asked && found ? Optional.empty() : Optional.of(format.open());
        }
        return Optional.of(format.again() == null || asked && !found ? format.open() : format.again());
    }

    private Request request(Call call, Notice notice, Webhook webhook, Optional<String> ticket) {
        var places = new Places(Words.of(notice, webhook, ticket));
        Map<String, String> headers = webhook.format().orElseThrow().headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> places.fill(header.getValue())));
        String base = webhook.address().toString();
        String path = places.fillPath(call.path());
        return new Request(
                call.method(),
                URI.create(path.isEmpty() ? base : base.replaceFirst("/+$", "") + path),
                headers,
                call.body() == null ? null : places.fill(call.body()).toString());
    }

    private Request document(Notice notice, Webhook webhook) throws IOException {
        String body = Document.of(notice);
        Instant now = clock.instant();
        var headers = new HashMap<String, String>();
        headers.put("Idempotency-Key", notice.idempotencyKey());
        // A point would part the id from what is signed after it.
        String id = notice.idempotencyKey().replace('.', '_');
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        signature.ifPresent(s -> headers.put("webhook-signature", s.of(id, now, body)));
        return new Request("POST", webhook.address(), headers, body);
    }

    private Webhook webhook(Notice notice) {
        Webhook webhook = webhooks.get(notice.channel());
        if (webhook == null) {
            throw new IllegalStateException("There is no webhook " + notice.channel() + " any more.");
        }
        return webhook;
    }
}
