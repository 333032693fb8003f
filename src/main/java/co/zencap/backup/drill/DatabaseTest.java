package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.GlobalsScript;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.postgres.archive.ArchiveOffsets;
import co.zencap.backup.postgres.archive.FingerprintTap;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that are about the database; their order is the route's. */
public final class DatabaseTest {
    /** At a time: with the few KB of transferTo, system calls would take as long as the decompression. */
    private static final int FETCH_BYTES = 1 << 18;

    private final Settings settings;

    public DatabaseTest(Settings settings) {
        this.settings = settings;
    }

    /** Decrypts the dump to a private file, because pg_restore works in parallel only on one that it can seek in. */
    public void fetch(@ExchangeProperty("testRun") TestRun run) throws IOException {
        Artifact artifact =
                run.backup().manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        run.operation().phase("fetch", artifact.storedBytes());
        requireSpace(run, artifact.plainBytes());
        Files.createFile(run.archive(), Private.FILE);
        try (MeasuredInputStream stored = run.backup().openStored(artifact, run.operation()::progress);
                InputStream plain = run.backup().plaintext(artifact, stored);
                FileChannel file = FileChannel.open(run.archive(), StandardOpenOption.WRITE);
                FingerprintTap tap = FingerprintTap.ofStructure(Channels.newOutputStream(file))) {
            byte[] buffer = new byte[FETCH_BYTES];
            for (int read = plain.read(buffer); read >= 0; read = plain.read(buffer)) {
                tap.write(buffer, 0, read);
            }
            Archive archive = tap.result();
            ArchiveOffsets.write(file, archive);
        }
    }

    /** Makes the backup's roles in the sandbox's server. */
    public void makeRoles(@ExchangeProperty("testRun") TestRun run) throws IOException {
        Artifact artifact =
                run.backup().manifest().artifact(Artifact.Role.GLOBALS).orElseThrow();
        run.operation().phase("roles", 0);
        try (MeasuredInputStream stored = run.backup().openStored(artifact, b -> {});
                InputStream plain = run.backup().plaintext(artifact, stored)) {
            int roles = run.sandbox().make(GlobalsScript.read(plain));
            run.operation().result("roles", roles);
            run.report().put("roles", Map.of("made", roles));
        }
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
        Sandbox sandbox = run.sandbox();
        int jobs = settings.performance().restoreJobs();
        return run.isWithRoles()
                ? commands(run)
                        .restoreWithOwners(
                                sandbox.url(), sandbox.passFile(), run.archive(), jobs, settings.toolLimits())
                : commands(run).restore(sandbox.url(), sandbox.passFile(), run.archive(), jobs, settings.toolLimits());
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
            new ContentComparison(run, commands(run), settings).run();
        } finally {
            run.forgetArchive();
        }
    }

    /**
     * Not older than the pg_dump that wrote the archive, whose format pg_restore has to know. The sandbox's server may be
     * newer than the programs: other than pg_dump, pg_restore and psql refuse no server, they send what the archive and we
     * say; and a newer pg_restore would say nothing else. What the server then does not take fails the test.
     */
    private PostgresCommands commands(TestRun run) throws IOException {
        int needed = run.backup().manifest().tools().pgDumpMajor();
        return new PostgresCommands(ClientTools.locate(settings.postgresBin(), needed), settings.workDir());
    }

    /** A throwaway server keeps its tables there as well, which take about as much again with their indexes. */
    private static void requireSpace(TestRun run, long archiveBytes) throws IOException {
        Path folder = run.archive().getParent();
        Manifest.Source source = run.backup().manifest().source().orElseThrow();
        long needed = run.sandbox().hasOwnServer()
                ? archiveBytes + Math.max(archiveBytes, source.databaseBytes())
                : archiveBytes;
        long free = folder.toFile().getUsableSpace();
        if (free < needed) {
            throw new IOException("The restoration test needs about " + needed + " bytes in " + folder + ", where "
                    + free + " are free. HINT: free space there, or set BACKUP_WORK_DIR to a larger disk.");
        }
    }
}
