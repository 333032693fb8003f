package co.zencap.backup.bench;

import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Runs a line of shell, as an operator's script would. */
final class Shell {
    private Shell() {}

    static double run(Path folder, PostgresUrl url, String line) throws IOException, InterruptedException {
        try (PassFile passFile = PassFile.write(folder, url)) {
            return run(folder, url.childEnvironment(passFile.path()), line);
        }
    }

    static double run(Path folder, Map<String, String> environment, String line)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("sh", "-ec", line).directory(folder.toFile()).inheritIO();
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException("'" + line + "' exited with " + status);
        }
        return -1;
    }

    static boolean has(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program + " >/dev/null")
                        .start()
                        .waitFor()
                == 0;
    }
}
