package co.zencap.backup.alert.slack;

import co.zencap.backup.alert.AskOnce;
import co.zencap.backup.alert.ChannelRefusal;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.slack.api.SlackConfig;
import com.slack.api.util.http.SlackHttpClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import okhttp3.Response;

/** Asks Slack. Knows the secrets, and keeps them to itself. */
public final class SlackClient implements AutoCloseable {
    private static final List<String> ANSWERED_AT = List.of("hooks.slack.com", "hooks.slack-gov.com");

    private final Optional<URI> webhook;
    private final Optional<String> token;
    private final URI api;
    private final SlackHttpClient http;

    /**
     * @param webhook its whole address; empty with a token
     * @param token of an app; empty with a webhook
     * @param api Slack's scheme, host and port
     */
    public SlackClient(Optional<URI> webhook, Optional<String> token, URI api) {
        this.webhook = webhook;
        this.token = token;
        this.api = api;
        http = new SlackHttpClient(AskOnce.client(
                SlackHttpClient.buildOkHttpClient(SlackConfig.DEFAULT).newBuilder()));
    }

    /** @throws ChannelRefusal when Slack does not take it */
    SlackAnswer send(SlackCall call) throws IOException {
        String document = Json.MAPPER.writeValueAsString(call.document());
        return switch (call.method()) {
            case POST, UPDATE -> ofApi(http.postCamelCaseJsonBodyWithBearerHeader(
                    api.resolve("/api/" + call.method().path()).toString(), token.orElseThrow(), document));
            case WEBHOOK -> ofHook(http.postJsonBody(webhook.orElseThrow().toString(), document));
            case RESPONSE -> ofHook(http.postJsonBody(slacks(call.address()).toString(), document));
        };
    }

    /** A press names the address; no other host is called because somebody says so. */
    private URI slacks(URI address) throws IOException {
        boolean isOwn =
                isAt(address, api) || webhook.filter(own -> isAt(address, own)).isPresent();
        boolean isSlacks =
                "https".equals(address.getScheme()) && ANSWERED_AT.contains(String.valueOf(address.getHost()));
        if (!isOwn && !isSlacks) {
            throw new IOException("The answer would not go to Slack");
        }
        return address;
    }

    private static boolean isAt(URI address, URI other) {
        return other.getScheme().equals(address.getScheme())
                && other.getHost().equals(address.getHost())
                && other.getPort() == address.getPort();
    }

    private static SlackAnswer ofApi(Response response) throws IOException {
        int status = response.code();
        String body = AskOnce.answer(response, UnaryOperator.identity());
        JsonNode answer;
        try {
            answer = Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ChannelRefusal(status, "no JSON: " + body, null);
        }
        if (!answer.path("ok").asBoolean()) {
            throw new ChannelRefusal(status, answer.path("error").asText(), null);
        }
        return new SlackAnswer(
                answer.path("channel").asText(), answer.path("ts").asText());
    }

    private static SlackAnswer ofHook(Response response) throws IOException {
        AskOnce.answer(response, UnaryOperator.identity());
        return new SlackAnswer(null, null);
    }

    @Override
    public void close() throws Exception {
        http.close();
    }
}
