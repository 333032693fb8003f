package co.zencap.backup.drill;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.PointInTimePlans.Wish;
import co.zencap.backup.recovery.pointintime.PointInTimeRecovery;
import co.zencap.backup.recovery.pointintime.RecoveredCluster;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code test-cluster}: a base backup and the log that follows it are recovered to the log's end, in a folder
 * that is thrown away, from the repository that outlives this machine.
 */
public final class ClusterTest {
    /** As the catalog calls it. */
    public static final String TYPE = "pointInTimeTest";

    private static final Logger LOG = LoggerFactory.getLogger(ClusterTest.class);

    private final Settings settings;
    private final Repository repository;
    private final Retrievals retrievals;
    private final Operations operations;
    private final ClusterTestRecord records;
    private final Clock clock;

    /**
     * @param repositories the nearest first, the one that outlives this machine last
     * @param node which of the service's nodes this is
     */
    public ClusterTest(
            Settings settings,
            List<Repository> repositories,
            Retrievals retrievals,
            Operations operations,
            String node,
            Clock clock) {
        this.settings = settings;
        this.retrievals = retrievals;
        this.repository = repositories.get(repositories.size() - 1);
        this.operations = operations;
        this.records = new ClusterTestRecord(settings, repository.id(), node);
        this.clock = clock;
    }

    /** Whether it is for a backup, and can be done here: only a server of the cluster's major version reads its files. */
    public boolean isFor(@Body BackupRef backup) {
        if (!backup.target().equals(settings.baseTarget().value())) {
            return false;
        }
        boolean possible = settings.sandboxBin().isPresent() || anyServer();
        if (!possible) {
            LOG.warn(
                    "The base backup {} is not tested: there is no PostgreSQL server on this machine, and no"
                            + " BACKUP_SANDBOX_BIN",
                    backup.id());
        }
        return possible;
    }

    private static boolean anyServer() {
        try {
            return ServerBinaries.onThisMachine().isPresent();
        } catch (IOException e) {
            LOG.warn("Whether there is a PostgreSQL server on this machine can't be told: {}", e.getMessage());
            return false;
        }
    }

    public RunningOperation begin(@Body BackupRef backup, @ExchangeProperty("parentId") String parentId) {
        RunningOperation operation = operations.begin(Kind.RESTORATION_TEST, backup, parentId);
        operation.result("testType", TYPE);
        return operation;
    }

    /** Chooses the backup, and looks how far its log reaches. From here on a failure is certified as one of this backup. */
    public Reach find(@ExchangeProperty("operation") RunningOperation operation) throws IOException {
        operation.phase("find", 0);
        return new PointInTimePlans(repository, settings.masterKey())
                .choose(new Wish(
                        Optional.of(settings.target().value()),
                        RecoveryTarget.end(),
                        Optional.of(operation.snapshot().backupId())));
    }

    /** All of it; what was recovered is gone afterwards. */
    public CatalogEntry run(
            @ExchangeProperty("operation") RunningOperation operation, @ExchangeProperty("reach") Reach reach)
            throws IOException, InterruptedException {
        requireWhole(reach);
        int major = reach.manifest().source().orElseThrow().serverMajor();
        var recovery = new PointInTimeRecovery(
                repository,
                retrievals,
                settings.masterKey(),
                RecoveryPrograms.find(settings.sandboxBin(), settings.postgresBin(), major),
                operation);
        Path scratch = Files.createTempDirectory(settings.workDir(), "restoration-test-");
        RecoveredCluster recovered;
        try {
            Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwx--x--x"));
            recovered = recovery.run(reach, RecoveryTarget.end(), scratch.resolve("data"), Map.of(), false);
        } finally {
            FileTree.delete(scratch);
        }
        return records.passed(operation, reach, recovered, recovery.notes());
    }

    /** What can't be brought to the log's end is no proof of it, however well it starts. */
    private static void requireWhole(Reach reach) throws IOException {
        if (reach.chain().gap().isPresent()) {
            throw new IOException("The log lacks the segment "
                    + reach.chain().gap().get().name()
                    + ", and later ones are there: what was committed after it can't be"
                    + " recovered from this base backup. HINT: look for it in the other repositories.");
        }
        if (reach.position().isPresent() && !reach.reachesTheEnd()) {
            throw new IOException(
                    "The log does not reach " + reach.position().get().reached()
                            + ", up to where it was stored once. HINT: find out who has deleted its end.");
        }
    }

    /** Ends a test that failed; what it left is gone. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation) {
        var problem = Problem.of(
                "The recovery of " + operation.target() + " to a point in time, which was tried, failed", failure);
        operation.fail(problem);
        return Alert.of(Level.CRITICAL, "restoration-test", operation.snapshot(), problem, clock.instant())
                .about(TYPE)
                .until(Ending.success(Kind.RESTORATION_TEST, TYPE));
    }

    /** The catalog's row of a test that failed. */
    public CatalogEntry failedEntry(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("reach") Reach reach) {
        return records.failed(operation, Optional.ofNullable(reach), failure);
    }
}
