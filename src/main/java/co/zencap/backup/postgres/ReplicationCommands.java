package co.zencap.backup.postgres;

import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command lines of the programs that speak the replication protocol. Nothing here starts a program.
 *
 * @param tools which programs
 * @param workingDirectory where they run
 */
public record ReplicationCommands(ClientTools tools, Path workingDirectory) {

    /**
     * The whole cluster as one tar file, its manifest of all files in it, streaming. The log is not in it: that comes by
     * another way, and is awaited.
     */
    public ToolCommand baseBackup(PostgresUrl server, PassFile passFile, String name, Limits limits)
            throws IOException {
        List<String> arguments = List.of(
                "--pgdata=-",
                "--format=tar",
                "--wal-method=none",
                "--checkpoint=fast",
                "--label=" + name,
                "--no-password");
        return command("pg_basebackup", arguments, server, passFile, name, limits);
    }

    /** The log as it is written, into files of a folder; ends with the connection. */
    public ToolCommand receive(PostgresUrl server, PassFile passFile, String slot, Path folder) throws IOException {
        List<String> arguments = List.of(
                "--directory=" + folder.toAbsolutePath(),
                "--slot=" + slot,
                "--synchronous",
                "--status-interval=1",
                "--no-loop",
                "--no-password");
        return command("pg_receivewal", arguments, server, passFile, slot, Limits.NONE);
    }

    /** Compares the files of an unpacked base backup with its own manifest. */
    public ToolCommand verify(Path data, Limits limits) throws IOException {
        return new ToolCommand(
                program("pg_verifybackup"),
                List.of("--no-parse-wal", "--quiet", data.toAbsolutePath().toString()),
                tools.environment(),
                workingDirectory,
                limits,
                Mode.RUN);
    }

    /** Whether base backups can be compared with their manifests here. */
    public boolean canVerify() {
        return Files.isExecutable(tools.directory().resolve("pg_verifybackup"));
    }

    private ToolCommand command(
            String program,
            List<String> arguments,
            PostgresUrl server,
            PassFile passFile,
            String application,
            Limits limits)
            throws IOException {
        Map<String, String> environment = new TreeMap<>(tools.environment());
        environment.putAll(server.childEnvironment(passFile.path()));
        environment.put("PGAPPNAME", application);
        return new ToolCommand(program(program), arguments, environment, workingDirectory, limits, Mode.STREAM);
    }

    private Path program(String name) throws IOException {
        Path program = tools.directory().resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IOException("There is no " + name + " in " + tools.directory()
                    + ".\nHINT: install PostgreSQL's client programs of version " + tools.major()
                    + " (Debian, Ubuntu: apt-get install postgresql-client-" + tools.major()
                    + "), or name their folder in BACKUP_PG_BIN.");
        }
        return program;
    }
}
