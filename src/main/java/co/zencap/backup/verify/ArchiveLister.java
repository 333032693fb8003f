package co.zencap.backup.verify;

import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Has pg_restore itself read an archive's table of contents. */
public final class ArchiveLister {
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(10), Duration.ofMinutes(5));

    private final Optional<Path> toolFolder;
    private final Path workDir;

    /**
     * @param toolFolder where pg_restore is; empty: looked for
     * @param workDir working directory of the process
     */
    public ArchiveLister(Optional<Path> toolFolder, Path workDir) {
        this.toolFolder = toolFolder;
        this.workDir = workDir;
    }

    /**
     * Lists an archive. pg_restore reads only the table of contents, which comes first, and then closes its input.
     *
     * @param archive opens the plain archive; closed here
     * @param serverMajor of the server that was dumped: pg_restore must not be older than the pg_dump that was chosen for it
     * @return the number of entries
     * @throws IOException when pg_restore does not accept it
     */
    public long list(Opener archive, int serverMajor) throws IOException {
        ClientTools tools = ClientTools.locate(toolFolder, serverMajor);
        ToolProcess.Output output =
                ToolProcess.run(new PostgresCommands(tools, workDir).list(LIMITS), new Archive(archive));
        return output.standardOutput()
                .lines()
                .filter(line -> !line.startsWith(";") && !line.isBlank())
                .count();
    }

    /** Opens a stream. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    private record Archive(Opener opener) implements Payload {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = opener.open()) {
                in.transferTo(out);
            }
        }

        @Override
        public void close() {
            // Opened and closed while it is written.
        }
    }
}
