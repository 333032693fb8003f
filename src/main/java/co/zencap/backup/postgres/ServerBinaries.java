package co.zencap.backup.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A PostgreSQL server's programs on this machine.
 *
 * @param bin the folder with {@code initdb} and {@code postgres}
 */
public record ServerBinaries(Path bin) {

    private static final Path DISTRIBUTION = Path.of("/usr/lib/postgresql");

    public ServerBinaries {
        bin = bin.toAbsolutePath().normalize();
    }

    /** Checks the folder first. */
    public static ServerBinaries in(Path bin) throws IOException {
        ServerBinaries binaries = new ServerBinaries(bin);
        for (Path program : new Path[] {binaries.initdb(), binaries.postgres()}) {
            if (!Files.isExecutable(program)) {
                throw new IOException("There is no PostgreSQL server in " + bin + ": " + program.getFileName()
                        + " is missing.\nHINT: name the folder that holds initdb and postgres,"
                        + " for example /usr/lib/postgresql/15/bin.");
            }
        }
        return binaries;
    }

    /** The newest server that the distribution has installed, if there is one. */
    public static Optional<ServerBinaries> onThisMachine() throws IOException {
        if (!Files.isDirectory(DISTRIBUTION)) {
            return Optional.empty();
        }
        Map<Integer, Path> versions = new TreeMap<>(Comparator.reverseOrder());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(DISTRIBUTION)) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (name.matches("\\d{1,3}") && Files.isExecutable(folder.resolve("bin/postgres"))) {
                    versions.put(Integer.valueOf(name), folder.resolve("bin"));
                }
            }
        }
        return versions.values().stream().findFirst().map(ServerBinaries::new);
    }

    /** The distribution's server of one major version, if it is installed. */
    public static Optional<ServerBinaries> onThisMachine(int major) {
        return List.of(DISTRIBUTION.resolve(major + "/bin"), Path.of("/usr/pgsql-" + major + "/bin")).stream()
                .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
                .map(ServerBinaries::new)
                .findFirst();
    }

    /** For example 15, as the server itself says. */
    public int major() throws IOException {
        String answer = ToolProcess.run(new ToolCommand(
                        postgres(),
                        List.of("--version"),
                        Map.of(),
                        bin,
                        new ToolCommand.Limits(Duration.ofSeconds(20), Duration.ZERO),
                        ToolCommand.Mode.RUN))
                .standardOutput();
        return Integer.parseInt(answer.replaceAll("(?s)^.*\\) (\\d+).*$", "$1"));
    }

    Path initdb() {
        return bin.resolve("initdb");
    }

    Path postgres() {
        return bin.resolve("postgres");
    }
}
