package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertChannels;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSchedule;
import co.zencap.backup.backup.CompressProcessor;
import co.zencap.backup.backup.DatabaseBackup;
import co.zencap.backup.backup.DumpWitness;
import co.zencap.backup.backup.EncryptProcessor;
import co.zencap.backup.backup.FingerprintProcessor;
import co.zencap.backup.backup.MeterProcessor;
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
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.Registry;

/** Makes the parts from the settings and gives them the names by which routes know them. Owns what must be closed. */
public final class Wiring implements Closeable {
    private final Settings settings;
    private final Clock clock;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final Optional<S3Uploads> uploads;
    private final Catalog catalog;
    private final Journal journal;
    private final Optional<Instant> newest;
    private Operations operations;

    public Wiring(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        local = new LocalRepository(settings.localDir());
        offsite = settings.s3().map(S3Connection::new).map(S3Repository::new);
        uploads = offsite.map(repository -> new S3Uploads(repository, clock));
        catalog = new Catalog(settings.catalog(), Settings.CATALOG_SCHEMA);
        newest = BackupSchedule.newest(local, settings.target().value());
        journal = new Journal(settings.workDir().resolve("catalog-journal.jsonl"));
    }

    /** Binds everything that routes refer to. Connects to nothing. */
    public void bind(CamelContext camel) {
        Registry registry = camel.getRegistry();
        ProducerTemplate routes = camel.createProducerTemplate();
        operations = new Operations(clock, operation -> record(routes, operation));
        var tasks = new BackupTasks(operations, settings.target().value());
        var requests = new BackupRequests(operations, settings.target());
        var schedule = new BackupSchedule(
                requests, operations, settings.target().value(), settings.databaseInterval(), newest, clock);
        var queries = new CatalogQueries(catalog, routes);
        var repositories = new ArrayList<Repository>(List.of(local));
        offsite.ifPresent(repositories::add);

        registry.bind("toolBinding", new ToolExecBinding());
        registry.bind("toolExecutor", new StreamingExecCommandExecutor());
        bindSteps(registry);
        registry.bind("uploads", new Uploads(settings, local, offsite, clock));
        uploads.ifPresent(u -> UploadSteps.bind(registry, u));
        registry.bind("tasks", tasks);
        registry.bind("backupRequests", requests);
        registry.bind("backupSchedule", schedule);
        registry.bind("restorationTest", new RestorationTest(settings, repositories, new Sandboxes(settings), clock));
        var verifier = new BackupVerifier(
                settings.masterKey(), new ArchiveLister(settings.postgresBin(), settings.workDir()), clock);
        registry.bind(
                "verifications",
                new Verifications(repositories, verifier, settings.target().value(), clock));
        registry.bind("alertChannels", new AlertChannels(settings.webhook()));
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), clock));
        registry.bind("catalog", catalog);
        registry.bind("catalogDataSource", catalog.dataSource());
        registry.bind("journal", journal);
        var status = new StatusReport(settings, queries, operations, schedule, local, offsite, clock.instant());
        registry.bind("adminActions", new AdminActions(requests, tasks, operations, catalog, queries, status, routes));
        registry.bind("startup", new Startup(settings, local, uploads, journal, queries, clock));
    }

    /** The operations of this process. */
    public Operations operations() {
        return operations;
    }

    private void bindSteps(Registry registry) {
        Performance performance = settings.performance();
        registry.bind("databaseBackup", new DatabaseBackup(settings, local, clock));
        registry.bind("dumpWitness", new DumpWitness(settings));
        registry.bind("meter", new MeterProcessor());
        registry.bind("fingerprint", new FingerprintProcessor(settings.fingerprint() == FingerprintLevel.FULL));
        registry.bind(
                "compress", new CompressProcessor(performance.compressionLevel(), performance.compressionWorkers()));
        registry.bind("encrypt", new EncryptProcessor());
    }

    private static void record(ProducerTemplate routes, Operation operation) {
        routes.sendBody("direct:record-in-catalog", CatalogEntry.of(operation));
    }

    @Override
    public void close() {
        offsite.ifPresent(repository -> repository.connection().close());
        catalog.close();
    }
}
