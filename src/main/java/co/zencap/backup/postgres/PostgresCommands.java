package co.zencap.backup.postgres;

import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The command lines, in one place. Nothing here starts a program. Every command reaches its server by the environment; a
 * database name that must stand in an argument is escaped as a connection string of its own.
 *
 * @param tools            which programs
 * @param workingDirectory where they run
 */
public record PostgresCommands(ClientTools tools, Path workingDirectory) {
    /** To build indexes with, all jobs together, however small the server is. */
    private static final int SORT_MEGABYTES = 512;

    private static final int LEAST_SORT_MEGABYTES = 64;

    public PostgresCommands {
        Objects.requireNonNull(tools, "tools");
        Objects.requireNonNull(workingDirectory, "workingDirectory");
    }

    /**
     * What to dump and how.
     *
     * @param snapshotId      an exported snapshot to read in
     * @param lockWait        how long to wait for a table's lock before the dump fails
     * @param excludedSchemas schemas to leave out, exact names
     * @param limits          when the program is ended
     */
    public record DumpOptions(String snapshotId, Duration lockWait, List<String> excludedSchemas, Limits limits) {}

    /** The database in the custom format, uncompressed (our own compression follows), streaming, in a snapshot. */
    public ToolCommand dump(PostgresUrl source, PassFile passFile, DumpOptions options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=custom",
                "--compress=0",
                "--no-password",
                "--no-sync",
                "--snapshot=" + options.snapshotId(),
                "--lock-wait-timeout=" + options.lockWait().toMillis()));
        // the name changed with version 16; without it, leaving schemas out would keep large objects in, but say so
        arguments.add(tools.major() >= 16 ? "--large-objects" : "--blobs");
        options.excludedSchemas().forEach(schema -> arguments.add("--exclude-schema=" + pattern(schema)));
        return command(tools.pgDump(), arguments, environment(source, passFile), options.limits(), Mode.STREAM);
    }

    /** Roles and tablespaces as SQL in UTF-8; role passwords only for who may read them. */
    public ToolCommand globals(PostgresUrl source, PassFile passFile, boolean rolePasswords, Limits limits)
            throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--globals-only", "--no-password", "--no-sync", "--database=" + connectionString(source)));
        if (!rolePasswords) {
            arguments.add("--no-role-passwords");
        }
        Map<String, String> environment = environment(source, passFile);
        environment.put("PGCLIENTENCODING", "UTF8");
        return command(tools.pgDumpall(), arguments, environment, limits, Mode.STREAM);
    }

    /**
     * A dump into an empty database, contents only: no owners, no grants. It is silent while it works (one index may take
     * hours), so that the no-progress limit is left out.
     *
     * @param archive a custom-format file; parallel jobs need to seek in it
     * @param jobs    1 or more
     */
    public ToolCommand restore(PostgresUrl target, PassFile passFile, Path archive, int jobs, Limits limits)
            throws IOException {
        return restore(target, passFile, archive, jobs, limits, List.of("--no-owner", "--no-acl"));
    }

    /**
     * As {@link #restore}, with owners and grants, for a cluster that has all their roles. Tablespaces are folders of
     * another machine: everything goes into the default one.
     */
    public ToolCommand restoreWithOwners(PostgresUrl target, PassFile passFile, Path archive, int jobs, Limits limits)
            throws IOException {
        return restore(target, passFile, archive, jobs, limits, List.of("--no-tablespaces"));
    }

    /**
     * What a dump's rows are kept in, without the rows: neither owners nor grants, and only the entries of a list. It goes on
     * after an error, because what somebody needs of it may be whole; its exit status is not 0 then.
     *
     * @param archive its table of contents is enough
     * @param list as {@link #list} gives it, less what is not wanted
     */
    public ToolCommand restoreStructure(PostgresUrl target, PassFile passFile, Path archive, Path list, Limits limits)
            throws IOException {
        List<String> arguments = List.of(
                "--dbname=" + connectionString(target),
                "--no-password",
                "--schema-only",
                "--no-owner",
                "--no-acl",
                "--no-tablespaces",
                "--use-list=" + list.toAbsolutePath(),
                archive.toAbsolutePath().toString());
        return command(tools.pgRestore(), arguments, environment(target, passFile), limits, Mode.RUN);
    }

    private ToolCommand restore(
            PostgresUrl target, PassFile passFile, Path archive, int jobs, Limits limits, List<String> options)
            throws IOException {
        var arguments = new ArrayList<>(
                List.of("--dbname=" + connectionString(target), "--jobs=" + jobs, "--exit-on-error", "--no-password"));
        arguments.addAll(options);
        arguments.add(archive.toAbsolutePath().toString());
        Map<String, String> environment = environment(target, passFile);
        environment.merge("PGOPTIONS", forSpeed(jobs), (a, b) -> a + " " + b);
        return command(
                tools.pgRestore(), arguments, environment, new Limits(limits.wallClock(), Duration.ZERO), Mode.RUN);
    }

    /** Whoever restores begins anew after a crash, so that nothing has to wait for the disk before the end. */
    private static String forSpeed(int jobs) {
        int megabytes = Math.max(LEAST_SORT_MEGABYTES, SORT_MEGABYTES / jobs);
        String speed = "-c synchronous_commit=off -c maintenance_work_mem=" + megabytes + "MB";
        // the jobs keep the cores busy; the server's own helpers for an index would only get in their way
        return jobs > 1 ? speed + " -c max_parallel_maintenance_workers=0" : speed;
    }

    /** psql, which takes its statements from standard input, in UTF-8, and ends at the first that fails. */
    public ToolCommand session(PostgresUrl database, PassFile passFile, Limits limits) throws IOException {
        List<String> arguments =
                List.of("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-");
        Map<String, String> environment = environment(database, passFile);
        environment.put("PGCLIENTENCODING", "UTF8");
        return command(tools.psql(), arguments, environment, limits, Mode.STREAM);
    }

    /** One schema of a database in the custom format, to a file. */
    public ToolCommand dumpSchema(PostgresUrl source, PassFile passFile, String schema, Path file, Limits limits)
            throws IOException {
        List<String> arguments = List.of(
                "--format=custom",
                "--no-password",
                "--no-sync",
                "--schema=" + pattern(schema),
                "--file=" + file.toAbsolutePath());
        return command(tools.pgDump(), arguments, environment(source, passFile), limits, Mode.RUN);
    }

    /** The dump's table of contents, without a server; reads from standard input and needs the beginning only. */
    public ToolCommand list(Limits limits) throws IOException {
        return command(tools.pgRestore(), List.of("--list"), Map.of(), limits, Mode.RUN);
    }

    /** The table of contents of a file. */
    public ToolCommand list(Path archive, Limits limits) throws IOException {
        List<String> arguments = List.of("--list", archive.toAbsolutePath().toString());
        return command(tools.pgRestore(), arguments, Map.of(), limits, Mode.RUN);
    }

    /** The database's name as a connection string that is nothing but the name, however the name looks. */
    static String connectionString(PostgresUrl url) {
        return "dbname='" + url.database().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** An exact name as a pattern of pg_dump: quoted, so that case counts and wildcards do not. */
    private static String pattern(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static Map<String, String> environment(PostgresUrl url, PassFile passFile) {
        Map<String, String> environment = url.childEnvironment(passFile == null ? null : passFile.path());
        environment.put("PGOPTIONS", PinnedSettings.asOptions(environment.getOrDefault("PGOPTIONS", "")));
        return environment;
    }

    private ToolCommand command(
            Path tool, List<String> arguments, Map<String, String> environment, Limits limits, Mode mode)
            throws IOException {
        Map<String, String> all = new TreeMap<>(tools.environment());
        all.putAll(environment);
        return new ToolCommand(tool, arguments, all, workingDirectory, limits, mode);
    }
}
