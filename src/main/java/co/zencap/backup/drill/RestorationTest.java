package co.zencap.backup.drill;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.certificate.TestCertificate;
import co.zencap.backup.drill.TestBackups.UnusableBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** How a restoration test begins and ends; what lies between is the route's, and its other beans'. */
public final class RestorationTest {
    /** In place of a backup or repository, where none could be opened. */
    private static final String NONE = "none";

    private final Settings settings;
    private final TestBackups backups;
    private final Retrievals retrievals;
    private final Sandboxes sandboxes;
    private final TestObjectives objectives;
    private final TestCertificate.Service service;
    private final Clock clock;

    /**
     * @param repositories the nearest first, the one that outlives this machine last
     * @param node the name of this one, for certificates
     */
    public RestorationTest(
            Settings settings,
            List<Repository> repositories,
            Retrievals retrievals,
            Sandboxes sandboxes,
            ObjectivesReport objectives,
            String node,
            Clock clock) {
        this.settings = settings;
        this.backups = new TestBackups(settings, repositories, retrievals);
        this.retrievals = retrievals;
        this.sandboxes = sandboxes;
        this.objectives = new TestObjectives(objectives);
        this.service = new TestCertificate.Service(settings.target().value(), node);
        this.clock = clock;
    }

    /** Opens the backup, and waits for what of it is archived. */
    public TestRun begin(@Body TestRequest request) throws IOException {
        Instant startedAt = clock.instant();
        RunningOperation operation = request.operation();
        operation.phase("find", 0);
        StoredBackup backup = backups.open(request);
        if (backup.manifest().artifact(Artifact.Role.DATABASE).isEmpty()) {
            throw new IOException("Backup " + backup.manifest().id()
                    + " holds files and no database. HINT: ./zencap restore-files brings files back.");
        }
        retrievals.bring(backup.repository(), keys(backup, request.type()), operation);
        return new TestRun(request, backup, startedAt);
    }

    /** Makes an empty database for it. From here on a failure leaves a certificate: the backup was there, and is not proved. */
    public void makeSandbox(@ExchangeProperty("testRun") TestRun run) throws IOException, SQLException {
        run.operation().phase("sandbox", 0);
        Files.createDirectories(settings.workDir());
        run.scratch(Files.createTempDirectory(settings.workDir(), "restoration-test-"));
        run.sandbox(sandboxes.create(run.type(), run.backup().manifest()));
    }

    /** All objects that will be read, so that what is archived is waited for once, and before anything is made for it. */
    private static List<String> keys(StoredBackup backup, TestType type) {
        Manifest manifest = backup.manifest();
        Stream<String> files = manifest.fileSets().stream()
                .filter(set -> type.takesFiles())
                .flatMap(set -> new StoredFiles(backup, set).keys().stream());
        return Stream.concat(manifest.databaseKeys().stream(), files).distinct().toList();
    }

    /** Drops the sandbox and records the outcome. */
    public CatalogEntry finish(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("clean up", 0);
        run.close();
        String id = UUID.randomUUID().toString();
        run.operation().result("testId", id);
        run.operation().succeed();
        return entry(id, run);
    }

    /** Ends a test that did not even begin. */
    public void notBegun(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation)
            throws Exception {
        operation.fail(Problem.of("The restoration test of " + operation.target() + " could not be begun", failure));
        throw failure;
    }

    /** Ends a test that failed at any step: sandbox and plaintext are gone, the outcome is recorded. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("testRun") TestRun run) {
        if (run != null) {
            try {
                run.close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        var problem = Problem.of("The restoration test of " + operation.target() + " failed", failure);
        operation.fail(problem);
        Operation ended = operation.snapshot();
        String type = String.valueOf(ended.result().get("testType"));
        return Alert.of(Level.CRITICAL, "restoration-test", ended, problem, clock.instant())
                .about(type)
                .until(Ending.success(Operation.Kind.RESTORATION_TEST, type));
    }

    /** The catalog's row of a test that failed; null where the test says nothing of the backup. */
    public CatalogEntry failedEntry(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("testRun") TestRun run) {
        String id = UUID.randomUUID().toString();
        if (run != null) {
            return entry(id, run);
        }
        if (failure instanceof UnusableBackup) {
            Instant startedAt = operation.snapshot().startedAt();
            return entry(certificate(id, operation, startedAt, Optional.empty(), NONE, Map.of(), List.of()));
        }
        return null;
    }

    private CatalogEntry entry(String id, TestRun run) {
        return entry(certificate(
                id,
                run.operation(),
                run.startedAt(),
                Optional.of(run.backup().manifest()),
                run.backup().repository().id(),
                run.report(),
                run.differences()));
    }

    private TestCertificate certificate(
            String id,
            RunningOperation operation,
            Instant startedAt,
            Optional<Manifest> manifest,
            String repository,
            Map<String, Object> report,
            List<String> differences) {
        Operation test = operation.snapshot();
        Instant endedAt = test.endedAt();
        Map<String, Long> timings = operation.timings();
        List<Compliance> compliance = objectives.of(test, backupId(test), startedAt, endedAt, timings, manifest);
        return new TestCertificate(
                id, service, endedAt, startedAt, test, timings, manifest, repository, report, compliance, differences);
    }

    private static String backupId(Operation test) {
        return Objects.requireNonNullElse(test.backupId(), NONE);
    }

    private CatalogEntry entry(TestCertificate certificate) {
        Operation test = certificate.operation();
        var report = new LinkedHashMap<String, Object>(certificate.report());
        report.put("objectives", certificate.objectives());
        return CatalogEntry.entry(
                "record-restoration-test",
                "id",
                certificate.id(),
                "operationId",
                test.id(),
                "backupId",
                backupId(test),
                "repository",
                certificate.repository(),
                "testType",
                (String) test.result().get("testType"),
                "outcome",
                test.problem() == null ? "passed" : "failed",
                "startedAt",
                certificate.startedAt().toString(),
                "endedAt",
                certificate.issuedAt().toString(),
                "timings",
                CatalogEntry.json(certificate.timings()),
                "differences",
                CatalogEntry.json(certificate.differences()),
                "report",
                CatalogEntry.json(report),
                "certificate",
                certificate.text(settings.masterKey().map(MasterKey::certificates)));
    }
}
