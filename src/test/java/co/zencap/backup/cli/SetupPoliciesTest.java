package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.api.Answer;
import co.zencap.backup.api.CatalogResource;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.privilege.IamGate;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.S3Access;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The printed policies, enforced: each job is done with its policy and a 403 for everything else, and uses every action that
 * its policy allows.
 */
class SetupPoliciesTest {
    private static final String PREFIX = "zencap/shop";

    /** Camel looks whether the bucket is there, outside of any prefix, and takes a refusal for a yes. */
    private static final String LOOK = "s3:ListBucket HEAD /[^/?]*";

    /** What the probe wrote, to see whether it could. */
    private static final String PROBE = "s3:DeleteObject(Version)? DELETE .*/\\.zencap-probe/.*";

    private static final String KEY = "0123456789abcdef".repeat(4);

    @TempDir
    static Path folder;

    private static S3TestSettings bucket;
    private static PostgresUrl shop;
    private static PostgresUrl catalog;

    @BeforeAll
    static void makeBucket() throws Exception {
        bucket = bucketWithLocks();
        shop = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(shop);
    }

    private static S3TestSettings bucketWithLocks() {
        S3TestSettings settings = S3TestSettings.onS3Mock().in("policies-" + UUID.randomUUID());
        try (var administration = new S3Administration(settings.prefix(""))) {
            administration.client().createBucket(request -> request.bucket(settings.bucket())
                    .objectLockEnabledForBucket(true));
            administration.client().putBucketVersioning(request -> request.bucket(settings.bucket())
                    .versioningConfiguration(versions -> versions.status("Enabled")));
        }
        return settings;
    }

    /** As the command prints it. */
    private static JsonNode policy(S3TestSettings bucket, String who) throws IOException {
        CapturedTerminal terminal = CapturedTerminal.pipes();
        var surroundings = new Surroundings(folder, Map.of(), terminal.terminal(), Clock.systemUTC(), () -> {});
        assertThat(Zencap.run(
                        surroundings,
                        "setup",
                        "policies",
                        "--only",
                        who,
                        "--bucket",
                        bucket.bucket(),
                        "--prefix",
                        PREFIX,
                        "--object-lock"))
                .isEqualTo(ExitStatus.OK);
        return Json.MAPPER.readTree(terminal.out());
    }

