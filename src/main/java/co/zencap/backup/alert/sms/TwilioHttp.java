package co.zencap.backup.alert.sms;

import co.zencap.backup.alert.AskOnce;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.twilio.exception.ApiException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.IOException;
import java.net.URI;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;

/**
 * How Twilio is asked: at the operator's address of it, and once. Its own client sends a message again after an error of the
 * server, which may have taken it.
 */
public final class TwilioHttp extends HttpClient {
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");
    private static final int CREATED = 201;

    private final URI api;
    private final OkHttpClient client = AskOnce.client(new OkHttpClient.Builder());

    /** @param api its scheme, host and port */
    public TwilioHttp(URI api) {
        this.api = api;
    }

    @Override
    public Response reliableRequest(Request request, int[] retryCodes, int retries, long delayMillis) {
        return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
        var asked = new okhttp3.Request.Builder()
                .url(api.resolve(URI.create(request.getUrl()).getRawPath()).toString())
                .header("Accept", "application/json")
                .method(request.getMethod().toString(), RequestBody.create(request.encodeFormBody(), FORM));
        if (request.requiresAuthentication()) {
            asked.header("Authorization", request.getAuthString());
        }
        try {
            return new Response(AskOnce.answer(client.newCall(asked.build()).execute(), TwilioHttp::reason), CREATED);
        } catch (IOException e) {
            throw new ApiException("Twilio did not take it", e);
        }
    }

    /** Its errors are documents with a number and a sentence. */
    private static String reason(String body) {
        try {
            var error = Json.MAPPER.readTree(body);
            return error.path("code").asText() + " " + error.path("message").asText();
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
