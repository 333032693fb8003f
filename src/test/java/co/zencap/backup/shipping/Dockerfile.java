package co.zencap.backup.shipping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Dockerfile's instructions, comments and continued lines taken away.
 *
 * @param instructions in order
 */
record Dockerfile(List<Instruction> instructions) {
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S*))");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    /**
     * One of them.
     *
     * @param name like COPY
     * @param text what follows
     */
    record Instruction(String name, String text) {}

    static Dockerfile read() throws IOException {
        var instructions = new ArrayList<Instruction>();
        var line = new StringBuilder();
        for (String each : Files.readAllLines(Documents.PROJECT.resolve(Path.of("Dockerfile")))) {
            if (each.isBlank() || each.strip().startsWith("#")) {
                continue;
            }
            boolean continued = each.endsWith("\\");
            line.append(continued ? each.substring(0, each.length() - 1) : each).append(' ');
            if (!continued) {
                String[] parts = line.toString().strip().split("\\s+", 2);
                instructions.add(new Instruction(parts[0], parts[1]));
                line.setLength(0);
            }
        }
        return new Dockerfile(instructions);
    }

    /** The texts of all instructions of this name. */
    List<String> all(String name) {
        return instructions.stream()
                .filter(each -> each.name().equals(name))
                .map(Instruction::text)
                .toList();
    }

    /** The text of the only instruction of this name. */
    String only(String name) {
        List<String> all = all(name);
        if (all.size() != 1) {
            throw new AssertionError("The Dockerfile has " + name + " " + all.size() + " times");
        }
        return all.get(0);
    }

    /** What the image has set. */
    Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        for (String text : all("ENV")) {
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                environment.put(variable.group(1), variable.group(2) == null ? variable.group(3) : variable.group(2));
            }
        }
        return environment;
    }

    List<String> volumes() {
        return words(only("VOLUME"));
    }

    /** The elements of an instruction in the form of a JSON array, which no shell sees. */
    static List<String> words(String array) {
        return QUOTED.matcher(array).results().map(match -> match.group(1)).toList();
    }
}
