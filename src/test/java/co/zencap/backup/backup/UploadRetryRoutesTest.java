package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.PendingUploads;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A retry is for a copy that nobody is sending: what is there is read back before it counts, and that costs. */
class UploadRetryRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;
    private Operation backup;

    @BeforeEach
    void start() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        var variables = new HashMap<>(S3TestSettings.onS3Mock().variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        service = TestService.start(
                folder, variables, routes -> routes.replace("period=60000&delay=30000", "period=500&delay=500"));
        backup = service.backup();
        service.awaitProof(backup.id());
        assertThat(uploads()).hasSize(1);
        Awaitility.await()
                .until(() -> Databases.query(catalog, "SELECT state FROM zencap.backup_copies WHERE repository = 's3'")
                        .equals(List.of("stored")));
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void nothingIsQueuedBehindAnUploadThatRuns() {
        insert("elsewhere", "running", 90);
        isPending();

        Awaitility.await().during(Duration.ofSeconds(4)).until(() -> uploads().size() == 1);

        Databases.execute(catalog, "UPDATE zencap.backup_operations SET state = 'failed' WHERE id = 'elsewhere'");
        Awaitility.await().until(() -> uploads().size() == 2);
    }

    /** Until then the one before may have sent it, or another node may have begun to. */
    @Test
    void whenItsTurnComesItIsAskedForAgain() throws Exception {
        PendingUploads pending =
                service.camel().getRegistry().lookupByNameAndType("pendingUploads", PendingUploads.class);
        service.camel().getRouteController().stopRoute("retry-uploads");
        String id = backup.backupId();
        assertThat(pending.isDue(id, "mine")).isFalse();
        isPending();
        insert("mine", "running", 30);

        assertThat(pending.isDue(id, "mine")).isTrue();
        assertThat(pending.due()).isEmpty();
        insert("later", "running", 10);
        assertThat(pending.isDue(id, "mine")).isTrue();
        assertThat(pending.isDue(id, "later")).isFalse();
        insert("earlier", "running", 60);
        assertThat(pending.isDue(id, "mine")).isFalse();
    }

    /** It ends at once, reads nothing back, and nothing is verified because of it. */
    @Test
    void aRetryThatIsNotNeededAnyMoreSendsNothing() throws Exception {
        try (var routes = service.camel().createFluentProducerTemplate()) {
            var ref = new BackupRef(backup.target(), backup.backupId(), true);
            var task = service.camel()
                    .getRegistry()
                    .lookupByNameAndType("tasks", BackupTasks.class)
                    .upload(ref, null);

            routes.to("seda:upload-backup?waitForTaskToComplete=Always&timeout=0")
                    .withBody(task)
                    .withExchangeProperty("attempts", 1)
                    .send();

            assertThat(task.operation().isSucceeded()).isTrue();
            assertThat(task.operation().snapshot().result())
                    .containsEntry("sent", false)
                    .doesNotContainKey("storedBytes");
        }
    }

    private List<Operation> uploads() {
        return service.operations().stream()
                .filter(operation -> operation.kind() == Kind.UPLOAD)
                .toList();
    }

    private void isPending() {
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_copies SET state = 'pending', next_attempt_at = now() - interval '1 minute'"
                        + " WHERE repository = 's3'");
    }

    private void insert(String id, String state, int minutesAgo) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_nodes VALUES ('elsewhere', now() + interval '1 hour') ON CONFLICT DO NOTHING",
                "INSERT INTO zencap.backup_operations (id, kind, target, backup_id, state, phase, started_at, node) VALUES"
                        + " ('" + id + "', 'upload', '" + backup.target() + "', '" + backup.backupId() + "', '" + state
                        + "', 'upload', now() - interval '" + minutesAgo + " minutes', 'elsewhere')");
    }
}
