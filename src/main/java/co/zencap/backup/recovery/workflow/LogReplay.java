package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRun;
import co.zencap.backup.backup.BackupRuns;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.CopiedCluster;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.PointInTimeRecovery;
import co.zencap.backup.recovery.pointintime.RecoveredCluster;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * The steps of {@code dump-from-log}: a copy of the whole cluster is brought to the wanted instant, and the one database is
 * dumped from it, into a backup like any other. From there on a recovery goes the way of all recoveries: restored beside what
 * is live, compared row by row with what was dumped, and swapped.
 */
public final class LogReplay {
    private final Settings settings;
    private final List<Repository> repositories;
    private final RecoveryParts parts;
    private final BackupRuns backups;
    private final Operations operations;

    public LogReplay(
            Settings settings,
            List<Repository> repositories,
            RecoveryParts parts,
            BackupRuns backups,
            Operations operations) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.parts = parts;
        this.backups = backups;
        this.operations = operations;
    }

    /**
     * What was replayed.
     *
     * @param copy of the cluster, which runs
     * @param shows as of when it shows the original
     */
    public record Replayed(CopiedCluster copy, Instant shows) {}

    /** Brings a copy of the cluster to where it is wanted; the recovery owns it. */
    public Replayed replay(@ExchangeProperty("recovery") RecoveryRun run) throws IOException, InterruptedException {
        FromLog log = run.log().orElseThrow();
        RunningOperation operation = run.getOperation();
        operation.phase("find the log", 0);
        Repository repository = repositories.stream()
                .filter(each -> each.id().equals(log.repository()))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "There is no repository " + log.repository() + " any more. HINT: plan the recovery again."));
        Reach reach = new PointInTimePlans(repository, settings.masterKey()).choose(log.wish());
        RecoveryPrograms programs = RecoveryPrograms.find(
                settings.sandboxBin(),
                settings.postgresBin(),
                reach.manifest().source().orElseThrow().serverMajor());
        PointInTimeRecovery recovery = parts.cluster(repository, programs, operation);
        // Swept after a sudden end, as all of this name is.
        Path home = Files.createTempDirectory(settings.workDir(), "recovery-log-");
        run.holds(() -> FileTree.delete(home));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        RecoveredCluster recovered = recovery.copy(reach, log.where(), home);
        CopiedCluster copy =
                CopiedCluster.start(programs.server(), home, reach.base().limits());
        run.holds(copy);
        run.note(recovery.notes());
        operation.result("logPlace", recovered.place());
        return new Replayed(copy, later(log.shows(), recovered.lastCommit()));
    }

    /** A little more may have been in the log than was written down. */
    private static Instant later(Instant shows, Optional<Instant> lastCommit) {
        return lastCommit.filter(shows::isBefore).orElse(shows);
    }

    /** Begins the backup of the database in the copy. */
    public BackupRun begin(
            @ExchangeProperty("recovery") RecoveryRun run, @ExchangeProperty("replayed") Replayed replayed)
            throws IOException {
        run.getOperation().phase("dump from the log", 0);
        RunningOperation operation = operations.begin(
                Kind.BACKUP, run.record().target(), run.getOperation().id());
        run.holds(() -> {
            if (operation.snapshot().isRunning()) {
                operation.fail(new Problem("The dump from the log failed", "The recovery tells why.", ""));
            }
        });
        BackupRun backup = backups.beginFrom(
                new BackupRequest(Manifest.Kind.DATABASE, operation),
                new BackupRun.Origin(replayed.copy().url(run.record().database()), Optional.of(replayed.shows())));
        run.holds(backup);
        return backup;
    }

    /** From here on that backup is what is restored, and the copy is gone. */
    public void use(
            @Body Manifest manifest,
            @ExchangeProperty("recovery") RecoveryRun run,
            @ExchangeProperty("replayed") Replayed replayed)
            throws IOException {
        FromLog log = run.log().orElseThrow();
        run.release();
        var source = new RecoveryRecord.Source(
                manifest.target(), manifest.id().value(), repositories.get(0).id());
        run.record(run.record()
                .from(source)
                .noted(List.of("Base backup " + log.baseBackup() + " and the write-ahead log up to " + replayed.shows()
                        + " were replayed; backup " + manifest.id() + " is the database as of then.")));
        run.getOperation().backup(manifest.id().value());
        run.backups(parts.backups(run.record().type(), source, Optional.empty(), run.getOperation()));
    }
}
