package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.alert.PlainHttp;
import co.zencap.backup.alert.WebhookChannel;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.AlertResource;
import co.zencap.backup.api.BackupResource;
import co.zencap.backup.api.ObjectivesResource;
import co.zencap.backup.api.OperationResource;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.api.RouteQueues;
import co.zencap.backup.api.SecurityResource;
import co.zencap.backup.api.SpeedResource;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.api.StorageResource;
import co.zencap.backup.api.TestActions;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupRuns;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.CompressProcessor;
import co.zencap.backup.backup.DatabaseBackup;
import co.zencap.backup.backup.DumpWitness;
import co.zencap.backup.backup.EncryptProcessor;
import co.zencap.backup.backup.FileBackup;
import co.zencap.backup.backup.FingerprintProcessor;
import co.zencap.backup.backup.MeterProcessor;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StructureWitness;
import co.zencap.backup.backup.UnlistedBackups;
import co.zencap.backup.backup.Uploads;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.CopyQueries;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.catalog.RetentionQueries;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.catalog.SpeedSamples;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.cleanup.Cleanup;
import co.zencap.backup.cleanup.CleanupPlans;
import co.zencap.backup.cleanup.CleanupRequests;
import co.zencap.backup.cleanup.Inventory;
import co.zencap.backup.cleanup.LegalHolds;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.cleanup.Planner;
import co.zencap.backup.cleanup.SpaceRelief;
import co.zencap.backup.drill.ApplicationTest;
import co.zencap.backup.drill.DatabaseTest;
import co.zencap.backup.drill.FilesTest;
import co.zencap.backup.drill.RestorationTest;
import co.zencap.backup.drill.RestoreSpeed;
import co.zencap.backup.drill.Sandboxes;
import co.zencap.backup.drill.StructureTest;
import co.zencap.backup.drill.TestRequests;
import co.zencap.backup.monitor.BackupWatch;
import co.zencap.backup.monitor.HealthWatch;
import co.zencap.backup.monitor.ObjectiveWatch;
import co.zencap.backup.monitor.TimerFailures;
import co.zencap.backup.monitor.WorkWatch;
import co.zencap.backup.objective.BackupGaps;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.exec.StreamingExecCommandExecutor;
import co.zencap.backup.postgres.exec.ToolExecBinding;
import co.zencap.backup.recovery.FileRestoration;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryLock;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.camel.UploadSteps;
import co.zencap.backup.schedule.quartz.ClusteredQuartz;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.security.SecurityChecks;
import co.zencap.backup.settings.AlertSettings;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsChanges;
import co.zencap.backup.storage.StorageReport;
import co.zencap.backup.verify.ArchiveLister;
import co.zencap.backup.verify.BackupVerifier;
import co.zencap.backup.verify.CopyLooks;
import co.zencap.backup.verify.RepositorySpeed;
import co.zencap.backup.verify.Verifications;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.Registry;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts from the settings and gives them the names by which routes know them. Owns what must be closed. */
public final class Wiring implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    /** Artifacts of one backup that are sent side by side. */
    private static final int UPLOADS_AT_ONCE = 4;

    private final Settings settings;
    private final Clock clock;
    private final LiveSettings live;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final Optional<S3Uploads> uploads;
    private final Catalog catalog;
    private final Journal journal;
    private final RepositoryUse use;
    private final String node;
    private Operations operations;

    public Wiring(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        node = NodeName.of(settings);
        live = new LiveSettings(settings);
        makeWorkDir();
        local = new LocalRepository(settings.localDir());
        offsite = settings.s3().map(s3 -> new S3Repository(new S3Connection(s3, clock)));
        uploads = offsite.map(repository -> new S3Uploads(repository, clock));
        catalog = new Catalog(settings.catalog(), Settings.CATALOG_SCHEMA);
        long everyNode = SnapshotSession.lockKey("zencap " + settings.target().value() + " repositories");
        use = new RepositoryUse(new RepositoryLock(catalog.dataSource(), everyNode));
        journal = new Journal(settings.workDir().resolve("catalog-journal.jsonl"));
    }

    /** Others see nothing of it; a throwaway cluster, which runs as another user, passes through. */
    private void makeWorkDir() throws IOException {
        if (!Files.isDirectory(settings.workDir())) {
            Files.createDirectories(
                    settings.workDir(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        }
    }

    /**
     * Binds everything that routes refer to. Connects to nothing.
     *
     * @param reload loads a file of routes again
     */
    public void bind(CamelContext camel, ScheduleRoutes.Reload reload) throws IOException, SchedulerException {
        Registry registry = camel.getRegistry();
        ProducerTemplate routes = camel.createProducerTemplate();
        operations = new Operations(clock, operation -> record(routes, operation, node));
        var tasks = new BackupTasks(operations);
        var requests = new BackupRequests(
                operations,
                Set.of(settings.target().value(), settings.fullTarget().value()));
        var queries = new CatalogQueries(catalog, routes);
        var schedules = BackupSchedules.of(
                settings,
                live,
                requests,
                operations,
                local,
                () -> queries.latestBackupsBegun(settings.targets()),
                clock);
        var repositories = new ArrayList<Repository>(List.of(local));
        offsite.ifPresent(repositories::add);

        registry.bind("toolBinding", new ToolExecBinding());
        registry.bind("toolExecutor", new StreamingExecCommandExecutor());
        bindSteps(registry, queries);
        registry.bind("uploads", new Uploads(settings, local, offsite, use, clock));
        uploads.ifPresent(u -> UploadSteps.bind(registry, u, () -> live.values().chunkSize()));
        registry.bind(
                "uploadThreads", camel.getExecutorServiceManager().newFixedThreadPool(this, "upload", UPLOADS_AT_ONCE));
        registry.bind("tasks", tasks);
        registry.bind("backupRequests", requests);
        registry.bind("backupSchedules", schedules);
        String service = settings.target().value();
        registry.bind("backupSlots", new BackupSlots(catalog.dataSource(), service, () -> live.values()
                .performance()
                .maxConcurrentBackups()));
        var scheduleRoutes =
                new ScheduleRoutes(camel, new ClusteredQuartz(catalog.dataSource(), service), live, reload);
        registry.bind("scheduleRoutes", scheduleRoutes);
        var changes = new SettingsChanges(
                live, new CatalogSettings(service, queries, journal, routes, clock), scheduleRoutes::follow);
        registry.bind("settingsChanges", changes);
        registry.bind("liveSettings", live);
        registry.bind(
                "workWatch",
                new WorkWatch(
                        schedules,
                        scheduleRoutes::late,
                        operations,
                        settings.limits().wallClock(),
                        node,
                        clock));
        registry.bind("timerFailures", new TimerFailures(clock));
        registry.bind(
                "backupWatch",
                new BackupWatch(schedules, queries, () -> live.values().timetable(), settings.limits(), clock));
        registry.bind("unlistedBackups", new UnlistedBackups(settings, local, queries::listed, clock));
        Retrievals retrievals = retrievals();
        var sandboxes = new Sandboxes(settings);
        registry.bind("sandboxes", sandboxes);
        var testQueries = new TestQueries(queries);
        var gaps = new BackupGaps(settings, () -> live.values().timetable(), clock);
        registry.bind("backupGaps", gaps);
        var objectives = new ObjectivesReport(settings, gaps, queries, testQueries, clock);
        registry.bind(
                "restorationTest",
                new RestorationTest(settings, repositories, retrievals, sandboxes, objectives, clock));
        registry.bind("restoreSpeed", new RestoreSpeed(testQueries, clock));
        registry.bind("databaseTest", new DatabaseTest(settings));
        registry.bind("applicationTest", new ApplicationTest(settings));
        registry.bind("structureTest", new StructureTest());
        registry.bind("filesTest", new FilesTest(settings));
        var tests = new TestRequests(settings, operations);
        registry.bind("testRequests", tests);
        var verifier = new BackupVerifier(
                settings.masterKey(), new ArchiveLister(settings.postgresBin(), settings.workDir()), clock);
        registry.bind("verifications", new Verifications(repositories, verifier, queries::storedCopies, clock));
        registry.bind("copyLooks", new CopyLooks(settings, repositories, new CopyQueries(queries), clock));
        registry.bind("fileRestoration", new FileRestoration(settings, repositories, retrievals, clock));
        bindAlerts(registry, service, queries, routes);
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), node, clock));
        registry.bind("catalog", catalog);
        registry.bind("catalogQueries", queries);
        registry.bind("catalogDataSource", catalog.dataSource());
        registry.bind("journal", journal);
        var status = new StatusReport(settings, queries, operations, schedules, scheduleRoutes, local, offsite, clock);
        registry.bind("healthWatch", new HealthWatch(status::unreachable, node, clock));
        var queues = new RouteQueues(routes);
        var backups = new BackupResource(settings, tasks, queries, queues);
        var operationResource = new OperationResource(operations, queries);
        registry.bind("backupResource", backups);
        registry.bind("operationResource", operationResource);
        var testActions = new TestActions(settings, tests, backups, queries, testQueries, queues);
        registry.bind("testActions", testActions);
        registry.bind(
                "adminActions",
                new AdminActions(settings, requests, testActions, catalog, status, changes, operationResource, queues));
        var startup = new Startup(settings, node, local, uploads, journal, queries, clock);
        registry.bind("startup", startup);
        bindRetention(registry, routes, repositories, queries, startup);
        var storage = new StorageReport(
                repositories,
                Set.copyOf(settings.targets()),
                settings.prices(),
                new StorageSamples(queries, service),
                clock,
                settings.timetable().zone());
        registry.bind("storageReport", storage);
        registry.bind("storageResource", new StorageResource(storage));
        var speeds = new SpeedSamples(queries, service);
        registry.bind("repositorySpeed", new RepositorySpeed(speeds, clock));
        registry.bind("speedResource", new SpeedResource(speeds));
        registry.bind("objectivesResource", new ObjectivesResource(objectives));
        registry.bind("objectiveWatch", new ObjectiveWatch(objectives::report, clock));
        var reports = new SecurityReports(queries, service);
        var security = new SecurityChecks(settings, repositories, reports::firstUse, operations, clock);
        registry.bind("securityChecks", security);
        registry.bind("securityResource", new SecurityResource(security, reports, queues));
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
        registry.bind("backupRuns", new BackupRuns(settings, live, local, use, clock));
        registry.bind("databaseBackup", new DatabaseBackup(settings));
        registry.bind("fileBackup", new FileBackup(settings, local, queries::damaged));
        registry.bind("dumpWitness", new DumpWitness(settings));
        registry.bind("structureWitness", new StructureWitness(settings));
        registry.bind("meter", new MeterProcessor());
        registry.bind("fingerprint", new FingerprintProcessor(settings.fingerprint()));
        registry.bind("compress", new CompressProcessor());
        registry.bind("encrypt", new EncryptProcessor());
    }

    private void bindRetention(
            Registry registry,
            ProducerTemplate routes,
            List<Repository> repositories,
            CatalogQueries queries,
            Startup startup)
            throws IOException {
        String target = settings.target().value();
        var known = new RetentionQueries(queries);
        var plans = new CleanupPlans(
                settings,
                repositories,
                known,
                new Inventory(settings.masterKey()),
                new Planner(settings, operations, clock),
                startup::requireEmptyJournal);
        var requests = new CleanupRequests(operations, target);
        var space = new LocalSpace(
                LocalSpace.Disk.of(local.root()),
                local.root(),
                settings.retention().highWaterPercent(),
                target,
                node,
                clock);
        var relief = new SpaceRelief(settings, plans, space);
        registry.bind("repositoryUse", use);
        registry.bind("localSpace", space);
        registry.bind("spaceRelief", relief);
        registry.bind("cleanup", new Cleanup(requests, plans, relief, use, operations, clock));
        registry.bind("legalHolds", new LegalHolds(repositories, settings.masterKey(), use, clock));
        registry.bind("retentionActions", new RetentionActions(requests, plans, queries, known, routes, clock));
    }

    private void bindAlerts(Registry registry, String service, CatalogQueries queries, ProducerTemplate routes) {
        AlertSettings alerts = settings.alerts();
        registry.bind("plainHttp", new PlainHttp());
        alerts.webhook().ifPresent(address -> registry.bind("webhookChannel", new WebhookChannel(address)));
        var book = new AlertBook(
                service,
                new AlertRules(
                        alerts.rules(), alerts.channels(), settings.timetable().zone()),
                clock);
        registry.bind("alertBook", book);
        registry.bind("alertResource", new AlertResource(new AlertQueries(queries, service, clock), book, routes));
    }

    /** Which of several nodes this is. */
    String node() {
        return node;
    }

    /** What happens to an operation must not depend on whether it can be written down. */
    private static void record(ProducerTemplate routes, Operation operation, String node) {
        try {
            routes.sendBody("direct:record-in-catalog", CatalogEntry.of(operation, node));
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
