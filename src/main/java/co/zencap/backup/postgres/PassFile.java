package co.zencap.backup.postgres;

import co.zencap.backup.disk.Private;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A password for one child process and as long as it runs, in libpq's passfile format
 * ({@code host:port:database:user:password}, {@code :} and {@code \} escaped), readable by us alone. The host is left
 * open: the file serves one URL, and a pg_restore worker or a server list may name it otherwise.
 */
public final class PassFile implements AutoCloseable {

    private final Path path;

    private PassFile(Path path) {
        this.path = path;
    }

    /**
     * @param directory is made with mode 0700 when it is missing
     * @throws IOException when the file cannot be written; nothing is left then
     */
    public static PassFile write(Path directory, PostgresUrl url) throws IOException {
        Files.createDirectories(directory, Private.FOLDER);
        Path path = directory.resolve("pgpass-" + UUID.randomUUID());
        Files.createFile(path, Private.FILE);
        PassFile file = new PassFile(path);
        try {
            String line = url.password()
                    .map(password -> "*:*:*:" + escape(url.user()) + ":" + escape(password) + "\n")
                    .orElse("");
            Files.write(path, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:");
    }

    public Path path() {
        return path;
    }

    /** Deletes the file; may be called again. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
