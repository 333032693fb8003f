package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the off-site repository is away the backup is safe locally, somebody is told, and it is sent when that ends. */
class OffsiteFailuresTest {
    @TempDir
    Path folder;

    private PostgresUrl catalog;
    private EmbeddedS3 s3;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void prepare() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.putAll(S3TestSettings.of(s3).variables());
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
    }

    @Test
    void aBackupIsInBothRepositoriesAndVerifiedThere() throws Exception {
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();

            List<Operation> proof = service.awaitProof(backup.id());

            assertThat(proof).allMatch(o -> o.state() == State.SUCCEEDED);
            assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 stored");
            assertThat(Databases.query(catalog, "SELECT repository || ' ' || outcome FROM zencap.backup_verifications"))
                    .containsExactlyInAnyOrder("local passed", "s3 passed");
        }
    }

    @Test
    void aMissingBucket() throws Exception {
        variables.put("BACKUP_S3_BUCKET", "no-such-bucket");

        staysLocalSaying("bucket");
    }

    @Test
    void aWrongSecretKey() throws Exception {
        variables.put("AWS_SECRET_ACCESS_KEY", "wrong");

        staysLocalSaying("secret");
    }

    /** Nothing goes where it would not be locked, and everybody who asks is told why. */
    @Test
    void aBucketWithoutTheLockThatIsWanted() throws Exception {
        variables.put("BACKUP_S3_OBJECT_LOCK_DAYS", "30");

        staysLocalSaying("no Object Lock");

        try (TestService service = TestService.start(folder, variables)) {
            failedUpload(service, service.backup());
            String status = Json.MAPPER.writeValueAsString(service.bean("adminActions", AdminActions.class)
                    .query("status", null)
                    .body());
            assertThat(status).contains("\"objectLock\":\"30 days, governance\"", "BACKUP_S3_OBJECT_LOCK_DAYS is set");
        }
    }

    /** Who makes backups need not be able to delete them. */
    @Test
    void aWriterThatMayNotDelete() throws Exception {
        try (FaultyS3 proxy = FaultyS3.before(s3.endpoint())) {
            proxy.spoil(r -> r.method().equals("DELETE"), new Fault.Status(403, "AccessDenied"));
            variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
            try (TestService service = TestService.start(folder, variables)) {
                Operation backup = service.backup();

                assertThat(service.awaitProof(backup.id())).allMatch(o -> o.state() == State.SUCCEEDED);
                assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 stored");
            }
        }
    }

    @Test
    void anEndpointThatIsAwayAndComesBack() throws Exception {
        int port = s3.endpoint().getPort();
        s3.close();
        // Every second instead of every minute, as an operator could edit it.
        try (TestService service = TestService.start(
                folder, variables, routes -> routes.replace("period=60000&delay=30000", "period=1000&delay=1000"))) {
            Operation backup = service.backup();
            assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
            Operation upload = failedUpload(service, backup);
            assertThat(upload.problem().hint()).isNotBlank();
            assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 pending");

            s3 = EmbeddedS3.start(folder.resolve("s3"), port, "backups", s3.accessKey(), s3.secretKey());
            Databases.execute(catalog, "UPDATE zencap.backup_copies SET next_attempt_at = now()");

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(copies())
                    .containsExactlyInAnyOrder("local stored", "s3 stored"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Databases.query(
                            catalog, "SELECT outcome FROM zencap.backup_verifications WHERE repository = 's3'"))
                    .containsExactly("passed"));
        }
    }

    /** The retries and the proof may both have found the same backup waiting. */
    @Test
    void anUploadThatComesTwiceAtOnce() throws Exception {
        int port = s3.endpoint().getPort();
        s3.close();
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();
            failedUpload(service, backup);
            s3 = EmbeddedS3.start(folder.resolve("s3"), port, "backups", s3.accessKey(), s3.secretKey());
            var tasks = service.bean("tasks", BackupTasks.class);
            List<String> uploads = new ArrayList<>();
            try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
                for (int i = 0; i < 5; i++) {
                    BackupTask upload = tasks.upload(TestService.ref(backup), null);
                    uploads.add(upload.operation().id());
                    routes.sendBody("seda:upload-backup?waitForTaskToComplete=Never", upload);
                }
                assertThat(uploads).allMatch(id -> service.await(id).state() == State.SUCCEEDED);
            }
            Operation verification = service.verify(TestService.ref(backup));
            assertThat(verification.state()).isEqualTo(State.SUCCEEDED);
            assertThat(verification.result()).containsKeys("local", "s3");
        }
    }

    @Test
    void aBucketThatGoesAwayDuringAVerificationIsNoBadCopy() throws Exception {
        try (FaultyS3 proxy = FaultyS3.before(s3.endpoint())) {
            variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
            try (TestService service = TestService.start(folder, variables)) {
                Operation backup = service.backup();
                service.awaitProof(backup.id());
                proxy.spoil(r -> r.get() && r.of("database.dump.zst.enc"), new Fault.Status(503, "SlowDown"));

                Operation verification = service.verify(TestService.ref(backup));

                // Nothing is known of it: that is not well, and no bad copy either.
                assertThat(verification.state()).isEqualTo(State.FAILED);
                assertThat(verification.problem().hint()).isNotBlank();
                assertThat(verification.result().get("s3")).asString().contains("unreachable", "HINT:");
                assertThat(verification.result().get("local")).asString().contains("passed=true");
                assertThat(Databases.query(catalog, "SELECT outcome FROM zencap.backup_verifications"))
                        .containsOnly("passed");
                Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                                catalog, "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts"))
                        .containsExactly("warning verification"));
            }
        }
    }

    /** An old copy that the lifecycle has archived can't be read at once: beside a good one that is no failure. */
    @Test
    void aCopyInAnArchiveTierIsNeitherGoodNorBad() throws Exception {
        try (FaultyS3 proxy = FaultyS3.before(s3.endpoint())) {
            variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
            try (TestService service = TestService.start(folder, variables)) {
                Operation backup = service.backup();
                service.awaitProof(backup.id());
                proxy.spoil(r -> r.get() && r.of("database.dump.zst.enc"), new Fault.Status(403, "InvalidObjectState"));

                Operation verification = service.verify(TestService.ref(backup));

                assertThat(verification.problem()).isNull();
                assertThat(verification.result().get("s3")).asString().contains("archived", "HINT:");
                assertThat(verification.result().get("local")).asString().contains("passed=true");

                Folders.delete(folder.resolve("repository/" + backup.target()));
                Databases.execute(catalog, "DELETE FROM zencap.backup_copies WHERE repository = 'local'");
                Operation alone = service.verify(TestService.ref(backup));

                assertThat(alone.state()).isEqualTo(State.FAILED);
                assertThat(alone.problem().sentence()).contains("archive tier", "HINT:");
                assertThat(Databases.query(
                                catalog, "SELECT outcome FROM zencap.backup_verifications WHERE repository = 's3'"))
                        .containsExactly("passed");
                Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                                catalog, "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts"))
                        .containsExactly("warning verification"));
            }
        }
    }

    /** Bit rot off site is found, and mended from the copy here. */
    @ParameterizedTest
    @ValueSource(strings = {"database.dump.zst.enc", "manifest.json", "key.json"})
    void aDamagedCopyIsSentAgain(String name) throws Exception {
        try (TestService service = TestService.start(
                folder, variables, routes -> routes.replace("period=60000&delay=30000", "period=1000&delay=1000"))) {
            Operation backup = service.backup();
            service.awaitProof(backup.id());
            Path stored;
            try (var files = Files.walk(folder.resolve("s3"))) {
                stored = files.filter(f -> f.endsWith(name) && Files.isRegularFile(f))
                        .findFirst()
                        .orElseThrow();
            }
            byte[] good = Files.readAllBytes(stored);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            Files.write(stored, bad);

            Operation verification = service.verify(TestService.ref(backup));

            assertThat(verification.state()).isEqualTo(State.FAILED);
            assertThat(verification.problem().sentence()).contains("s3", "the other copy is good");
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(Files.readAllBytes(stored)).isEqualTo(good);
                assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 stored");
                assertThat(Databases.query(
                                catalog,
                                "SELECT outcome FROM zencap.backup_verifications WHERE repository = 's3' ORDER BY seq"))
                        .containsExactly("passed", "failed", "passed");
            });
        }
    }

    @Test
    void aCopyThatIsGoneIsMissed() throws Exception {
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();
            service.awaitProof(backup.id());
            int port = s3.endpoint().getPort();
            s3.close();
            Folders.delete(folder.resolve("s3/backups"));
            Files.createDirectories(folder.resolve("s3/backups"));
            s3 = EmbeddedS3.start(folder.resolve("s3"), port, "backups", s3.accessKey(), s3.secretKey());

            Operation verification = service.verify(TestService.ref(backup));

            assertThat(verification.state()).isEqualTo(State.FAILED);
            assertThat(verification.problem().sentence()).contains("repository s3", "manifest");
            assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 pending");
        }
    }

    private void staysLocalSaying(String cause) throws Exception {
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();

            assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
            Operation upload = failedUpload(service, backup);
            assertThat(upload.problem().sentence()).containsIgnoringCase(cause);
            assertThat(upload.problem().hint()).isNotBlank();
            assertThat(upload.problem().sentence()).doesNotContain(s3.secretKey());
            assertThat(copies()).containsExactlyInAnyOrder("local stored", "s3 pending");
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(Databases.query(
                            catalog,
                            "SELECT level FROM zencap.backup_monitoring_alerts WHERE operation_id = '" + upload.id()
                                    + "'"))
                    .containsExactly("warning"));
        }
    }

    private static Operation failedUpload(TestService service, Operation backup) {
        return service.awaitProof(backup.id()).stream()
                .filter(o -> o.kind() == Kind.UPLOAD)
                .peek(o -> assertThat(o.state()).isEqualTo(State.FAILED))
                .findFirst()
                .orElseThrow();
    }

    private List<String> copies() {
        return Databases.query(catalog, "SELECT repository || ' ' || state FROM zencap.backup_copies");
    }
}
