package co.zencap.backup.custody;

import co.zencap.backup.json.Json;
import co.zencap.backup.tls.CertificateTrust;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Vault's HTTP API. No redirect is followed, so that the token goes to no other server; an answer is bounded in time and length.
 */
final class VaultCalls {
    /** A secret of Vault is 1 MiB at most. */
    private static final int LARGEST = 2 << 20;

    /** Too many requests, and what passes: sealed, no active node, a proxy without a server. */
    private static final Set<Integer> AGAIN = Set.of(429, 500, 502, 503, 504);

    private final VaultSettings settings;
    private final VaultFailures failures;
    private final HttpClient http;

    private record Answer(int status, byte[] body) {}

    VaultCalls(VaultSettings settings, VaultFailures failures) {
        this.settings = settings;
        this.failures = failures;
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.patience().connect());
        settings.authorities().ifPresent(file -> client.sslContext(CertificateTrust.issuedBy(file)));
        http = client.build();
    }

    /**
     * A secret.
     *
     * @param token empty where an agent adds its own
     */
    JsonNode read(String path, Optional<String> token) {
        HttpRequest.Builder request = request(path).GET();
        token.ifPresent(shown -> request.header("X-Vault-Token", shown));
        Answer answer = answer(request.build());
        return switch (answer.status()) {
            case 200 -> json(answer);
            case 403 -> throw failures.sentence(
                    "does not let this token read " + path,
                    "it may have ended; its policy needs: path \"" + path + "\" { capabilities = [\"read\"] }");
            case 404 -> throw failures.sentence(
                    "has nothing at " + path,
                    "where the engine is version 2, 'data' comes behind its mount, as in secret/data/zencap; 'vault kv undelete'"
                            + " brings back what was deleted");
            default -> throw failures.refused(answer.status());
        };
    }

    /** What a login brings. */
    JsonNode login(String path, String body) {
        Answer answer = answer(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
        return switch (answer.status()) {
            case 200 -> json(answer);
            case 400, 401, 403, 404 -> throw failures.sentence(
                    "refused the login at " + path + " with HTTP status " + answer.status(),
                    "see role, secret and BACKUP_VAULT_AUTH_MOUNT; the secret of an AppRole may have ended");
            default -> throw failures.refused(answer.status());
        };
    }

    private HttpRequest.Builder request(String path) {
        String base = settings.address().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/v1/" + path))
                .header("X-Vault-Request", "true")
                .header("Accept", "application/json");
        settings.namespace().ifPresent(name -> request.header("X-Vault-Namespace", name));
        return request;
    }

    /** The last of some answers, where the first ones may pass. */
    private Answer answer(HttpRequest request) {
        long pause = settings.patience().between().toMillis();
        for (int attempt = 1; ; attempt++, pause *= 2) {
            boolean last = attempt == settings.patience().attempts();
            try {
                Answer answer = once(request);
                if (last || !AGAIN.contains(answer.status())) {
                    return answer;
                }
            } catch (IOException e) {
                if (last || e instanceof SSLException || e instanceof BoundedBody.TooLarge) {
                    throw failures.unreachable(e);
                }
            }
            pause(pause);
        }
    }

    private Answer once(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> call = http.sendAsync(request, head -> new BoundedBody(LARGEST));
        try {
            HttpResponse<byte[]> response =
                    call.get(settings.patience().attempt().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw new VaultFailures.Late(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException("no answer", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            call.cancel(true);
        }
    }

    private void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while Vault was asked for the master key");
    }

    private JsonNode json(Answer answer) {
        try {
            JsonNode read = Json.MAPPER.readTree(answer.body());
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            throw failures.foreign();
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can't be read", e);
        }
        throw failures.foreign();
    }
}
