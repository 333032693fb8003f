package co.zencap.backup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Runs the scripts of {@code src/main/python}, as somebody does who has nothing else. */
public final class PythonScripts {
    private static final Path SCRIPTS = Path.of("src/main/python");
    private static final Path PROVIDER = Path.of("src/test/sh/python.sh");
    private static final String MISSING =
            """
            NOBODY HAS TRIED TO RESTORE WITHOUT THIS PROGRAM: there is no Python 3 with its package "cryptography" on this
            machine, or no zstd, and no way to get them. HINT: as root, apt-get install -y python3-cryptography zstd; then
            build again.""";

    private final String python;
    private final String path;

    private PythonScripts(String python, String path) {
        this.python = python;
        this.path = path;
    }

    /** How a script ended, and what it said. */
    public record Ended(int status, String out, String err) {}

    /**
     * Finds Python and zstd. Where they are missing, they are got from the distribution's packages; where that can't be done,
     * the test is left out with a loud word, and fails on a build server.
     */
    public static PythonScripts find() throws IOException, InterruptedException {
        Process provider = new ProcessBuilder("sh", PROVIDER.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        provider.getOutputStream().close();
        List<String> programs;
        try (var lines = provider.inputReader()) {
            programs = lines.lines().toList();
        }
        if (provider.waitFor() != 0 || programs.size() != 2) {
            System.err.println(MISSING);
            assertThat(System.getenv("CI")).as(MISSING).isNull();
            Assumptions.abort(MISSING);
        }
        Path zstd = Path.of(programs.get(1));
        return new PythonScripts(programs.get(0), zstd.getParent() + File.pathSeparator + System.getenv("PATH"));
    }

    /** A process that runs a script, not started yet. */
    public ProcessBuilder process(Map<String, String> environment, String script, String... arguments) {
        var command = new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command);
        process.environment().put("PATH", path);
        process.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        process.environment().putAll(environment);
        return process;
    }

    /** Runs a script to its end. */
    public Ended run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        Path err = Files.createTempFile("python-", ".err");
        try {
            Process process = process(environment, script, arguments)
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return new Ended(status, out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