    private static TestService service(String name, IamGate gate, String access, PostgresUrl history, Duration later)
            throws Exception {
        var variables = new HashMap<String, String>(bucket.at(gate.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(history));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_S3_ACCESS", access);
        variables.put("BACKUP_S3_PREFIX", PREFIX);
        variables.put("BACKUP_S3_OBJECT_LOCK_DAYS", "1");
        variables.put("BACKUP_RETENTION_S3", "last=1");
        return TestService.start(
                folder.resolve(name), variables, routes -> routes, Clock.offset(Clock.systemUTC(), later));
    }

    private static void leaveUpload() {
        try (var administration = new S3Administration(bucket.prefix(""))) {
            administration.client().createMultipartUpload(request -> request.bucket(bucket.bucket())
                    .key(PREFIX + "/shop/left"));
        }
    }

    private static BackupRef backUp(TestService service) {
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        return TestService.ref(backup);
    }

    /** As the timer does it. */
    private static Operation cleanUp(TestService service) {
        service.send("direct:clean-up", null);
        return service.operations().stream()
                .filter(operation -> operation.kind() == Operation.Kind.CLEANUP)
                .findFirst()
                .orElseThrow();
    }

    /** As {@code ./zencap retention --dry-run} shows it. */
    private static String dryRun(TestService service) {
        Answer answer = service.bean("retentionActions", RetentionActions.class).plan();
        CapturedTerminal terminal = CapturedTerminal.pipes();
        new RetentionView(Json.MAPPER.valueToTree(answer.body()), Instant.now()).print(terminal.terminal());
        return terminal.out();
    }

    /** From now on everything lies in an archive tier until it was asked for. */
    private static void archive(IamGate gate) {
        var away = new AtomicBoolean(true);
        gate.behind(request -> {
            if (request.restores()) {
                away.set(false);
                return Optional.of(new Fault.Status(202, ""));
            }
            return away.get() && request.method().equals("HEAD")
                    ? Optional.of(new Fault.Header("x-amz-storage-class", "GLACIER"))
                    : Optional.empty();
        });
    }

    private static void assertUsed(IamGate gate, JsonNode policy) {
        assertThat(gate.used()).isEqualTo(IamGate.allowed(policy));
    }

    @Test
    void theWriterTheRestorerAndTheCleanerDoWithTheirOwnAndUseAllOfIt() throws Exception {
        JsonNode writer = policy(bucket, "writer");
        List<BackupRef> backups;
        try (IamGate gate = IamGate.before(bucket.endpoint(), writer)) {
            try (TestService service = service("writer", gate, "append", catalog, Duration.ZERO)) {
                backups = List.of(backUp(service), backUp(service));
                Operation cleanup = cleanUp(service);
                assertThat(cleanup.problem()).isNull();
                assertThat(cleanup.result()).doesNotContainKey("left"); // all is locked
                capture(service, gate, backups.get(1));
            }
            leaveUpload();
            try (TestService service = service("writer", gate, "append", catalog, Duration.ofDays(8))) {
                Awaitility.await().until(() -> gate.used().contains("s3:AbortMultipartUpload"));
                Operation cleanup = cleanUp(service);
                assertThat(cleanup.problem()).isNull();
                assertThat(cleanup.result()).containsEntry("left", 1L);
                assertThat(dryRun(service))
                        .contains("test_", " in s3", "1 stays, 1 goes", "this service deletes nothing there");
            }
            assertUsed(gate, writer);
            assertThat(gate.refused()).allMatch(call -> call.matches(LOOK + "|" + PROBE));
            assertThat(gate.refused()).anyMatch(call -> call.matches(PROBE));
        }
        assertThat(manifests()).hasSize(2);

        recoverAsRestorer();
        cleanUpAsCleaner();

        assertThat(manifests())
                .singleElement()
                .asString()
                .contains(backups.get(1).id());
    }

    /** Whoever has the service has its credentials: nothing that is there can be got rid of by them. */
    private static void capture(TestService service, IamGate gate, BackupRef backup) throws Exception {
        String manifest = PREFIX + "/" + backup.target() + "/" + backup.id() + "/manifest.json";
        String forged;
        try (var captured = new S3Administration(bucket.at(gate.endpoint()).prefix(""));
                var owner = new S3Administration(bucket.prefix(""))) {
            S3Client client = captured.client();
            String before = owner.client()
                    .headObject(request -> request.bucket(bucket.bucket()).key(manifest))
                    .versionId();
            int refused = gate.refused().size();
            assertThatThrownBy(() -> client.deleteObject(
                            request -> request.bucket(bucket.bucket()).key(manifest)))
                    .hasMessageContaining("403");
            assertThatThrownBy(() -> client.deleteObject(request ->
                            request.bucket(bucket.bucket()).key(manifest).versionId(before)))
                    .hasMessageContaining("403");
            assertThatThrownBy(() -> client.putBucketVersioning(request -> request.bucket(bucket.bucket())
                            .versioningConfiguration(versions -> versions.status("Suspended"))))
                    .hasMessageContaining("403");
            assertThatThrownBy(() -> client.deleteBucketLifecycle(request -> request.bucket(bucket.bucket())))
                    .hasMessageContaining("403");
            gate.forgetRefused(refused);
            forged = client.putObject(
                            request -> request.bucket(bucket.bucket()).key(manifest), RequestBody.fromString("{}"))
                    .versionId();

            assertThat(service.verify(backup).state()).isEqualTo(State.FAILED);
            assertThat(owner.client()
                            .getObjectAsBytes(request -> request.bucket(bucket.bucket())
                                    .key(manifest)
                                    .versionId(before))
                            .asUtf8String())
                    .contains(backup.id());
            // what the bucket's owner does: see docs/least-privilege.md
            owner.client()
                    .deleteObject(request ->
                            request.bucket(bucket.bucket()).key(manifest).versionId(forged));
            assertThat(service.verify(backup).problem()).isNull();
        }
    }

    private static void recoverAsRestorer() throws Exception {
        JsonNode restorer = policy(bucket, "restorer");
        PostgresUrl to = TestCluster.createDatabase();
        Path home = Files.createDirectories(folder.resolve("restorer"));
        Path key = Files.writeString(home.resolve("key"), KEY);
        try (IamGate gate = IamGate.before(bucket.endpoint(), restorer)) {
            archive(gate);
            CapturedTerminal terminal = CapturedTerminal.pipes();
            Map<String, String> environment = Map.of(
                    "AWS_ACCESS_KEY_ID", bucket.accessKey(),
                    "AWS_SECRET_ACCESS_KEY", bucket.secretKey(),
                    "AWS_ENDPOINT_URL_S3", gate.endpoint().toString(),
                    "RECOVERY_POSTGRES_URL", Databases.text(to));
            var surroundings = new Surroundings(
                    home, environment, terminal.terminal(), Clock.systemUTC(), () -> TimeUnit.MILLISECONDS.sleep(20));

            int status = Zencap.run(
                    surroundings,
                    "recover",
                    "--repository",
                    "s3://" + bucket.bucket() + "/" + PREFIX,
                    "--key-file",
                    key.toString());

            assertThat(status).as(terminal.err()).isEqualTo(ExitStatus.OK);
            assertThat(Databases.query(to, "SELECT count(*) FROM orders")).containsExactly("5000");
            assertUsed(gate, restorer);
            assertThat(gate.refused()).isEmpty();
        }
    }

    /** With a catalog of its own, so that it believes nothing that the captured one says. */
    private static void cleanUpAsCleaner() throws Exception {
        JsonNode cleaner = policy(bucket, "cleaner");
        leaveUpload();
        try (IamGate gate = IamGate.before(bucket.endpoint(), cleaner);
                TestService service =
                        service("cleaner", gate, "clean", TestCluster.createDatabase(), Duration.ofDays(8))) {
            Answer answer =
                    service.bean("catalogResource", CatalogResource.class).rebuild();
            String location = answer.location().orElseThrow();
            Operation rebuilt = service.await(location.substring(location.lastIndexOf('/') + 1));
            assertThat(rebuilt.result()).containsEntry("backups", 2);
            for (String manifest : manifests()) {
                String[] parts = manifest.substring(PREFIX.length() + 1).split("/");
                assertThat(service.verify(new BackupRef(parts[0], parts[1], true))
                                .problem())
                        .isNull();
            }

            Operation cleanup = cleanUp(service);

            assertThat(cleanup.problem()).isNull();
            assertThat(cleanup.result()).containsEntry("deleted", 1L);
            Awaitility.await().until(() -> gate.used().contains("s3:AbortMultipartUpload"));
            assertUsed(gate, cleaner);
            assertThat(gate.refused()).isEmpty();
        }
    }

    /** Those that are there; S3Mock goes on listing what a delete marker hides. */
    private static List<String> manifests() {
        try (var owner = new S3Administration(bucket.prefix(""))) {
            return owner
                    .client()
                    .listObjectsV2(request -> request.bucket(bucket.bucket()).prefix(PREFIX))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .filter(key -> key.endsWith("/manifest.json"))
                    .filter(key -> isThere(owner.client(), key))
                    .toList();
        }
    }

    private static boolean isThere(S3Client client, String key) {
        try {
            client.headObject(request -> request.bucket(bucket.bucket()).key(key));
            return true;
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(404);
            return false;
        }
    }

    @Test
    void oneServiceForEverythingUsesAllOfItsPolicy() throws Exception {
        S3TestSettings before = bucket;
        bucket = bucketWithLocks();
        try {
            JsonNode all = policy(bucket, "all");
            PostgresUrl history = TestCluster.createDatabase();
            try (IamGate gate = IamGate.before(bucket.endpoint(), all)) {
                try (TestService service = service("all", gate, "full", history, Duration.ZERO)) {
                    backUp(service);
                    BackupRef backup = backUp(service);
                    Folders.delete(folder.resolve("all/repository/" + backup.target() + "/" + backup.id()));
                    archive(gate);
                    assertThat(service.test(TestType.QUICK, backup).problem()).isNull();
                    gate.behind(request -> Optional.empty());
                }
                leaveUpload();
                try (TestService service = service("all", gate, "full", history, Duration.ofDays(8))) {
                    assertThat(cleanUp(service).result()).hasEntrySatisfying("deleted", n -> assertThat((Long) n)
                            .isPositive());
                    Awaitility.await().until(() -> gate.used().contains("s3:AbortMultipartUpload"));
                }
                assertUsed(gate, all);
                assertThat(gate.refused()).allMatch(call -> call.matches(LOOK));
            }
        } finally {
            bucket = before;
        }
    }

    @Test
    void credentialsThatMayDeleteAreToldOfWhereNothingIsDeleted() throws Exception {
        S3TestSettings before = bucket;
        bucket = bucketWithLocks();
        try (IamGate gate = IamGate.before(bucket.endpoint(), policy(bucket, "all"));
                S3Connection connection = new S3Connection(
                        bucket.at(gate.endpoint()).prefix(PREFIX).with(S3Access.APPEND), Clock.systemUTC())) {
            assertThat(connection.excess()).isEmpty();
            connection.client();
            assertThat(connection.excess().orElseThrow()).contains("may delete", "HINT: ./zencap setup policies");
        } finally {
            bucket = before;
        }
    }

    @Test
    void aBucketWithoutVersionsIsNoPlaceToAppendTo() throws Exception {
        S3TestSettings plain = S3TestSettings.onS3Mock();
        try (S3Connection connection =
                new S3Connection(plain.prefix(PREFIX).with(S3Access.APPEND), Clock.systemUTC())) {
            assertThatThrownBy(connection::client)
                    .isInstanceOf(RepositoryFailure.class)
                    .hasMessageContaining("needs a bucket that keeps versions")
                    .hasMessageContaining("HINT: ./zencap s3 setup");
        }
    }

    @Test
    void whatNoPolicyTakesIsRefused() {
        for (String[] wrong : new String[][] {
            {"--bucket", "a*"},
            {"--bucket", "Shop"},
            {"--bucket", "shop", "--prefix", "a*b"},
            {"--bucket", "shop", "--prefix", "${aws:username}"},
            {"--bucket", "shop", "--only", "reader"},
            {"--bucket", "shop", "--partition", "aws:x"},
            {}
        }) {
            CapturedTerminal terminal = CapturedTerminal.pipes();
            String[] arguments = Stream.concat(Stream.of("setup", "policies"), Stream.of(wrong))
                    .toArray(String[]::new);
            var surroundings = new Surroundings(folder, Map.of(), terminal.terminal(), Clock.systemUTC(), () -> {});

            assertThat(Zencap.run(surroundings, arguments)).isEqualTo(ExitStatus.USAGE);
            assertThat(terminal.err()).contains("HINT:");
        }
    }
}
