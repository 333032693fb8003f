package co.zencap.backup.verify;

import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.stream.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
        ToolCommand list = new PostgresCommands(tools, workDir).list(LIMITS);
        try (ToolProcess process = ToolProcess.start(list, new Archive(archive))) {
            long entries = entries(process.output());
            process.awaitSuccess();
            return entries;
        }
    }

    /** There may be a line for each of millions of large objects. */
    private static long entries(InputStream list) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8));
        long entries = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            entries += line.startsWith(";") || line.isBlank() ? 0 : 1;
        }
        return entries;
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
