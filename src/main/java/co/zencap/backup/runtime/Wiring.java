package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertChannels;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupRuns;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.backup.CompressProcessor;
import co.zencap.backup.backup.DatabaseBackup;
import co.zencap.backup.backup.DumpWitness;
import co.zencap.backup.backup.EncryptProcessor;
import co.zencap.backup.backup.FileBackup;
import co.zencap.backup.backup.FingerprintProcessor;
import co.zencap.backup.backup.MeterProcessor;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.UnlistedBackups;
import co.zencap.backup.backup.Uploads;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.drill.RestorationTest;
import co.zencap.backup.drill.Sandboxes;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.exec.StreamingExecCommandExecutor;
import co.zencap.backup.postgres.exec.ToolExecBinding;
import co.zencap.backup.recovery.FileRestoration;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.camel.UploadSteps;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Settings.FingerprintLevel;
import co.zencap.backup.settings.Settings.Performance;
import co.zencap.backup.verify.ArchiveLister;
import co.zencap.backup.verify.BackupVerifier;
import co.zencap.backup.verify.Verifications;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts from the settings and gives them the names by which routes know them. Owns what must be closed. */
public final class Wiring implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    /** An operation that takes so many times as long as a dump may, waiting included, is stuck. */
    private static final int PATIENCE = 4;

    /** Artifacts of one backup that are sent side by side. */
    private static final int UPLOADS_AT_ONCE = 4;

    private final Settings settings;
    private final Clock clock;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final Optional<S3Uploads> uploads;
    private final Catalog catalog;
    private final Journal journal;
    private Operations operations;

    public Wiring(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        local = new LocalRepository(settings.localDir());
        offsite = settings.s3().map(s3 -> new S3Repository(new S3Connection(s3, clock)));
        uploads = offsite.map(repository -> new S3Uploads(repository, clock));
        catalog = new Catalog(settings.catalog(), Settings.CATALOG_SCHEMA);
        journal = new Journal(settings.workDir().resolve("catalog-journal.jsonl"));
    }

    /** Binds everything that routes refer to. Connects to nothing. */
    public void bind(CamelContext camel) throws IOException {
        Registry registry = camel.getRegistry();
        ProducerTemplate routes = camel.createProducerTemplate();
        operations = new Operations(clock, operation -> record(routes, operation));
        var tasks = new BackupTasks(operations);
        var requests = new BackupRequests(
                operations,
                Set.of(settings.target().value(), settings.fullTarget().value()));
        var schedules = BackupSchedules.of(settings, requests, operations, local, clock);
        var queries = new CatalogQueries(catalog, routes);
        var repositories = new ArrayList<Repository>(List.of(local));
        offsite.ifPresent(repositories::add);

        registry.bind("toolBinding", new ToolExecBinding());
        registry.bind("toolExecutor", new StreamingExecCommandExecutor());
        bindSteps(registry, queries);
        registry.bind("uploads", new Uploads(settings, local, offsite, clock));
        uploads.ifPresent(u -> UploadSteps.bind(registry, u));
        registry.bind(
                "uploadThreads", camel.getExecutorServiceManager().newFixedThreadPool(this, "upload", UPLOADS_AT_ONCE));
        registry.bind("tasks", tasks);
        registry.bind("backupRequests", requests);
        registry.bind("backupSchedules", schedules);
        Duration patience = settings.limits().wallClock().multipliedBy(PATIENCE);
        registry.bind("workWatch", new WorkWatch(schedules, operations, patience, clock));
        registry.bind("unlistedBackups", new UnlistedBackups(settings, local, queries::listed, clock));
        Retrievals retrievals = retrievals();
        var sandboxes = new Sandboxes(settings);
        registry.bind("sandboxes", sandboxes);
        registry.bind("restorationTest", new RestorationTest(settings, repositories, retrievals, sandboxes, clock));
        var verifier = new BackupVerifier(
                settings.masterKey(), new ArchiveLister(settings.postgresBin(), settings.workDir()), clock);
        registry.bind("verifications", new Verifications(repositories, verifier, queries::storedCopies, clock));
        registry.bind("fileRestoration", new FileRestoration(settings, repositories, retrievals, clock));
        registry.bind("alertChannels", new AlertChannels(settings.webhook()));
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), clock));
        registry.bind("catalog", catalog);
        registry.bind("catalogQueries", queries);
        registry.bind("catalogDataSource", catalog.dataSource());
        registry.bind("journal", journal);
        var status = new StatusReport(settings, queries, operations, schedules, local, offsite, clock);
        registry.bind(
                "adminActions",
                new AdminActions(settings, requests, tasks, operations, catalog, queries, status, routes));
        registry.bind("startup", new Startup(settings, local, uploads, journal, queries, clock));
    }

    private Retrievals retrievals() {
        var retrieval = offsite.map(repository -> new S3Retrieval(
                repository, settings.retrieval(), clock, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis())));
        return new Retrievals(retrieval, offsite.map(S3Repository::id).orElse(""), clock);
    }

    /** The operations of this process. */
    public Operations operations() {
        return operations;
    }

    private void bindSteps(Registry registry, CatalogQueries queries) {
        Performance performance = settings.performance();
        registry.bind("backupRuns", new BackupRuns(settings, local, clock));
        registry.bind("databaseBackup", new DatabaseBackup(settings));
        registry.bind("fileBackup", new FileBackup(settings, local, queries::damaged));
        registry.bind("dumpWitness", new DumpWitness(settings));
        registry.bind("meter", new MeterProcessor());
        registry.bind("fingerprint", new FingerprintProcessor(settings.fingerprint() == FingerprintLevel.FULL));
        registry.bind(
                "compress", new CompressProcessor(performance.compressionLevel(), performance.compressionWorkers()));
        registry.bind("encrypt", new EncryptProcessor());
    }

    /** What happens to an operation must not depend on whether it can be written down. */
    private static void record(ProducerTemplate routes, Operation operation) {
        try {
            routes.sendBody("direct:record-in-catalog", CatalogEntry.of(operation));
        } catch (RuntimeException e) {
            LOG.error("Lost for the catalog: {}", operation, e);
        }
    }

    @Override
    public void close() {
        offsite.ifPresent(repository -> repository.connection().close());
        catalog.close();
    }
}
