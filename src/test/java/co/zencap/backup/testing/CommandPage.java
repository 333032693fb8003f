package co.zencap.backup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a page of the documentation, run as a reader would; what the page takes for an example is replaced. */
public final class CommandPage {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final long LONGEST_MINUTES = 5;

    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, String> examples = new LinkedHashMap<>();
    private final List<String> blocks = new ArrayList<>();
    private int next;

    /**
     * Reads a page.
     *
     * @param folder in which the commands are called
     * @param environment theirs, beside this process's
     */
    public CommandPage(Path page, Path folder, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        assertThat(blocks).as("commands on %s", page).isNotEmpty();
    }

    /** What stands in the place of an example. */
    public CommandPage with(String example, String real) {
        assertThat(has(example)).as("the example %s", example).isTrue();
        examples.put(example, real);
        return this;
    }

    /** Whether its commands take something for an example. */
    public boolean has(String example) {
        return blocks.stream().anyMatch(block -> block.contains(example));
    }

    /** The reader sets a variable. */
    public CommandPage set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs the next block, which has to succeed. @return what it printed, errors as well */
    public String next() throws IOException, InterruptedException {
        String commands = blocks.get(next++);
        for (Map.Entry<String, String> each : examples.entrySet()) {
            commands = commands.replace(each.getKey(), each.getValue());
        }
        Path output = Files.createTempFile(folder, "commands-", ".out");
        var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended)
                .as("the end of %s, which printed %s", commands, printed)
                .isTrue();
        assertThat(process.exitValue())
                .as("exit status of%n%s%nwhich printed%n%s", commands, printed)
                .isZero();
        return printed;
    }

    /** Runs all that are left. @return what the last one printed */
    public String rest() throws IOException, InterruptedException {
        String printed = "";
        while (next < blocks.size()) {
            printed = next();
        }
        return printed;
    }
}
