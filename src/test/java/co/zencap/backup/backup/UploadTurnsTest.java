package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
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
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one local repository, one bucket and one catalog; the first one's way to the bucket is faulty. */
class UploadTurnsTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final CountDownLatch refused = new CountDownLatch(1);
    private final Map<String, String> variables = new HashMap<>();
    private EmbeddedS3 s3;
    private FaultyS3 proxy;

    @BeforeEach
    void open() throws Exception {
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        proxy.spoil(request -> {
            if (!request.method().equals("PUT") || request.target().contains(".zencap-probe")) {
                return Optional.empty();
            }
            await(refused);
            return Optional.of(new Fault.Status(403, "AccessDenied"));
        });
    }

    @AfterEach
    void close() throws Exception {
        refused.countDown();
        proxy.close();
        s3.close();
    }

    /** What fails tidies up after itself: it must not be what the other has found, or sent, in the meantime. */
    @Test
    void aNodeThatFailsDoesNotDeleteWhatAnotherHasSent() throws Exception {
        try (TestService first = start("first", proxy.endpoint().toString());
                TestService second = start("second", s3.endpoint().toString())) {
            Operation backup = first.backup();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> proxy.requests().stream()
                    .anyMatch(r -> r.method().equals("PUT") && r.target().contains(backup.backupId())));
            BackupTask upload = tasks(second).upload(TestService.ref(backup), null);
            second.send("seda:upload-backup?waitForTaskToComplete=Never", upload);
            awaitItsPatience(second, backup);

            refused.countDown();

            assertThat(upload(first, backup).state()).isEqualTo(State.FAILED);
            assertThat(second.await(upload.operation().id()).problem()).isNull();
            assertThat(second.verify(TestService.ref(backup)).problem()).isNull();
            assertThat(Databases.query(
                            catalog, "SELECT outcome FROM zencap.backup_verifications WHERE repository = 's3'"))
                    .contains("passed");
        }
    }

    /** Waits for as long as the upload would have taken, which has to wait itself. */
    private static void awaitItsPatience(TestService node, Operation backup) {
        Awaitility.await()
                .during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(30))
                .until(() -> node.operations().stream()
                        .filter(o -> o.kind() == Operation.Kind.UPLOAD
                                && backup.backupId().equals(o.backupId()))
                        .allMatch(Operation::isRunning));
    }

    /** The first backup of many files takes hours, and the next one, made by the other node, needs what is in it. */
    @Test
    void norWhatAnotherHasSentOfItsOwnBackup() throws Exception {
        Path files = FileTrees.uploads(folder.resolve("srv/uploads"));
        variables.put("BACKUP_FILE_SETS", "uploads=" + files);
        try (TestService first = start("first", proxy.endpoint().toString());
                TestService second = start("second", s3.endpoint().toString())) {
            Operation large = first.backup(Manifest.Kind.FILES, "uploads");
            awaitBeginning(large);
            Files.writeString(files.resolve("new.xlsx"), "new");
            Operation small = second.backup(Manifest.Kind.FILES, "uploads");
            awaitItsPatience(second, small);

            refused.countDown();

            assertThat(upload(first, large).state()).isEqualTo(State.FAILED);
            assertThat(upload(second, small).problem()).isNull();
            assertThat(second.verify(TestService.ref(small)).problem()).isNull();
        }
    }

    @Test
    void whatOneNodeSendsTheOtherDoesNotTakeUp() throws Exception {
        try (TestService first = start("first", proxy.endpoint().toString());
                TestService second = start("second", s3.endpoint().toString())) {
            Operation backup = first.backup();
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(uploads())
                    .isEqualTo("1"));
            Databases.execute(catalog, "UPDATE zencap.backup_copies SET next_attempt_at = now()");

            Awaitility.await()
                    .during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(uploads()).isEqualTo("1"));

            refused.countDown();
            first.awaitProof(backup.id());
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Databases.execute(
                        catalog, "UPDATE zencap.backup_copies SET next_attempt_at = now() WHERE state = 'pending'");
                assertThat(Databases.query(catalog, "SELECT state FROM zencap.backup_copies WHERE repository = 's3'"))
                        .containsExactly("stored");
            });
            assertThat(second.operations())
                    .filteredOn(o -> o.kind() == Kind.UPLOAD)
                    .isNotEmpty()
                    .allMatch(o -> o.state() == State.SUCCEEDED);
        }
    }

    /** Only the second tries again, every second. */
    private TestService start(String node, String endpoint) throws Exception {
        variables.putAll(S3TestSettings.of(s3).variables());
        variables.put("BACKUP_S3_ENDPOINT", endpoint);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_LOCAL_DIR", folder.resolve("repository").toString());
        return TestService.start(
                folder.resolve(node),
                variables,
                routes -> node.equals("first")
                        ? routes
                        : routes.replace(
                                "retry-uploads?period=60000&delay=30000", "retry-uploads?period=1000&delay=1000"));
    }

    private void awaitBeginning(Operation backup) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> proxy.requests().stream()
                .anyMatch(r -> r.method().equals("PUT") && r.target().contains(backup.backupId())));
    }

    private static Operation upload(TestService service, Operation backup) {
        return service.awaitProof(backup.id()).stream()
                .filter(o -> o.kind() == Kind.UPLOAD)
                .findFirst()
                .orElseThrow();
    }

    private static BackupTasks tasks(TestService service) {
        return service.camel().getRegistry().lookupByNameAndType("tasks", BackupTasks.class);
    }

    private String uploads() {
        return Databases.query(catalog, "SELECT count(*) FROM zencap.backup_operations WHERE kind = 'upload'")
                .get(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
