package co.zencap.backup.runtime;

import co.zencap.backup.api.HealthResource;
import co.zencap.backup.api.MetricsResource;
import co.zencap.backup.api.PointInTimeResource;
import co.zencap.backup.api.ReachReport;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.PendingUploads;
import co.zencap.backup.event.LoggedWarnings;
import co.zencap.backup.event.SystemEvents;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.objective.BackupGaps;
import co.zencap.backup.objective.PointInTimeReport;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.exec.StreamingExecCommandExecutor;
import co.zencap.backup.postgres.exec.ToolExecBinding;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.tls.CertificateRenewal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.Registry;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the parts from the settings and gives them the names by which routes know them; each subject has a wiring of its
 * own. Owns what must be closed.
 */
public final class Wiring implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final Settings settings;
    private final Clock clock;
    private final LiveSettings live;
    private final NodeProcess process;
    private final ThisService service;
    private final Stores stores;
    private final Optional<CertificateRenewal> certificate;
    private Operations operations;
    private HealthBoard health;
    private AccessWiring access;
    private WalWiring wal;
    private SystemEvents events;
    private LoggedWarnings warnings;
    private ScheduleRoutes schedule;

    public Wiring(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        live = new LiveSettings(settings);
        certificate = HttpsWiring.renewal(settings, clock);
        makeWorkDir();
        stores = Stores.of(settings, clock);
        process = new NodeProcess(settings, stores.catalog().dataSource());
        service = new ThisService(settings, process.node());
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
        operations = new Operations(clock, operation -> {
            stores.readers().follow(operation);
            record(routes, operation, process.process());
        });
        var queries = new CatalogQueries(stores.catalog(), routes);
        var basis = new Basis(
                settings,
                live,
                clock,
                service,
                stores,
                routes,
                operations,
                queries,
                () -> queries.latestBackupsBegun(
                        service.targets(), process.process(), process.node(), process.isStarting()));
        var tasks = new BackupTasks(operations);

        events = new SystemEvents(service.name(), service.node(), clock);
        warnings = LoggedWarnings.into(events);
        registry.bind("systemEvents", events);
        registry.bind("thisService", service);
        registry.bind("nodeProcess", process);
        registry.bind("startup", new Startup(settings, stores.local(), stores.uploads(), clock));
        registry.bind("catalog", stores.catalog());
        registry.bind("catalogDataSource", stores.catalog().dataSource());
        registry.bind("catalogQueries", queries);
        registry.bind("journal", stores.journal());
        registry.bind("pendingUploads", new PendingUploads(queries, service::targets, process::parameters, clock));
        registry.bind("tasks", tasks);
        registry.bind("toolBinding", new ToolExecBinding());
        registry.bind("toolExecutor", new StreamingExecCommandExecutor());

        certificate.ifPresent(renewal -> registry.bind("certificateRenewal", renewal));
        access = new AccessWiring(basis, registry);
        var backup = new BackupWiring(basis, camel);
        wal = new WalWiring(basis, camel, backup);
        var schedule = new ScheduleWiring(basis, camel, backup.requests, reload);
        this.schedule = schedule.routes;
        var gaps = new BackupGaps(settings, () -> live.values().timetable(), clock);
        registry.bind("backupGaps", gaps);
        var proof = new ProofWiring(basis, registry, gaps);
        var retention = new RetentionWiring(basis, registry);
        var reach = new ReachReport(settings, queries, stores.journal(), stores.local(), stores.offsite());
        var points = new PointInTimeReport(settings, queries, wal::lags, clock);
        registry.bind("pointInTimeResource", new PointInTimeResource(points));
        var status = new StatusReport(
                settings,
                operations,
                schedule.backups,
                schedule.routes,
                reach,
                points,
                () -> new HealthResource(health()),
                clock);
        var watch = new WatchWiring(basis, camel, schedule, proof.objectives);
        var recovery = new RecoveryWiring(basis, registry, backup, proof, watch.book);
        settings.alerts()
                .email()
                .ifPresent(email -> EmailWiring.bind(
                        email, basis, registry, proof.tests, proof.objectives, watch.alerts, schedule));
        var healths = new HealthWiring(
                basis, camel, schedule, retention.space, reach, status, points, watch.alerts, certificate);
        health = healths.board;
        MetricsResource metrics = MetricsWiring.metrics(basis, camel, schedule, proof, retention, watch, wal, healths);
        ApiWiring.bind(
                basis, registry, tasks, backup, schedule, proof, recovery, retention, watch, status, healths, metrics);
    }

    /** Whether the server shows a certificate. */
    boolean isHttps() {
        return certificate.isPresent();
    }

    /** Who may do what, and what of it is written down. */
    AccessWiring access() {
        return access;
    }

    /** What this process did and warned of, on its way to the catalog. */
    SystemEvents events() {
        return events;
    }

    /** The timers. */
    ScheduleRoutes schedule() {
        return schedule;
    }

    /** How each part is. */
    HealthBoard health() {
        return health;
    }

    /** Which of several nodes this is. */
    String node() {
        return service.node();
    }

    /** The operations of this process. */
    public Operations operations() {
        return operations;
    }

    /** What happens to an operation must not depend on whether it can be written down. */
    private static void record(ProducerTemplate routes, Operation operation, String process) {
        try {
            routes.sendBody("direct:record-in-catalog", CatalogEntry.of(operation, process));
        } catch (RuntimeException e) {
            LOG.error("Lost for the catalog: {}", operation, e);
        }
    }

    @Override
    public void close() {
        try (LoggedWarnings listening = warnings;
                WalWiring ending = wal) {
            process.close();
        } catch (IOException e) {
            LOG.warn("The last of the write-ahead log could not be sent and waits here: {}", e.getMessage());
        } finally {
            stores.close();
        }
    }
}
