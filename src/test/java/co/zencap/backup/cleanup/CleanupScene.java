package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.AuditResource;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.files.Globs;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with a file set and two repositories, on backups of many days, and what a cleanup leaves of them. */
abstract class CleanupScene {
    static final String JSON = "application/json";
    static final Caller CALLER = Caller.bootstrap("192.0.2.7");
    private static final String RETRIES = "30 * * * * ?";

    @TempDir
    Path folder;

    final PostgresUrl catalog = TestCluster.createDatabase();
    private final String prefix = "cleanup-" + UUID.randomUUID();
    final MovableClock clock = new MovableClock(Instant.now().minus(Duration.ofDays(30)));
    final Map<String, String> variables = new HashMap<>();
    FaultyS3 proxy;
    private S3Connection connection;
    Repository s3;
    Repository local;
    Path uploads;
    TestService service;

    protected abstract S3TestSettings server();

    @BeforeEach
    void prepare() throws Exception {
        uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        Files.write(uploads.resolve("large.xlsx"), large);
        proxy = FaultyS3.before(server().endpoint());
        connection = new S3Connection(server().prefix(prefix), Clock.systemUTC());
        s3 = new S3Repository(connection);
        local = new LocalRepository(folder.resolve("repository"));
        PostgresUrl source = TestCluster.createDatabase();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_S3_BUCKET", server().bucket());
        variables.put("BACKUP_S3_PREFIX", prefix);
        variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
        variables.put("AWS_ACCESS_KEY_ID", server().accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", server().secretKey());
        variables.put("BACKUP_RETENTION_LOCAL", "last=1");
        variables.put("BACKUP_RETENTION_S3", "last=3");
        variables.put("BACKUP_ORPHAN_GRACE_HOURS", "1");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        connection.close();
        proxy.close();
    }

    CleanupScene start() throws Exception {
        service = TestService.start(folder, variables, routes -> routes.replace(RETRIES, "0 0 0 1 1 ? 2099"), clock);
        return this;
    }

    /** One a day, each with one more file, and all proved; then it is now, and a little later. */
    List<Operation> backups(int count) throws Exception {
        var backups = new ArrayList<Operation>();
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofDays(1));
            Files.writeString(uploads.resolve("file-" + i), "content " + i);
            backups.add(backup());
        }
        return backups;
    }

    Operation backup() {
        Operation backup = service.backup(Kind.FILES, "uploads");
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        return backup;
    }

    /** As the timer does it. */
    Operation cleanUp() throws Exception {
        clock.set(Instant.now().plus(Duration.ofHours(2)));
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody("direct:clean-up", null);
        }
        return service.operations().stream()
                .filter(o -> o.kind() == Operation.Kind.CLEANUP)
                .reduce((first, second) -> second.startedAt().isAfter(first.startedAt()) ? second : first)
                .orElseThrow();
    }

    /** As the API does it. */
    Operation cleanUp(String body) throws Exception {
        clock.set(Instant.now().plus(Duration.ofHours(2)));
        JsonNode answer = json(api().run(body, JSON, CALLER));
        return service.await(answer.path("operationId").asText());
    }

    JsonNode plan(String repository) throws Exception {
        for (JsonNode share : json(api().plan()).path("shares")) {
            if (share.path("repository").asText().equals(repository)
                    && share.path("target").asText().equals("uploads")) {
                return share;
            }
        }
        throw new IllegalStateException("no share of " + repository);
    }

    JsonNode chain() throws Exception {
        return Json.MAPPER
                .valueToTree(service.bean("auditResource", AuditResource.class)
                        .list("10", null, null, null, null, null, null, null)
                        .body())
                .path("chain");
    }

    BackupTasks tasks() {
        return service.bean("tasks", BackupTasks.class);
    }

    RetentionActions api() {
        return service.bean("retentionActions", RetentionActions.class);
    }

    static JsonNode json(Answer answer) {
        return Json.MAPPER.valueToTree(answer.body());
    }

    Operation restore(Operation backup, String repository) throws Exception {
        var wish = new FileRestoreRequest(
                tasks().fileRestoration(TestService.ref(backup)),
                folder.resolve("restored-" + repository + "-" + backup.backupId()),
                Globs.NONE,
                Optional.empty(),
                Optional.of(repository));
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody("seda:restore-files?waitForTaskToComplete=Never", wish);
        }
        return service.await(wish.operation().id());
    }

    Path restored(String repository) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(f -> f.getFileName().toString().startsWith("restored-" + repository))
                    .findFirst()
                    .orElseThrow()
                    .resolve(uploads.toString().substring(1));
        }
    }

    List<String> manifests(Repository repository) throws IOException {
        try (Stream<StoredObject> objects = repository.list("uploads/")) {
            return objects.map(StoredObject::key)
                    .filter(key -> key.endsWith("/manifest.json"))
                    .map(key -> key.split("/")[1])
                    .toList();
        }
    }

    List<String> keys(Repository repository, String id) throws IOException {
        try (Stream<StoredObject> objects = repository.list("uploads/" + id + "/")) {
            return objects.map(StoredObject::key).toList();
        }
    }

    List<String> listed() {
        var queries = service.bean("catalogQueries", CatalogQueries.class);
        return queries.backups(100).stream().map(BackupRow::id).toList();
    }

    List<String> audit(String what) {
        return Databases.query(catalog, "SELECT " + what + " FROM zencap.backup_audit");
    }

    List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts WHERE component = 'cleanup'");
    }

    static String id(List<Operation> backups, int number) {
        return backups.get(number).backupId();
    }
}
