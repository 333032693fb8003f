package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.restore.BackupRoles;
import co.zencap.backup.restore.ContentComparison;
import co.zencap.backup.restore.DumpFile;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.restore.RestoredDatabase;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that are about the database; their order is the route's. */
public final class DatabaseTest {
    private final RestoreTools tools;

    public DatabaseTest(Settings settings) {
        this.tools = RestoreTools.of(settings);
    }

    /** Decrypts the dump to a private file, because pg_restore works in parallel only on one that it can seek in. */
    public void fetch(@ExchangeProperty("testRun") TestRun run) throws IOException {
        Artifact artifact =
                run.backup().manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        run.operation().phase("fetch", artifact.storedBytes());
        requireSpace(run);
        DumpFile.fetch(run.backup(), run.archive(), run.operation()::progress);
    }

    /** Makes the backup's roles in the sandbox's server. */
    public void makeRoles(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("roles", 0);
        int roles = run.sandbox().make(BackupRoles.read(run.backup()).orElseThrow());
        run.operation().result("roles", roles);
        run.report().put("roles", Map.of("made", roles));
    }

    /** How pg_restore is called for this run. */
    public ToolCommand restoreCommand(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("restore", 0);
        int server = run.sandbox().serverMajor();
        int source = run.backup().manifest().source().orElseThrow().serverMajor();
        if (server < source) {
            throw new IOException("The sandbox's server is of version " + server + ", the backup is of one of version "
                    + source
                    + ", which an older server can't take in. HINT: set TEST_POSTGRES_URL (and STAGING_POSTGRES_URL)"
                    + " to a server of version " + source
                    + " or newer, or BACKUP_SANDBOX_BIN to its"
                    + " programs.");
        }
        RestoredDatabase restored = run.sandbox().database();
        PostgresCommands commands = tools.commands(run.backup().manifest());
        return run.isWithRoles()
                ? commands.restoreWithOwners(
                        restored.url(), restored.passFile(), run.archive(), tools.jobs(), tools.limits())
                : commands.restore(restored.url(), restored.passFile(), run.archive(), tools.jobs(), tools.limits());
    }

    /**
     * Compares the restored tables with the fingerprint; where that has counts only, the counts.
     *
     * <p>The archive is kept as long as that takes, because it knows which rows differ. That asks for no more space than
     * the restore did.
     *
     * @throws IOException naming every difference
     */
    public void compare(@ExchangeProperty("testRun") TestRun run)
            throws IOException, SQLException, InterruptedException {
        try {
            report(
                    run,
                    new ContentComparison(
                                    run.backup().manifest(),
                                    run.sandbox().database(),
                                    tools,
                                    run.archive(),
                                    roomForSearch(run))
                            .run(run.operation(), run.differences()::add));
        } finally {
            run.forgetArchive();
        }
    }

    /** All of it, where nobody knows how much there is, as of another machine's disk. */
    private static long roomForSearch(TestRun run) {
        FreeSpace free = FreeSpace.of(run.archive().getParent());
        return run.sandbox().hasOwnServer() && free.isKnown() ? free.bytes() : Long.MAX_VALUE;
    }

    private static void report(TestRun run, Fingerprint expected) throws IOException {
        run.report()
                .put(
                        "database",
                        Map.of(
                                "tables",
                                expected.tables().size(),
                                "rows",
                                expected.totalRows(),
                                "largeObjects",
                                expected.largeObjects().count(),
                                "contentCompared",
                                !expected.countsOnly(),
                                "serverMajor",
                                run.sandbox().serverMajor()));
    }

    /** A throwaway server keeps its tables there as well, which take about as much again with their indexes. */
    static void requireSpace(TestRun run) throws IOException {
        long archiveBytes = run.backup()
                .manifest()
                .artifact(Artifact.Role.DATABASE)
                .orElseThrow()
                .plainBytes();
        Path folder = run.archive().getParent();
        Manifest.Source source = run.backup().manifest().source().orElseThrow();
        long needed = run.sandbox().hasOwnServer()
                ? archiveBytes + Math.max(archiveBytes, source.databaseBytes())
                : archiveBytes;
        FreeSpace free = FreeSpace.of(folder);
        if (free.isLessThan(needed)) {
            throw new IOException("The restoration test needs about " + needed + " bytes in " + folder + ", where "
                    + free.bytes() + " are free. HINT: free space there, or set BACKUP_WORK_DIR to a larger disk.");
        }
    }
}
