package co.zencap.backup.postgres;

import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command lines of the programs that speak the replication protocol. Nothing here starts a program.
 *
 * @param tools which programs
 * @param workingDirectory where they run
 */
public record ReplicationCommands(ClientTools tools, Path workingDirectory) {
    /** From this major version on pg_combinebackup takes over whole files without copying them. */
    private static final int LINKS_SINCE = 18;

    /**
     * The whole cluster as one tar file, its manifest of all files in it, streaming. The log is not in it: that comes by
     * another way, and is awaited.
     *
     * @param pipes that get a tar for each tablespace, as one can't hold several; empty: there are none
     * @param list the manifest of an older base backup: of what it has, only changed blocks come; empty: all comes
     */
    public ToolCommand baseBackup(
            PostgresUrl server,
            PassFile passFile,
            String name,
            Optional<BaseBackupPipes> pipes,
            Optional<Path> list,
            Limits limits)
            throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--pgdata=" + pipes.map(each -> each.folder().toString()).orElse("-"),
                "--format=tar",
                "--wal-method=none",
                "--checkpoint=fast",
                "--label=" + name,
                "--no-password"));
        if (pipes.isPresent()) {
            arguments.add("--no-sync"); // of a pipe there is nothing to be synced
        }
        list.ifPresent(file -> arguments.add("--incremental=" + file.toAbsolutePath()));
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

    /**
     * Compares the files of an unpacked base backup with its own manifest. What that may name and is never unpacked is the
     * {@code tablespace_map}, by which a server would go to the folders of the original.
     */
    public ToolCommand verify(Path data, Limits limits) throws IOException {
        return new ToolCommand(
                program("pg_verifybackup"),
                List.of(
                        "--no-parse-wal",
                        "--quiet",
                        "--ignore=tablespace_map",
                        data.toAbsolutePath().toString()),
                tools.environment(),
                workingDirectory,
                limits,
                Mode.RUN);
    }

    /**
     * Puts a full base backup and the incremental ones that build on it together, into one that is full.
     *
     * @param chain their folders, the full one first
     * @param data where to; empty, or not there yet
     * @param tablespaces from where in the last of them to where; each has to be told of
     * @param links whether whole files may become the result's without being copied, as they are of no other use
     */
    public ToolCommand combine(List<Path> chain, Path data, Map<Path, Path> tablespaces, boolean links, Limits limits)
            throws IOException {
        var arguments = new ArrayList<String>();
        if (links && tools.major() >= LINKS_SINCE) {
            arguments.add("--link");
        }
        arguments.add("--output=" + data.toAbsolutePath());
        tablespaces.forEach((from, to) -> arguments.add("--tablespace-mapping=" + escaped(from) + "=" + escaped(to)));
        chain.forEach(folder -> arguments.add(folder.toAbsolutePath().toString()));
        return new ToolCommand(
                program("pg_combinebackup"), arguments, tools.environment(), workingDirectory, limits, Mode.RUN);
    }

    private static String escaped(Path folder) {
        return folder.toAbsolutePath().toString().replace("=", "\\=");
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
