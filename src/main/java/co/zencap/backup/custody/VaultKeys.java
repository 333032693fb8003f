package co.zencap.backup.custody;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The key-value engine of a Vault, in version 1 or 2. A login is made once, when the first key is asked for. All failures are
 * sentences with a hint.
 */
final class VaultKeys {
    private static final int LONGEST_TOKEN = 64 << 10;

    private final VaultSettings settings;
    private final VaultFailures failures;
    private final VaultCalls calls;
    private String token;

    VaultKeys(VaultSettings settings) {
        this.settings = settings;
        this.failures = new VaultFailures(settings.address());
        this.calls = new VaultCalls(settings, failures);
    }

    /**
     * What lies in a field.
     *
     * @throws IllegalArgumentException when Vault does not hand it out, or there is none
     */
    String read(VaultReference reference) {
        JsonNode data = calls.read(
                        reference.path(),
                        settings.login() instanceof VaultLogin.Agent ? Optional.empty() : Optional.of(token()))
                .path("data");
        // Version 2 wraps what version 1 answers; a field may be called 'data' in either.
        JsonNode fields = data.path("data").isObject() && data.path("metadata").isObject() ? data.path("data") : data;
        JsonNode value = fields.path(reference.field());
        if (!value.isTextual()) {
            throw failures.sentence(
                    "has no text in the field " + reference.field() + " of " + reference.path(),
                    "'vault kv get' shows which fields there are");
        }
        return value.asText().strip();
    }

    private synchronized String token() {
        if (token == null) {
            token = usable(obtain());
        }
        return token;
    }

    private String obtain() {
        VaultLogin login = settings.login();
        if (login instanceof VaultLogin.Token given) {
            return given.secret();
        }
        if (login instanceof VaultLogin.AppRole role) {
            return login(role.mount(), Map.of("role_id", role.roleId(), "secret_id", role.secretId()));
        }
        var pod = (VaultLogin.Kubernetes) login;
        return login(pod.mount(), Map.of("role", pod.role(), "jwt", content(pod.token())));
    }

    private String login(String mount, Map<String, String> shown) {
        JsonNode answer = calls.login(
                "auth/" + mount + "/login", Json.MAPPER.valueToTree(shown).toString());
        JsonNode obtained = answer.path("auth").path("client_token");
        if (!obtained.isTextual()) {
            throw failures.foreign();
        }
        return obtained.asText();
    }

    private String content(Path file) {
        try {
            if (Files.size(file) <= LONGEST_TOKEN) {
                return Files.readString(file).strip();
            }
        } catch (IOException e) {
            throw unreadable(file);
        }
        throw unreadable(file);
    }

    private IllegalArgumentException unreadable(Path file) {
        return failures.sentence(
                "can't be shown the pod's token, as " + file + " can't be read",
                "the pod needs one (automountServiceAccountToken, or a projected volume that"
                        + " BACKUP_VAULT_KUBERNETES_JWT names)");
    }

    /** The JDK would repeat one that can't be sent. */
    private String usable(String text) {
        if (!text.matches("[\\x21-\\x7e]+")) {
            throw failures.sentence("can't be shown a token that holds blanks or no letters", "see VAULT_TOKEN");
        }
        return text;
    }
}
