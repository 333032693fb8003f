package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is not well right after a start, although the service is ready: by the same looks as {@code ./zencap health}. */
final class StartWarning {
    /** What is merely not as it should be, like a target without a backup yet, is no news after a start. */
    private static final Set<String> OUTAGES = Set.of("down", "hanging");

    private StartWarning() {}

    /** One line; empty when each part answers. */
    static Optional<String> of(ApiClient api) {
        JsonNode components;
        try {
            components = api.health().path("components");
        } catch (ApiFailure e) {
            return Optional.of(
                    "how its parts are can't be asked: " + e.problem().sentence());
        }
        List<String> outages = new ArrayList<>();
        for (JsonNode each : components) {
            String state = each.path("state").asText().toLowerCase(Locale.ROOT);
            if (OUTAGES.contains(state)) {
                outages.add(each.path("name").asText() + " is " + state + ": "
                        + each.path("detail")
                                .asText()
                                .strip()
                                .replaceAll("\\s+", " ")
                                .replaceFirst("\\.$", ""));
            }
        }
        return outages.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", outages) + ". HINT: ./zencap health tells what to do about each.");
    }
}
