package co.zencap.backup.trace;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.runtime.ThisService;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.testing.TraceCollector;
import co.zencap.backup.testing.TraceCollector.Taken;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector gets of what the service does, and what becomes of that when there is none. */
class TracesTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            warnings.add(line.getLoggerName() + ": " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private TraceCollector collector;
    private PostgresUrl shop;

    @BeforeEach
    void start() throws Exception {
        Logger.getLogger("").addHandler(log);
        collector = new TraceCollector();
        shop = TestCluster.createDatabase();
        Databases.fill(shop);
    }

    @AfterEach
    void stop() {
        collector.close();
        Logger.getLogger("").removeHandler(log);
    }

    @Test
    void oneTraceIsOneBackupFromItsTimerToItsCertificate() throws Exception {
        Map<String, String> variables = variables();
        variables.putAll(S3TestSettings.onEmbeddedS3().variables());
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        variables.put("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20t0ken");
        variables.put("OTEL_RESOURCE_ATTRIBUTES", "team=shop");
        // Due at once, as the first of an interval is: with what makes no traces.
        variables.put("BACKUP_SCHEDULE_DATABASE", "60");
        variables.put("BACKUP_SCHEDULE_HEALTH_CHECK", "5");
        variables.put("BACKUP_SCHEDULE_BACKUP_STATUS", "10");
        Operation backup;
        List<Operation> proof;
        String node;
        try (var service = TestService.start(folder, variables)) {
            node = service.bean("thisService", ThisService.class).node();
            backup = Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(
                            () -> service.operations().stream()
                                    .filter(o -> o.kind() == Operation.Kind.BACKUP && !o.isRunning())
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            proof = service.awaitProof(backup.id());
            assertThat(proof).extracting(Operation::state).containsOnly(State.SUCCEEDED);
        }

        List<Taken> spans = collector.spans();
        assertThat(spans)
                .extracting(Taken::trace)
                .as("%s", names(spans))
                .containsOnly(spans.get(0).trace());
        assertThat(spans)
                .extracting(Taken::name)
                .contains(
                        "schedule-database",
                        "run-backup",
                        "backup-database",
                        "databaseBackup.snapshot",
                        "exec:pg_dump",
                        "databaseBackup.store",
                        "backupRuns.commit",
                        "prove-backup",
                        "upload-backup",
                        "upload-artifact",
                        "send-to-bucket",
                        "verify-backup",
                        "verifications.verify",
                        "restore-test",
                        "exec:pg_restore",
                        "databaseTest.compare",
                        "restorationTest.finish");
        assertThat(spans.stream().filter(span -> span.parent().isEmpty()))
                .extracting(Taken::name)
                .containsExactly("schedule-database");
        assertThat(spans.stream().map(Taken::parent).filter(parent -> !parent.isEmpty()))
                .isSubsetOf(spans.stream().map(Taken::id).toList());
        assertThat(path("restorationTest.finish"))
                .containsExactly(
                        "restorationTest.finish",
                        "restore-test",
                        "prove-backup",
                        "run-backup",
                        "queue-backup",
                        "schedule-database");
        assertThat(path("send-to-bucket"))
                .containsExactly(
                        "send-to-bucket",
                        "upload-artifact",
                        "upload-backup",
                        "prove-backup",
                        "run-backup",
                        "queue-backup",
                        "schedule-database");
        assertThat(spans).extracting(Taken::status).doesNotContain(StatusCode.STATUS_CODE_ERROR);

        assertThat(collector.spans("run-backup").get(0).attributes())
                .containsEntry("zencap.operation.id", backup.id())
                .containsEntry("zencap.operation.kind", "backup")
                .containsEntry("zencap.target", backup.target())
                .containsEntry("zencap.backup.id", backup.backupId())
                .containsEntry("zencap.result.storedBytes", backup.result().get("storedBytes"))
                .containsEntry("zencap.result.rows", backup.result().get("rows"));
        Operation test = proof.stream()
                .filter(o -> o.kind() == Operation.Kind.RESTORATION_TEST)
                .findFirst()
                .orElseThrow();
        assertThat(collector.spans("restore-test").get(0).attributes())
                .containsEntry("zencap.operation.id", test.id())
                .containsEntry("zencap.backup.id", backup.backupId())
                .containsEntry("zencap.result.testId", test.result().get("testId"));
        assertThat(collector.spans("upload-artifact"))
                .allSatisfy(span ->
                        assertThat((Long) span.attributes().get("zencap.bytes")).isPositive());
        assertThat(collector.services()).allSatisfy(service -> assertThat(service)
                .containsEntry("service.name", "zencap-backup")
                .containsEntry("deployment.environment.name", "production")
                .containsEntry("team", "shop")
                .containsKeys("service.version", "service.instance.id"));

        assertThat(collector.authorizations()).containsOnly("Bearer t0ken");
        assertThat(String.join("\n", warnings)).doesNotContain("t0ken");
        assertThat(collector.text())
                .doesNotContain(
                        "t0ken",
                        variables.get("AWS_SECRET_ACCESS_KEY"),
                        "0123456789abcdef0123456789abcdef",
                        "k".repeat(40),
                        "postgresql://",
                        "jdbc:");
    }

    @Test
    void eachOfSeveralBackupsOfOneTimerHasATraceOfItsOwn() throws Exception {
        Map<String, String> variables = variables();
        variables.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.url() + "/v1/traces");
        variables.put("BACKUP_FILE_SETS", "uploads=" + files("uploads") + ",letters=" + files("letters"));
        variables.put("BACKUP_SCHEDULE_FILES", "60");
        try (var service = TestService.start(folder, variables)) {
            Awaitility.await().untilAsserted(() -> assertThat(service.operations())
                    .filteredOn(o -> o.kind() == Operation.Kind.VERIFICATION && !o.isRunning())
                    .hasSize(2));
        }

        Map<String, List<Taken>> traces = collector.spans().stream().collect(Collectors.groupingBy(Taken::trace));
        assertThat(traces).hasSize(2);
        assertThat(traces.values()).allSatisfy(trace -> assertThat(trace)
                .extracting(Taken::name)
                .containsOnlyOnce("schedule-files", "run-backup", "backup-files", "prove-backup", "verify-backup"));
        assertThat(collector.spans("schedule-files"))
                .extracting(span -> span.attributes().get("zencap.target"))
                .containsExactlyInAnyOrder("uploads", "letters");
    }

    @Test
    void aBackupThatFailsSaysWhyAndSoDoesTheStep() throws Exception {
        Map<String, String> variables = variables();
        variables.put("POSTGRES_URL_NON_POOLING", "postgresql://postgres:s3cret@127.0.0.1:1/shop");
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        Operation backup;
        try (var service = TestService.start(folder, variables)) {
            backup = service.backup();
            assertThat(backup.state()).isEqualTo(State.FAILED);
            Awaitility.await()
                    .until(() -> service.camel().getInflightRepository().size("run-backup") == 0);
        }

        Taken run = collector.spans("run-backup").get(0);
        assertThat(run.parent()).as("nobody but the caller asked for it").isEmpty();
        assertThat(run.status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(run.message()).isEqualTo(backup.problem().sentence()).contains("HINT:");
        assertThat(run.began()).isEqualTo(nanos(backup.startedAt()));
        Taken step = collector.spans("databaseBackup.snapshot").get(0);
        assertThat(step.status()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(step.message()).contains(backup.problem().detail());
        assertThat(collector.spans("send-alert").get(0).status())
                .as("telling of it worked")
                .isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(collector.spans()).extracting(Taken::trace).containsOnly(run.trace());
        assertThat(collector.spans("follow-alerts")).isEmpty();
        assertThat(collector.text()).doesNotContain("s3cret");
    }

    @Test
    void onlyWhatIsSampledIsSent() throws Exception {
        Map<String, String> variables = variables();
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        variables.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
        variables.put("OTEL_TRACES_SAMPLER_ARG", "0.0");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        try (var service = TestService.start(folder, variables)) {
            service.awaitProof(service.backup().id());
        }

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void withoutACollectorNothingOfItIsThere() throws Exception {
        Map<String, String> variables = variables();
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
        variables.put("OTEL_SDK_DISABLED", "true");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (var service = TestService.start(folder, variables)) {
            service.awaitProof(service.backup().id());

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .noneMatch(TracesTest::sends);
            assertThat(service.camel().getCamelContextExtension().getInterceptStrategies())
                    .noneMatch(StepSpans.class::isInstance);
            assertThat(service.camel().getRoutePolicyFactories()).noneMatch(RouteSpans.class::isInstance);
        }

        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aCollectorThatIsAwayOrHangsDoesNoHarmAndIsToldOfOnce() throws Exception {
        try (var link = FaultyLink.to(collector.port())) {
            link.become(FaultyLink.State.RESETS);
            Map<String, String> variables = variables();
            variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + link.port());
            variables.put("OTEL_EXPORTER_OTLP_TIMEOUT", "300");
            variables.put("OTEL_BSP_MAX_QUEUE_SIZE", "16");
            variables.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4");
            var service = TestService.start(folder, variables);
            try {
                assertThat(proved(service)).containsOnly(State.SUCCEEDED);
                Awaitility.await().until(() -> !told("takes no traces").isEmpty());
                link.become(FaultyLink.State.HANGS);
                assertThat(proved(service)).containsOnly(State.SUCCEEDED);
                assertThat(told("takes no traces"))
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("127.0.0.1", "HINT:");
                assertThat(warnings).noneMatch(line -> line.startsWith("io.opentelemetry"));

                link.become(FaultyLink.State.GOOD);
                Awaitility.await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                    service.backup(Kind.DATABASE, service.settings().target().value());
                    return !told("takes traces again").isEmpty();
                });
                link.become(FaultyLink.State.HANGS);
            } finally {
                long began = System.nanoTime();
                service.close();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    private List<State> proved(TestService service) {
        Operation backup = service.backup();
        var states = new ArrayList<State>(List.of(backup.state()));
        service.awaitProof(backup.id()).forEach(each -> states.add(each.state()));
        return states;
    }

    private List<String> told(String words) {
        return warnings.stream().filter(line -> line.contains(words)).toList();
    }

    private Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_TARGET", "shop");
        variables.put("OTEL_BSP_SCHEDULE_DELAY", "100");
        return variables;
    }

    private String files(String name) throws Exception {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.writeString(made.resolve("a"), name);
        return made.toString();
    }

    /** From a span up to the first of its trace. */
    private List<String> path(String name) {
        var path = new ArrayList<String>();
        Taken span = collector.spans(name).get(0);
        while (span != null) {
            path.add(span.name());
            String parent = span.parent();
            span = collector.spans().stream()
                    .filter(each -> each.id().equals(parent))
                    .findFirst()
                    .orElse(null);
        }
        return path;
    }

    private static List<String> names(List<Taken> spans) {
        return spans.stream()
                .map(span -> span.trace().substring(0, 4) + " " + span.name())
                .toList();
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    private static boolean sends(Thread thread) {
        return thread.getName().startsWith("BatchSpanProcessor")
                || thread.getName().startsWith("jdkhttp-");
    }
}
