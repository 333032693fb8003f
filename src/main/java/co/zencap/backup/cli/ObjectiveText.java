package co.zencap.backup.cli;

import co.zencap.backup.figures.Figures;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/** How it stands with an objective, in words; the API and certificates give it in the same form. */
final class ObjectiveText {
    private ObjectiveText() {}

    /** As in "recovery time of database". */
    static String name(JsonNode objective) {
        return objective.path("name").asText().replace('-', ' ') + " of "
                + objective.path("of").asText();
    }

    /** Limit, measurement, prediction and how that was made, and what follows. */
    static String sentences(JsonNode objective) {
        var text = new StringBuilder(verdict(objective)).append(": at most ").append(orUnknown(objective, "objective"));
        text.append(", measured ").append(orUnknown(objective, "measured"));
        time(objective.path("predicted"))
                .ifPresent(time -> text.append(", predicted ").append(time));
        text.append('.');
        for (String more : new String[] {"predictedBy", "detail"}) {
            String sentence = objective.path(more).asText();
            text.append(sentence.isEmpty() ? "" : " ").append(sentence);
        }
        return text.toString();
    }

    static String verdict(JsonNode objective) {
        return switch (objective.path("verdict").asText()) {
            case "met" -> "met";
            case "at-risk" -> "met, soon no more";
            case "missed" -> "MISSED";
            default -> "unknown";
        };
    }

    /** Empty where there is none, or none that can be read. */
    static Optional<String> time(JsonNode duration) {
        try {
            return duration.isTextual()
                    ? Optional.of(Figures.duration(Duration.parse(duration.asText())))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String orUnknown(JsonNode objective, String member) {
        return time(objective.path(member)).orElse("nothing");
    }
}
