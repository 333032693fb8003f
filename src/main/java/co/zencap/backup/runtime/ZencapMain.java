package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.ChannelBreakers;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.api.ApiRoutes;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.event.SystemEvents.Type;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.key.FastCryptography;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.settings.AlertSettings;
import co.zencap.backup.settings.HeartbeatSettings;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Version;
import co.zencap.backup.trace.Tracing;
import co.zencap.backup.web.Callers;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.InflightRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service without a server: starts the routes from the settings, in Liberty, in a test, or in a program of one's own. */
public final class ZencapMain implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ZencapMain.class);

    /** An edit of a route waits that long for a backup that runs; the end of the service does not. */
    private static final Duration EDIT_WAITS = Duration.ofHours(12);

    private static final Duration END_WAITS = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clock clock;
    private final ServletPlatformHttpEngine engine;
    private final Main main = new Main();
    private final WorkQueues queues = new WorkQueues();
    private final Wiring wiring;
    private Runnable endTraces = () -> {};
    private WorkFolderLock workFolder;
    private ConfigurationSeen seen;
    private RefusedEdits edits;

    public ZencapMain(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        FastCryptography.install();
        this.wiring = new Wiring(settings, clock);
        this.engine = new ServletPlatformHttpEngine(settings.http().openPort());
    }

    /**
     * Starts the routes; connects to neither database nor bucket.
     *
     * @throws IllegalArgumentException when another service works in the same folder
     */
    public void start() throws Exception {
        try {
            workFolder = WorkFolderLock.take(settings.workDir());
            // Who started this ends it. Camel's own would wait for the end of the JVM, and hold all of this until then.
            main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            Properties properties = properties();
            properties.forEach((name, value) -> main.addProperty((String) name, (String) value));
            main.addMainListener(new Binding(this));
            ApiRoutes.all().forEach(main.configure()::addRoutesBuilder);
            main.configure().addRoutesBuilder(breakers());
            main.start();
            wiring.events()
                    .add(
                            Type.SERVICE_STARTED,
                            "service",
                            "ZenCap Backup " + Version.current() + ", Java " + Runtime.version());
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Ends the routes; what runs gets a moment to end cleanly. */
    public void stop() {
        if (main.getCamelContext() != null) {
            main.getCamelContext().getShutdownStrategy().setTimeout(END_WAITS.toSeconds());
            letEnd(main.getCamelContext().getInflightRepository());
        }
        writeLastEvents();
        queues.end();
        try {
            main.stop();
        } finally {
            try {
                endTraces.run();
            } finally {
                wiring.close();
                leaveWorkFolder();
            }
        }
    }

    /** Where the catalog answers; nobody waits for it. */
    private void writeLastEvents() {
        CamelContext camel = main.getCamelContext();
        if (camel == null || !camel.isStarted()) {
            return;
        }
        wiring.events().add(Type.SERVICE_STOPPING, "service", "The service ends as it was asked to");
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.asyncSendBody("direct:write-events", null).get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IOException e) {
            LOG.warn("That the service ends is in the log alone: {}", e.toString());
        }
    }

    private void leaveWorkFolder() {
        try (var leaving = workFolder) {
            workFolder = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Camel itself looks once a second whether all has ended; most of it takes no longer than this. */
    private static void letEnd(InflightRepository running) {
        for (int look = 0; look < 50 && running.size() > 0; look++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** The operations of this process. */
    public Operations operations() {
        return wiring.operations();
    }

    /** What was found last about each part. */
    public List<ComponentHealth> health() {
        return wiring.health().latest().components();
    }

    /** Who calls, by the key that is shown. */
    public Callers callers() {
        return wiring.access().callers;
    }

    /** The running routes. */
    public CamelContext camelContext() {
        return main.getCamelContext();
    }

    /** Serves the routes' HTTP endpoints; for a servlet. */
    public ServletPlatformHttpEngine engine() {
        return engine;
    }

    void bind(CamelContext camel) throws Exception {
        camel.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
        camel.getRegistry().bind("workQueues", queues);
        camel.getCamelContextExtension().setManagementMBeanAssembler(new SharedMBeanInfo(camel));
        camel.addRoutePolicyFactory(new QueueBoundary());
        if (settings.tracing().isPresent()) {
            endTraces = Tracing.of(camel, settings, wiring.node(), clock)::close;
        }
        camel.getShutdownStrategy().setTimeout(EDIT_WAITS.toSeconds());
        var reload = new RouteReload(
                routes(), failure -> alert(camel, failure), file -> works(camel, file), () -> wiring.schedule()
                        .follow());
        wiring.bind(camel, reload::again);
        seen = new ConfigurationSeen(settings.home(), settings.workDir(), wiring.node(), clock);
        camel.getRegistry().bind("configurationSeen", seen);
        edits = new RefusedEdits(wiring.node(), clock);
        camel.getRegistry().bind("refusedEdits", edits);
        camel.addService(reload);
    }

    private void alert(CamelContext camel, RouteReloadFailure failure) {
        write(() -> seen.refused(failure));
        wiring.events().add(Type.ROUTES_REFUSED, "routes", failure.file().getFileName() + ": " + failure.message());
        tell(camel, edits.refused(failure));
    }

    private void works(CamelContext camel, Path file) {
        wiring.events().add(Type.ROUTES_EDITED, "routes", file.getFileName() + " is at work as it was edited");
        write(() -> seen.edited(file));
        tell(camel, edits.works(file));
    }

    /** What nobody can write down is in the log, and keeps no edit from being put to work. */
    private void write(Callable<AuditEntry> edit) {
        try {
            wiring.access().audit.write(edit.call());
        } catch (Exception e) {
            LOG.error("An edit of routes is not in the audit trail", e);
        }
    }

    private static void tell(CamelContext camel, Sightings sightings) {
        try (var template = camel.createProducerTemplate()) {
            template.sendBody("direct:sightings", sightings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties properties() throws IOException {
        var properties = new Properties();
        properties.setProperty("camel.main.name", "zencap");
        properties.setProperty("camel.main.jmxEnabled", "true");
        properties.setProperty("camel.main.autoConfigurationEnabled", "true");
        properties.setProperty("camel.health.enabled", "true");
        properties.setProperty("camel.component.seda.defaultPollTimeout", "250");
        properties.setProperty("camel.component.seda.defaultQueueFactory", "#workQueues");
        readCamelKeys(properties);
        properties.setProperty("camel.main.routesIncludePattern", "file:" + routes() + "/" + RouteReload.PATTERN);
        properties.setProperty("proof.restorationTest", Boolean.toString(settings.testAfterBackup()));
        AlertSettings alerts = settings.alerts();
        alerts.email()
                .ifPresent(email ->
                        properties.setProperty("email." + email.server().name(), "true"));
        alerts.channels().forEach(channel -> properties.setProperty("channel." + alerts.route(channel), "true"));
        HeartbeatSettings heartbeats = alerts.heartbeats();
        properties.setProperty(
                "heartbeat.service", Boolean.toString(heartbeats.service().isPresent()));
        properties.setProperty(
                "heartbeat.backup", Boolean.toString(heartbeats.backup().isPresent()));
        properties.setProperty("https.enabled", Boolean.toString(wiring.isHttps()));
        properties.setProperty(
                "discovery.enabled",
                Boolean.toString(!settings.databases().servers().isEmpty()));
        properties.setProperty("wal.enabled", Boolean.toString(settings.wal().isPresent()));
        properties.setProperty(
                "offsite.enabled",
                Boolean.toString(settings.s3().filter(S3Settings::mayStore).isPresent()));
        return properties;
    }

    private ChannelBreakers breakers() {
        var channels = new ArrayList<String>(settings.alerts().channels());
        channels.add(AlertRules.LOG);
        return new ChannelBreakers(channels, settings.alerts()::route);
    }

    private void readCamelKeys(Properties into) throws IOException {
        Path file = settings.home().resolve("config/application.properties");
        if (!Files.exists(file)) {
            return;
        }
        var all = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            all.load(in);
        }
        for (String name : all.stringPropertyNames()) {
            if (name.startsWith("camel.")) {
                into.setProperty(name, all.getProperty(name));
            }
        }
    }

    private Path routes() throws IOException {
        Path folder = settings.home().resolve("routes").toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new IOException("There is no folder " + folder + ". HINT: ZENCAP_HOME must name the installation.");
        }
        return folder;
    }
}
