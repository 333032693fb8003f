package co.zencap.backup.testing;

import co.zencap.backup.alert.ChannelBreakers;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.drill.TestRequest;
import co.zencap.backup.drill.TestRequests;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.runtime.ZencapMain;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.awaitility.Awaitility;

/** The service with the real routes of {@code routes/}, without Liberty. Its schedules are off unless a test sets them. */
public final class TestService implements AutoCloseable {
    static {
        // Patience costs a test that passes nothing, and the machine may be busy with another one.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    /** The master key of services that are given no other. */
    public static final String KEY = "0123456789abcdef".repeat(4);

    private final Settings settings;
    private final ZencapMain main;
    private ProducerTemplate routes;

    private TestService(Settings settings, Clock clock) throws IOException {
        this.settings = settings;
        main = new ZencapMain(settings, clock);
    }

    /** Starts the service on these variables; {@code folder} takes everything that it writes. */
    public static TestService start(Path folder, Map<String, String> variables) throws Exception {
        return start(folder, variables, routes -> routes);
    }

    /** The same with the route files edited before, as an operator would. */
    public static TestService start(Path folder, Map<String, String> variables, UnaryOperator<String> edit)
            throws Exception {
        return start(folder, variables, edit, Clock.systemUTC());
    }

    /** The same at another time. */
    public static TestService start(Path folder, Map<String, String> variables, UnaryOperator<String> edit, Clock clock)
            throws Exception {
        var all = new HashMap<String, String>();
        all.put("BACKUP_LOCAL_DIR", folder.resolve("repository").toString());
        all.put("BACKUP_WORK_DIR", folder.resolve("work").toString());
        all.put("BACKUP_ENCRYPTION_KEY", KEY);
        all.put("ADMIN_API_KEY", "k".repeat(40));
        all.put("BACKUP_ALLOW_INTERNAL_ADDRESSES", "true");
        all.putAll(withoutSchedule());
        all.putAll(variables);
        Path home = folder.resolve("home");
        editRoutes(home.resolve("routes"), edit);
        var service = new TestService(new SettingsReader(all, home).read(), clock);
        service.main.start();
        service.routes = service.camel().createProducerTemplate();
        return service;
    }

    /** As if a channel had never failed: earlier tests do not count. */
    public void closeBreaker(String channel) {
        camel().getProcessor(ChannelBreakers.breaker(channel), ResilienceProcessor.class)
                .transitionToCloseState();
    }

    private static void editRoutes(Path folder, UnaryOperator<String> edit) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.writeString(folder.resolve(file.getFileName()), edit.apply(Files.readString(file)));
            }
        }
    }

    /** Settings with which nothing is done that nobody asks for. */
    public static Map<String, String> withoutSchedule() {
        return Arrays.stream(Schedule.values()).collect(Collectors.toMap(Schedule::variable, schedule -> "off"));
    }

    public CamelContext camel() {
        return main.camelContext();
    }

    public Settings settings() {
        return settings;
    }

    /** A part of the service, by the name that routes have for it. */
    public <T> T bean(String name, Class<T> type) {
        return camel().getRegistry().lookupByNameAndType(name, type);
    }

    /** Sends something to a route. */
    public void send(String route, Object body) {
        routes.sendBody(route, body);
    }

    /** Makes a backup of the database and waits for its end, not for its proof. */
    public Operation backup() {
        return backup(Kind.DATABASE, settings.target().value());
    }

    /** The same of any kind. */
    public Operation backup(Kind kind, String target) {
        return run(backupRequests().of(kind, target).orElseThrow());
    }

    /** Makes a backup of the database as a recovery of this id does before it replaces it. */
    public Operation safetyBackup(String recovery) {
        return run(backupRequests()
                .safety(Kind.DATABASE, settings.target().value(), recovery)
                .orElseThrow());
    }

    private BackupRequests backupRequests() {
        return bean("backupRequests", BackupRequests.class);
    }

    private Operation run(BackupRequest request) {
        send("seda:run-backup?waitForTaskToComplete=Never", request);
        return await(request.operation().snapshot().id());
    }

    /** Waits for the newest backup of a target to be in every repository, as where nobody asked for it. */
    public BackupRow awaitBackup(String target) {
        int repositories = settings.s3().isPresent() ? 2 : 1;
        return Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(
                        () -> bean("catalogQueries", CatalogQueries.class)
                                .newestBackups()
                                .get(target),
                        backup -> backup != null && backup.repositories().size() == repositories);
    }

    /** What the catalog knows of the write-ahead log of a base backup's target. */
    public Optional<WalWindow> wal(String target) {
        return WalWindow.of(bean("catalogQueries", CatalogQueries.class), target);
    }

    /** Waits until all that is committed by now can be recovered. */
    public void awaitLog(String target) {
        Instant now = Instant.now();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() ->
                        wal(target).map(WalWindow::newest).filter(now::isBefore).isPresent());
    }

    /** Runs a restoration test of a backup to its end. */
    public Operation test(TestType type, BackupRef backup) {
        return test(requests -> requests.of(type, backup, null));
    }

    /** The same of any kind. */
    public Operation test(Function<TestRequests, TestRequest> wish) {
        TestRequest request = wish.apply(bean("testRequests", TestRequests.class));
        send("seda:test-on-demand?waitForTaskToComplete=Never", request);
        return await(request.operation().id(), "test-on-demand");
    }

    /** Has every copy of a backup read back, as somebody asks for it, to the end. */
    public Operation verify(BackupRef backup) {
        BackupTask task = bean("tasks", BackupTasks.class).verification(backup, null);
        send("seda:verify-on-demand?waitForTaskToComplete=Never", task);
        return await(task.operation().id(), "verify-on-demand");
    }

    /** The backup that an operation made. */
    public static BackupRef ref(Operation backup) {
        return new BackupRef(backup.target(), backup.backupId(), true);
    }

    /** Waits until an operation has ended. */
    public Operation await(String operationId) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> operation(operationId), o -> !o.isRunning());
    }

    /** The same, and until its route has written down in the catalog what it found. */
    private Operation await(String operationId, String route) {
        Operation ended = await(operationId);
        Awaitility.await().until(() -> camel().getInflightRepository().size(route) == 0);
        return ended;
    }

    /** Waits until everything that a backup set off has ended. */
    public List<Operation> awaitProof(String backupOperationId) {
        int expected = 1
                + (settings.s3().filter(S3Settings::mayStore).isPresent() ? 1 : 0)
                + (settings.testAfterBackup() ? 1 : 0);
        return Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(
                        () -> operations().stream()
                                .filter(o -> backupOperationId.equals(o.parentId()) && !o.isRunning())
                                .toList(),
                        ended -> ended.size() == expected);
    }

    public Operation operation(String id) {
        return main.operations().find(id).orElseThrow();
    }

    public List<Operation> operations() {
        return main.operations().latest(100);
    }

    @Override
    public void close() throws IOException {
        main.close();
    }
}
