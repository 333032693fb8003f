package co.zencap.backup.drill;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.certificate.TestCertificate;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.pointintime.RecoveredCluster;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalLibrary.Reach;
import co.zencap.backup.wal.WalPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is kept of a test of a cluster: the catalog's row, and the certificate. */
final class ClusterTestRecord {
    private final Settings settings;
    private final String repository;
    private final TestCertificate.Service service;

    /**
     * @param repository from which clusters are recovered
     * @param node which of the service's nodes tests
     */
    ClusterTestRecord(Settings settings, String repository, String node) {
        this.settings = settings;
        this.repository = repository;
        this.service = new TestCertificate.Service(settings.target().value(), node);
    }

    /**
     * Ends a test that passed.
     *
     * @param notes what a person should know, one sentence each
     */
    CatalogEntry passed(RunningOperation operation, Reach reach, RecoveredCluster recovered, List<String> notes) {
        String id = UUID.randomUUID().toString();
        Map<String, Object> report = report(operation, reach, recovered);
        report.forEach(operation::result);
        operation.result("testId", id);
        operation.succeed();
        return entry(id, operation, Optional.of(reach), report, compared(reach, recovered, notes), List.of(), true);
    }

    /**
     * The row of a test that has failed. While the repository is away that says nothing of the backup, and is not certified.
     *
     * @param reach empty when it failed before the backup was found
     */
    CatalogEntry failed(RunningOperation operation, Optional<Reach> reach, Exception failure) {
        List<String> differences = List.of(operation.snapshot().problem().detail());
        boolean certified = RepositoryFailure.awayIn(failure).isEmpty();
        String id = UUID.randomUUID().toString();
        return entry(id, operation, reach, Map.of(), Map.of(), differences, certified);
    }

    private static Map<String, Object> report(RunningOperation operation, Reach reach, RecoveredCluster recovered) {
        var report = new LinkedHashMap<String, Object>();
        report.put("tables", recovered.tables());
        report.put("rows", recovered.rows());
        report.put("indexes", recovered.indexes());
        report.put("place", recovered.place());
        recovered.lastCommit().ifPresent(at -> report.put("lastCommit", at));
        shows(reach)
                .map(newest -> Duration.between(newest, operation.snapshot().startedAt()))
                .ifPresent(loss -> report.put("lossSeconds", Math.max(0, loss.toSeconds())));
        return report;
    }

    /** All that was committed before came back; empty where nobody has written down how far the log reaches. */
    private static Optional<Instant> shows(Reach reach) {
        Instant base = reach.manifest().source().orElseThrow().snapshotTime();
        // What was written down last may be older than the end of the base backup.
        return reach.position().map(WalPosition::recoverable).map(newest -> newest.isAfter(base) ? newest : base);
    }

    /** From where to where the log was replayed, as of when that is, and what was read of what came back. */
    private static Map<String, Object> compared(Reach reach, RecoveredCluster recovered, List<String> notes) {
        var log = new LinkedHashMap<String, Object>();
        log.put("replayedFrom", reach.base().start().toString());
        log.put("replayedTo", recovered.place());
        reach.chain().last().ifPresent(segment -> log.put("timeline", segment.timeline()));
        reach.position().ifPresent(position -> {
            log.put("storedUpTo", position.reached().toString());
            log.put("allCommittedBefore", shows(reach).orElseThrow().toString());
        });
        recovered.lastCommit().ifPresent(at -> log.put("lastCommit", at.toString()));
        var cluster = new LinkedHashMap<String, Object>();
        cluster.put("systemIdentifier", reach.base().systemIdentifier());
        cluster.put("databases", recovered.databases());
        cluster.put("tables", recovered.tables());
        cluster.put("rows", recovered.rows());
        cluster.put("indexes", recovered.indexes());
        if (!notes.isEmpty()) {
            cluster.put("notes", String.join(" ", notes));
        }
        var compared = new LinkedHashMap<String, Object>();
        compared.put("log", log);
        compared.put("cluster", cluster);
        return compared;
    }

    private CatalogEntry entry(
            String id,
            RunningOperation operation,
            Optional<Reach> reach,
            Map<String, Object> report,
            Map<String, Object> compared,
            List<String> differences,
            boolean certified) {
        Operation test = operation.snapshot();
        var certificate = new TestCertificate(
                id,
                service,
                test.endedAt(),
                test.startedAt(),
                test,
                operation.timings(),
                reach.map(Reach::manifest),
                repository,
                compared,
                List.of(),
                differences);
        return CatalogEntry.entry(
                "record-restoration-test",
                "id",
                id,
                "operationId",
                test.id(),
                "backupId",
                test.backupId(),
                "repository",
                repository,
                "testType",
                ClusterTest.TYPE,
                "outcome",
                test.problem() == null ? "passed" : "failed",
                "startedAt",
                test.startedAt(),
                "endedAt",
                test.endedAt(),
                "timings",
                CatalogEntry.json(operation.timings()),
                "differences",
                CatalogEntry.json(differences),
                "report",
                CatalogEntry.json(report),
                "certificate",
                certified ? certificate.text(settings.masterKey().map(MasterKey::certificates)) : null);
    }
}
