package co.zencap.backup.repository.setup;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.util.HashSet;
import java.util.List;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * Our rules, from {@code config/s3-lifecycle.json}. Rules that delete current objects are refused: what is kept and what
 * is not is decided by retention alone, which knows what a newer backup needs.
 *
 * @param rules as S3 takes them
 */
public record LifecycleRules(List<LifecycleRule> rules) {

    private record File(@JsonProperty("Rules") List<Rule> rules) {}

    private record Rule(
            @JsonProperty("ID") String id,
            @JsonProperty("Status") String status,
            @JsonProperty("Filter") Filter filter,
            @JsonProperty("Transitions") List<Transition> transitions,
            @JsonProperty("AbortIncompleteMultipartUpload") Abort abort,
            @JsonProperty("NoncurrentVersionExpiration") Noncurrent noncurrent) {

        LifecycleRule under(String prefix) {
            LifecycleRule.Builder rule = LifecycleRule.builder()
                    .id(id)
                    .status(status)
                    .filter(place -> place.prefix(filter == null ? prefix : filter.prefix()));
            if (transitions != null) {
                rule.transitions(transitions.stream()
                        .map(each -> software.amazon.awssdk.services.s3.model.Transition.builder()
                                .days(each.days())
                                .storageClass(each.storageClass())
                                .build())
                        .toList());
            }
            if (abort != null) {
                rule.abortIncompleteMultipartUpload(uploads -> uploads.daysAfterInitiation(abort.days()));
            }
            if (noncurrent != null) {
                rule.noncurrentVersionExpiration(versions -> versions.noncurrentDays(noncurrent.days()));
            }
            return rule.build();
        }
    }

    private record Filter(@JsonProperty("Prefix") String prefix) {}

    private record Transition(@JsonProperty("Days") int days, @JsonProperty("StorageClass") String storageClass) {}

    private record Abort(@JsonProperty("DaysAfterInitiation") int days) {}

    private record Noncurrent(@JsonProperty("NoncurrentDays") int days) {}

    /**
     * Reads them.
     *
     * @param prefix where backups lie in the bucket; empty for all of it
     * @throws IllegalArgumentException with a sentence and a hint
     */
    public static LifecycleRules read(String json, String prefix) {
        List<Rule> rules;
        try {
            rules = Json.MAPPER
                    .readerFor(File.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .<File>readValue(json)
                    .rules();
        } catch (JsonProcessingException e) {
            throw wrong(e.getOriginalMessage());
        }
        var ids = new HashSet<String>();
        if (rules == null || !rules.stream().allMatch(rule -> rule.id() != null && ids.add(rule.id()))) {
            throw wrong("each of its Rules needs an ID of its own");
        }
        if (!rules.stream().allMatch(rule -> "Enabled".equals(rule.status()) || "Disabled".equals(rule.status()))) {
            throw wrong("each of its Rules needs the Status Enabled or Disabled");
        }
        String folder = prefix.isEmpty() ? "" : prefix + "/";
        return new LifecycleRules(rules.stream().map(rule -> rule.under(folder)).toList());
    }

    private static IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "config/s3-lifecycle.json can't be used: " + why + ". HINT: see the rules that"
                        + " came with it; there is no Expiration, as only cleanup may delete backups.");
    }
}
