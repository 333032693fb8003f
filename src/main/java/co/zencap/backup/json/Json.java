package co.zencap.backup.json;

import co.zencap.backup.figures.Harmless;
import co.zencap.backup.figures.Shortened;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** The shared JSON mapper: ISO 8601 times, unknown fields ignored, so that old readers read new files. */
public final class Json {
    /** Immutable; safe for all threads. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_ABSENT)
            .build();

    private static final int LONGEST_REASON = 300;

    private Json() {}

    /** Why a document was refused: bounded and on one line, as the library repeats what it found there. */
    public static String why(JsonProcessingException refusal) {
        String words = refusal.getOriginalMessage();
        String shown = words == null ? "it is damaged" : Harmless.line(words);
        return Shortened.of(shown, LONGEST_REASON, "...");
    }
}
