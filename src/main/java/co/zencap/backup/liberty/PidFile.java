package co.zencap.backup.liberty;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which process the service is. A number alone may long be another program's: the start time and the command line tell.
 *
 * @param pid number of the process
 * @param startedAt when the system started it
 * @param log what it writes
 * @param address where it listens
 */
record PidFile(long pid, Instant startedAt, Path log, URI address) {
    private static final int LINES = 4;

    /** Four lines, in the order of the components. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, List.of(Long.toString(pid), startedAt.toString(), log.toString(), address.toString()));
    }

    static Optional<PidFile> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        try {
            return lines.size() != LINES
                    ? Optional.empty()
                    : Optional.of(new PidFile(
                            Long.parseLong(lines.get(0)),
                            Instant.parse(lines.get(1)),
                            Path.of(lines.get(2)),
                            URI.create(lines.get(3))));
        } catch (RuntimeException e) {
            throw new IOException(file + " is damaged. HINT: look whether the service runs, then delete the file.", e);
        }
    }

    /** The process, if it still is the one that was written down. */
    Optional<ProcessHandle> process(String server) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> startOf(p).equals(startedAt))
                .filter(p -> p.info().arguments().map(a -> isServer(a, server)).orElse(false));
    }

    static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static boolean isServer(String[] arguments, String server) {
        List<String> all = List.of(arguments);
        return all.contains(server) && all.stream().anyMatch(a -> a.endsWith("ws-server.jar"));
    }
}
