package co.zencap.backup.settings;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A file of settings whose one member holds entries by name. */
final class YamlFile {
    private final Path file;
    private final String member;

    /** @param member the only one at the top */
    YamlFile(Path file, String member) {
        this.file = file;
        this.member = member;
    }

    /**
     * Reads all entries, in order; none when there is no file.
     *
     * @param known what an entry may have, in words
     * @param maker makes a setting of a name and an entry
     * @throws IllegalArgumentException with the file, a sentence and a hint
     */
    <E, S> Map<String, S> read(Class<E> entry, String known, BiFunction<String, E, S> maker) {
        var all = new LinkedHashMap<String, S>();
        try {
            if (Files.exists(file)) {
                entries(text(file)).forEach((name, yaml) -> {
                    String text = String.valueOf(name);
                    all.put(text, maker.apply(text, entry(yaml, entry, known)));
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        return all;
    }

    /**
     * Reads a file that is one setting.
     *
     * @param known what it may have, in words
     * @throws IllegalArgumentException with the file, a sentence and a hint
     */
    static <E> E document(Path file, Class<E> type, String known) {
        try {
            return entry(parse(text(file)), type, known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private Map<?, ?> entries(String yaml) {
        Object document = parse(yaml);
        if (document == null) {
            return Map.of();
        }
        if (document instanceof Map<?, ?> top && top.size() == 1 && top.get(member) instanceof Map<?, ?> named) {
            return named;
        }
        throw new IllegalArgumentException("It has not the one member '" + member + "'. HINT: see the example in it.");
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("It is not text in UTF-8. HINT: save it as such.", e);
        }
    }

    private static Object parse(String yaml) {
        LoadSettings rules = LoadSettings.builder().build();
        YamlSize.require(new Parse(rules).parseString(yaml));
        return new Load(rules).loadFromString(yaml);
    }

    /** A misspelt member would silently do nothing. */
    private static <E> E entry(Object yaml, Class<E> type, String known) {
        if (yaml == null) {
            throw new IllegalArgumentException("An entry is empty. HINT: " + known + ".");
        }
        try {
            return Json.MAPPER
                    .readerFor(type)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(Json.MAPPER.<JsonNode>valueToTree(yaml));
        } catch (IOException e) {
            String message = e instanceof JsonProcessingException json ? Json.why(json) : e.getMessage();
            throw new IllegalArgumentException(message + ". HINT: " + known + ".", e);
        }
    }
}
