package co.zencap.backup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.Answer;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.files.Globs;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.ArchiveTier;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The local copy is gone, and the one off site lies in an archive tier. S3Proxy archives nothing and answers 501 to
 * RestoreObject, so the proxy before it answers as AWS does.
 */
class ArchivedBackupTest {
    @TempDir
    Path folder;

    private EmbeddedS3 s3;
    private FaultyS3 proxy;
    private TestService service;
    private Path uploads;

    @BeforeEach
    void start() throws Exception {
        uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        Files.writeString(uploads.resolve("one.txt"), "one");
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.putAll(S3TestSettings.of(s3).at(proxy.endpoint()).variables());
        variables.put("BACKUP_S3_RESTORE_TIER", "bulk");
        service = TestService.start(folder, variables);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        proxy.close();
        s3.close();
    }

    @Test
    void filesComeBackFromTheArchive() throws Exception {
        Operation backup = service.backup(Kind.FILES, "uploads");
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        archive("uploads");

        BackupTask task = tasks().fileRestoration(TestService.ref(backup));
        var wish = new FileRestoreRequest(
                task, folder.resolve("restored"), Globs.NONE, Optional.empty(), Optional.empty());
        Operation restoration = run("seda:restore-files", wish, task);

        assertThat(restoration.problem()).isNull();
        assertThat(FileTrees.describe(
                        folder.resolve("restored").resolve(uploads.toString().substring(1))))
                .isEqualTo(FileTrees.describe(uploads));
        assertRetrieved(restoration);
    }

    @Test
    void aRestorationTestWaitsForTheDump() throws Exception {
        Operation backup = service.backup();
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        archive(backup.target());

        Operation test = service.test(TestType.QUICK, TestService.ref(backup));

        assertThat(test.problem()).isNull();
        assertThat(test.result()).containsKey("rows");
        assertRetrieved(test);
    }

    @Test
    void aRetrievalThatIsRefusedIsAFailureThatSaysWhy() throws Exception {
        Operation backup = service.backup();
        service.awaitProof(backup.id());
        proxy.spoil(Request::restores, new Fault.Status(403, "AccessDenied"));
        archive(backup.target());

        Operation test = service.test(TestType.QUICK, TestService.ref(backup));

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("retrieval", "AccessDenied", "HINT:");
    }

    /** Whoever plans a recovery has to know that it begins with a wait of hours; nothing is asked for by that. */
    @Test
    void plansOfTheServiceSayWhatHasToComeBackFirst() throws Exception {
        Operation database = service.backup();
        Operation files = service.backup(Kind.FILES, "uploads");
        service.awaitProof(database.id());
        service.awaitProof(files.id());
        assertThat(archiveChecks("database_only")).isEmpty();
        assertThat(archiveChecks("files_only")).isEmpty();

        Folders.delete(folder.resolve("repository").resolve("uploads"));
        Folders.delete(folder.resolve("repository").resolve(database.target()));
        var tier = new ArchiveTier("backups", key -> key.endsWith(".enc"));
        proxy.spoil(tier);

        assertThat(archiveChecks("database_only")).singleElement().satisfies(check -> {
            assertThat(check.path("outcome").asText()).isEqualTo("warning");
            assertThat(check.path("detail").asText())
                    .matches("\\d objects \\([\\d.]+ \\w+\\) of it lie in GLACIER, .*usually takes 5 to 12 hours.*");
        });
        assertThat(archiveChecks("files_only"))
                .singleElement()
                .extracting(check -> check.path("detail").asText())
                .asString()
                .startsWith("2 objects (")
                .contains("5 to 12 hours");
        assertThat(tier.asked()).isEmpty();
    }

    private List<JsonNode> archiveChecks(String type) throws Exception {
        Answer answer = service.camel()
                .getRegistry()
                .lookupByNameAndType("adminActions", AdminActions.class)
                .command(
                        "{\"action\":\"disaster_recovery\",\"options\":{\"dryRun\":true,\"recoveryType\":\"" + type
                                + "\"}}",
                        "application/json");
        JsonNode plan = Json.MAPPER
                .readTree(Json.MAPPER.writeValueAsBytes(answer.body()))
                .path("plan");
        assertThat(plan.path("checks")).isNotEmpty();
        var found = new ArrayList<JsonNode>();
        for (JsonNode check : plan.path("checks")) {
            if (check.path("about").asText().equals("archive tier")) {
                found.add(check);
            }
        }
        return found;
    }

    private static void assertRetrieved(Operation operation) {
        assertThat(operation.result().get("retrieval"))
                .asString()
                .contains("storageClass=GLACIER", "tier=bulk", "expected=5 to 12 hours", "seconds=");
        assertThat(operation.result().get("timingsMillis"))
                .isInstanceOfSatisfying(Map.class, timings -> assertThat(timings.containsKey("retrieval"))
                        .isTrue());
    }

    /** From now on the target's objects have to be asked for; its local copy is lost. */
    private void archive(String target) throws Exception {
        Folders.delete(folder.resolve("repository").resolve(target));
        proxy.spoil(new ArchiveTier("backups", key -> key.startsWith(target + "/")));
    }

    private Operation run(String route, Object wish, BackupTask task) throws Exception {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody(route + "?waitForTaskToComplete=Never", wish);
        }
        return service.await(task.operation().id());
    }

    private BackupTasks tasks() {
        return service.bean("tasks", BackupTasks.class);
    }
}
