package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.api.Answer;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.UnlistedBackups;
import co.zencap.backup.backup.Uploads;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.files.Globs;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention through the real routes, on backups of many days: what may go goes, and nothing else, whatever happens. */
abstract class CleanupRoutesContract {
    private static final String JSON = "application/json";
    private static final String RETRIES = "30 * * * * ?";

    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final String prefix = "cleanup-" + UUID.randomUUID();
    private final MovableClock clock = new MovableClock(Instant.now().minus(Duration.ofDays(30)));
    private final Map<String, String> variables = new HashMap<>();
    private FaultyS3 proxy;
    private S3Connection connection;
    private Repository s3;
    private Repository local;
    private Path uploads;
    private TestService service;

    protected abstract S3TestSettings server();

    @BeforeEach
    void prepare() throws Exception {
        uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        byte[] large = new byte[300_000];
        new Random(1).nextBytes(large);
        Files.write(uploads.resolve("large.xlsx"), large);
        proxy = FaultyS3.before(server().endpoint());
        connection = new S3Connection(server().prefix(prefix));
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

    @Test
    void eachRepositoryKeepsWhatItsPolicySays() throws Exception {
        List<Operation> backups = start().backups(5);

        Operation cleanup = cleanUp();

        assertThat(cleanup.problem()).isNull();
        assertThat(cleanup.result()).containsEntry("deleted", 6L).containsEntry("kept", 4L);
        assertThat(manifests(local)).containsExactly(id(backups, 4));
        assertThat(manifests(s3)).containsExactly(id(backups, 2), id(backups, 3), id(backups, 4));
        // The packs of the first are needed by all; its index and manifest are not.
        for (Repository repository : List.of(local, s3)) {
            assertThat(keys(repository, id(backups, 0)))
                    .anyMatch(key -> key.contains(".tar"))
                    .anyMatch(key -> key.endsWith("/key.json"))
                    .noneMatch(key -> key.contains("index") || key.contains("manifest"));
        }
        assertThat(keys(local, id(backups, 3))).noneMatch(key -> key.endsWith("index.jsonl.zst.enc"));
        assertThat(listed()).containsExactly(id(backups, 4), id(backups, 3), id(backups, 2));
        for (String repository : List.of("local", "s3")) {
            assertThat(restore(backups.get(4), repository).problem()).isNull();
            assertThat(FileTrees.describe(restored(repository))).isEqualTo(FileTrees.describe(uploads));
        }
        assertThat(restore(backups.get(2), "s3").problem()).isNull();
        assertThat(service.verify(TestService.ref(backups.get(2))).result())
                .containsKey("s3")
                .doesNotContainKey("local");
        assertThat(audit("action || ' ' || repository || ' ' || actor"))
                .hasSize(6)
                .contains("delete-backup local scheduler", "delete-backup s3 scheduler");

        var unlisted = service.camel().getRegistry().lookupByNameAndType("unlistedBackups", UnlistedBackups.class);
        assertThat(unlisted.find()).isEmpty();
        assertThat(alerts()).isEmpty();

        Operation again = cleanUp();

        assertThat(again.result()).containsEntry("deleted", 0L).containsEntry("orphans", 0L);
        assertThat(chain().path("intact").asBoolean()).isTrue();
        // A new backup still borrows the old packs.
        assertThat((long) backup().result().get("storedBytes")).isLessThan(100_000);
    }

    /** Of the lender nothing else is left, so its packs are read with the backup that needs them. */
    @Test
    void aPackOfADeletedBackupIsVerifiedWithTheOneThatNeedsIt() throws Exception {
        List<Operation> backups = start().backups(2);
        cleanUp();
        String pack = keys(local, id(backups, 0)).stream()
                .filter(key -> key.contains(".tar"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("repository").resolve(pack);
        byte[] bad = Files.readAllBytes(file);
        bad[bad.length / 2] ^= 1;
        Files.write(file, bad);

        Operation verification = service.verify(TestService.ref(backups.get(1)));

        assertThat(verification.state()).isEqualTo(State.FAILED);
        assertThat(verification.problem().detail()).contains(pack, "SHA-256");
    }

    /** It may borrow from any backup that was there when it began. */
    @Test
    void aCleanupWaitsForABackupOfFilesAndKeepsNoneWaitingMeanwhile() throws Exception {
        start().backups(3);
        var use = service.camel().getRegistry().lookupByNameAndType("repositoryUse", RepositoryUse.class);
        JsonNode answer;
        try (RepositoryUse.Use running = use.share()) {
            clock.set(Instant.now().plus(Duration.ofHours(2)));
            answer = json(api().run("", JSON));
            String id = answer.path("operationId").asText();
            Awaitility.await().until(() -> service.operation(id).phase().startsWith("clean up"));
            clock.set(Instant.now());
            assertThat(service.backup(Kind.FILES, "uploads").problem()).isNull();
            assertThat(manifests(local)).hasSize(4);
            assertThat(service.operation(id).isRunning()).isTrue();
        }

        assertThat(service.await(answer.path("operationId").asText()).problem()).isNull();
        assertThat(manifests(local)).hasSizeLessThan(4);
    }

    @Test
    void whatAnotherNodeReadsStaysWithAllThatItNeedsForTheNextCleanup() throws Exception {
        List<Operation> backups = start().backups(3);
        String read = id(backups, 1);
        try (var other = new Catalog(catalog, "zencap")) {
            var theirs = new Operations(
                    Clock.systemUTC(),
                    new BackupReaders(
                            other.dataSource(), service.settings().target().value())::follow);
            RunningOperation test =
                    theirs.begin(Operation.Kind.RESTORATION_TEST, TestService.ref(backups.get(1)), null);

            Operation cleanup = cleanUp();

            assertThat(cleanup.problem()).isNull();
            assertThat(manifests(local)).containsExactly(read, id(backups, 2));
            assertThat(plan("local").toString()).contains("an operation of another node");
            assertThat(restore(backups.get(1), "local").problem()).isNull();
            test.succeed();
        }
        assertThat(cleanUp().problem()).isNull();
        assertThat(manifests(local)).containsExactly(id(backups, 2));
    }

    /** The plan could not know of it. */
    @Test
    void whatSomebodyBeganToReadAfterThePlanWasMadeIsNotDeleted() throws Exception {
        List<Operation> backups = start().backups(2);
        var registry = service.camel().getRegistry();
        var readers = registry.lookupByNameAndType("backupReaders", BackupReaders.class);
        var use = registry.lookupByNameAndType("repositoryUse", RepositoryUse.class);
        var cleanup = registry.lookupByNameAndType("cleanup", Cleanup.class);
        try (var other = new Catalog(catalog, "zencap");
                var run = new CleanupRun(new CleanupRequest(null, "somebody", false))) {
            var theirs = new BackupReaders(
                    other.dataSource(), service.settings().target().value());
            run.enter(local, use.alone(Duration.ofSeconds(20)).orElseThrow());
            var deletion = new Deletion(
                    "uploads", id(backups, 0), Instant.now(), null, List.of(), List.of(), Set.of(), "too old");
            RunningOperation reader = new Operations(Clock.systemUTC(), theirs::follow)
                    .begin(Operation.Kind.VERIFICATION, TestService.ref(backups.get(0)), null);

            assertThat(catchThrowable(() -> cleanup.announce(deletion, run)))
                    .hasMessageContaining("another node")
                    .hasMessageContaining("HINT:");
            assertThat(run.underWay()).isEmpty();

            reader.succeed();
            readers.tryDelete(id(backups, 0)).close();
        }
    }

    /** It was found there at the beginning of the upload; at its end it counts. */
    @Test
    void noManifestIsSentWhosePacksHaveGoneMeanwhile() throws Exception {
        List<Operation> backups = start().backups(2);
        var uploading = service.camel().getRegistry().lookupByNameAndType("uploads", Uploads.class);
        RunningOperation upload =
                tasks().upload(TestService.ref(backups.get(1)), null).operation();
        s3.delete("uploads/" + id(backups, 1) + "/manifest.json");
        assertThat(uploading.missing(id(backups, 1), upload)).isEmpty();
        for (String key : keys(s3, id(backups, 0))) {
            s3.delete(key);
        }

        assertThat(catchThrowable(() -> uploading.commit(id(backups, 1), upload)))
                .hasMessageContaining(".tar")
                .hasMessageContaining("any more");

        assertThat(manifests(s3)).isEmpty();
        upload.succeed();
    }

    @Test
    void packsThatNobodyNeedsAnyMoreAreSwept() throws Exception {
        List<Operation> backups = start().backups(2);
        cleanUp();
        assertThat(keys(local, id(backups, 0))).isNotEmpty();
        Folders.delete(uploads);
        Files.createDirectories(uploads);
        Files.writeString(uploads.resolve("another"), "another");
        clock.set(Instant.now().minus(Duration.ofHours(2)));
        backup();

        Operation next = cleanUp();

        assertThat(next.problem()).isNull();
        assertThat((long) next.result().get("orphans")).isGreaterThanOrEqualTo(2);
        assertThat(keys(local, id(backups, 0))).isEmpty();
        assertThat(Files.exists(folder.resolve("repository/uploads/" + id(backups, 0))))
                .isFalse();
        assertThat(keys(s3, id(backups, 0))).isNotEmpty();
        assertThat(audit("action")).contains("sweep-orphans");
    }

    @Test
    void aCleanupThatIsCutOffIsFinishedByTheNext() throws Exception {
        List<Operation> backups = start().backups(5);
        proxy.spoil(
                r -> r.method().equals("DELETE") && r.of("index.jsonl.zst.enc"), new Fault.Status(403, "AccessDenied"));

        Operation cut = cleanUp();

        assertThat(cut.state()).isEqualTo(State.FAILED);
        assertThat(cut.problem().sentence()).contains("uploads in s3", "HINT:");
        assertThat(manifests(s3)).containsExactly(id(backups, 2), id(backups, 3), id(backups, 4));
        assertThat(manifests(local)).containsExactly(id(backups, 4));
        assertThat(keys(s3, id(backups, 1))).anyMatch(key -> key.contains("index"));
        Awaitility.await().untilAsserted(() -> assertThat(alerts()).containsExactly("error cleanup"));

        proxy.heal();
        Operation next = cleanUp();

        assertThat(next.problem()).isNull();
        assertThat(keys(s3, id(backups, 1))).noneMatch(key -> key.contains("index"));
        assertThat(listed()).hasSize(3);
    }

    @Test
    void whatTheStoreRefusesToDeleteStaysABackup() throws Exception {
        List<Operation> backups = start().backups(4);
        proxy.spoil(r -> r.method().equals("DELETE") && r.of("manifest.json"), new Fault.Status(403, "AccessDenied"));

        Operation refused = cleanUp();

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(manifests(s3)).hasSize(4);
        assertThat(listed()).hasSize(4);
        assertThat(audit("action || ' ' || repository")).contains("delete-failed s3");
        assertThat(service.verify(TestService.ref(backups.get(0))).problem()).isNull();
    }

    @Test
    void aLegalHoldStaysUntilItIsReleasedEvenIfTheCatalogForgetsIt() throws Exception {
        List<Operation> backups = start().backups(5);
        String held = id(backups, 1);
        api().hold(held, "{\"reason\":\"case 4711\"}", JSON);
        assertThat(keys(local, held)).anyMatch(key -> key.endsWith("hold.json"));
        assertThat(keys(s3, held)).anyMatch(key -> key.endsWith("hold.json"));
        Databases.execute(catalog, "DELETE FROM zencap.backup_holds");
        s3.delete("uploads/" + held + "/hold.json");

        cleanUp();

        assertThat(manifests(local)).containsExactly(held, id(backups, 4));
        assertThat(manifests(s3)).contains(held).hasSize(4);
        assertThat(Databases.query(catalog, "SELECT reason FROM zencap.backup_holds"))
                .containsExactly("case 4711");
        assertThat(restore(backups.get(1), "local").problem()).isNull();

        api().release(held, "{\"reason\":\"closed\"}", JSON);
        cleanUp();

        assertThat(manifests(local)).containsExactly(id(backups, 4));
        assertThat(manifests(s3)).hasSize(3).doesNotContain(held);
        assertThat(audit("action || ' ' || reason")).contains("hold case 4711", "release closed");
    }

    @Test
    void aForgedHoldHoldsAndAForgedManifestIsLeftAlone() throws Exception {
        List<Operation> backups = start().backups(3);
        local.putIfAbsent("uploads/" + id(backups, 0) + "/hold.json", "{}".getBytes());
        byte[] genuine;
        try (var in = local.open("uploads/" + id(backups, 2) + "/manifest.json")) {
            genuine = in.readAllBytes();
        }
        String forged = "20301231T000000Z-ffffff";
        local.putIfAbsent("uploads/" + forged + "/manifest.json", genuine);
        local.putIfAbsent("uploads/" + forged + "/database.dump.zst.enc", new byte[10]);

        Operation cleanup = cleanUp();

        assertThat(cleanup.result()).containsEntry("untrusted", 1L);
        assertThat(manifests(local)).containsExactly(id(backups, 0), id(backups, 2), forged);
        assertThat(keys(local, forged)).hasSize(2);
        JsonNode plan = plan("local");
        assertThat(plan.path("untrusted").path(forged).asText()).contains("moved or copied");
        assertThat(plan.path("backups").toString()).contains("its hold can't be trusted");
    }

    /** What the old key's backups need can't be read any more, so every pack may be one of theirs. */
    @Test
    void underAnotherKeyNothingGoesThatTheOldOneOpens() throws Exception {
        List<Operation> backups = start().backups(3);
        cleanUp();
        List<String> before = keys(local, id(backups, 0));
        service.close();
        variables.put("BACKUP_ENCRYPTION_KEY", "fedcba9876543210".repeat(4));
        start();
        clock.set(Instant.now().minus(Duration.ofHours(2)));
        backup();

        Operation cleanup = cleanUp();

        assertThat(cleanup.problem()).isNull();
        assertThat((long) cleanup.result().get("untrusted")).isEqualTo(4);
        assertThat(keys(local, id(backups, 0))).isEqualTo(before).isNotEmpty();
        service.close();
        variables.remove("BACKUP_ENCRYPTION_KEY");
        start();
        assertThat(restore(backups.get(2), "local").problem()).isNull();
        assertThat(restore(backups.get(2), "s3").problem()).isNull();
    }

    @Test
    void aPurgeThatIsTooLargeStopsUnlessItIsAllowed() throws Exception {
        List<Operation> backups = start().backups(8);

        Operation stopped = cleanUp();

        assertThat(stopped.state()).isEqualTo(State.FAILED);
        assertThat(stopped.problem().sentence())
                .doesNotContain("Besides")
                .contains("7 of 8 backups would go", "more than 50 %", "HINT:", "--allow-large-purge");
        assertThat(manifests(local)).hasSize(8);
        assertThat(manifests(s3)).hasSize(3);
        Awaitility.await().untilAsserted(() -> assertThat(alerts()).containsExactly("error cleanup"));

        Operation allowed = cleanUp("{\"allowLargePurge\":true}");

        assertThat(allowed.problem()).isNull();
        assertThat(manifests(local)).containsExactly(id(backups, 7));
        assertThat(audit("DISTINCT actor")).containsExactlyInAnyOrder("scheduler", "api");
    }

    @Test
    void whileTheBucketIsAwayNothingGoesAnywhere() throws Exception {
        start().backups(4);
        proxy.close();

        Operation cleanup = cleanUp();

        assertThat(cleanup.state()).isEqualTo(State.FAILED);
        assertThat(cleanup.problem().sentence()).contains("uploads in s3", "HINT:");
        assertThat(manifests(local)).hasSize(4);
        assertThat(manifests(s3)).hasSize(4);
        assertThat(audit("action")).isEmpty();
        assertThat(plan("local").path("backups").toString()).contains("can't be asked");
        Awaitility.await().untilAsserted(() -> assertThat(alerts()).containsExactly("warning cleanup"));
    }

    @Test
    void whatIsNotOffSiteStays() throws Exception {
        start();
        proxy.spoil(r -> r.method().equals("PUT"), new Fault.Status(403, "AccessDenied"));
        var backups = new ArrayList<Operation>();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofDays(1));
            Operation backup = service.backup(Kind.FILES, "uploads");
            service.awaitProof(backup.id());
            backups.add(backup);
        }
        proxy.heal();

        Operation cleanup = cleanUp();

        assertThat(cleanup.problem()).isNull();
        assertThat(manifests(local)).hasSize(3);
        assertThat(plan("local").path("backups").toString()).contains("it is not off site yet");
    }

    @Test
    void aFullDiskIsRelievedOfWhatIsVerifiedOffSite() throws Exception {
        variables.put("BACKUP_RETENTION_LOCAL", "all");
        variables.put("BACKUP_RETENTION_S3", "all");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "1");
        List<Operation> backups = start().backups(4);
        Databases.execute(
                catalog,
                "DELETE FROM zencap.backup_verifications WHERE repository = 's3' AND backup_id = '" + id(backups, 1)
                        + "'");

        Operation cleanup = cleanUp();

        // Some other file takes more than one percent of this disk.
        assertThat(cleanup.state()).isEqualTo(State.FAILED);
        assertThat(cleanup.problem().sentence()).contains("above the mark of 1 %", "HINT:");
        assertThat(manifests(local)).containsExactly(id(backups, 1), id(backups, 3));
        assertThat(manifests(s3)).hasSize(4);
        assertThat(audit("reason"))
                .allMatch(reason -> reason.contains("verified off site"))
                .hasSize(2);
        assertThat(restore(backups.get(1), "local").problem()).isNull();
    }

    /** Nor does a target lose its newest by a clock that ran ahead. */
    @Test
    void aFullDiskKeepsTheNewestAndWhoseTimeIsDoubtful() throws Exception {
        variables.put("BACKUP_RETENTION_LOCAL", "all");
        variables.put("BACKUP_RETENTION_S3", "all");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "1");
        List<Operation> backups = start().backups(3);
        clock.set(Instant.now().plus(Duration.ofDays(1)));
        backups.add(backup());
        clock.advance(Duration.ofHours(1));
        backups.add(backup());
        clock.set(Instant.now());

        cleanUp();

        assertThat(manifests(local)).containsExactly(id(backups, 2), id(backups, 3), id(backups, 4));
        assertThat(manifests(s3)).hasSize(5);
    }

    @Test
    void aFullDiskKeepsAllWhileNoneIsVerifiedThereAndThenTheLastThatIs() throws Exception {
        variables.put("BACKUP_RETENTION_LOCAL", "all");
        variables.put("BACKUP_RETENTION_S3", "all");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "1");
        List<Operation> backups = start().backups(4);
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_verifications SET outcome = 'failed' WHERE repository = 'local'"
                        + " AND backup_id <> '" + id(backups, 0) + "'");
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_verifications SET repository = 'elsewhere' WHERE repository = 'local'"
                        + " AND backup_id = '" + id(backups, 0) + "'");

        cleanUp();
        assertThat(manifests(local)).hasSize(4);

        Databases.execute(
                catalog, "UPDATE zencap.backup_verifications SET repository = 'local' WHERE repository = 'elsewhere'");
        cleanUp();
        assertThat(manifests(local)).containsExactly(id(backups, 0), id(backups, 3));
        assertThat(manifests(s3)).hasSize(4);
    }

    @Test
    void tamperingWithTheAuditTrailIsRefusedAndSeen() throws Exception {
        start().backups(5);
        cleanUp();
        assertThat(chain().path("rows").asInt()).isEqualTo(6);
        for (String change : List.of(
                "UPDATE zencap.backup_audit SET reason = 'other' WHERE seq = 2",
                "DELETE FROM zencap.backup_audit WHERE seq = 2",
                "TRUNCATE zencap.backup_audit")) {
            assertThat(catchThrowable(() -> Databases.execute(catalog, change))).hasMessageContaining("append-only");
        }

        Databases.execute(
                catalog,
                "ALTER TABLE zencap.backup_audit DISABLE TRIGGER ALL",
                "UPDATE zencap.backup_audit SET reason = 'other' WHERE seq = 2");
        assertThat(chain().path("intact").asBoolean()).isFalse();
        assertThat(chain().path("firstBroken").asInt()).isEqualTo(2);

        Databases.execute(catalog, "DELETE FROM zencap.backup_audit WHERE seq <= 2");
        assertThat(chain().path("firstBroken").asInt()).isEqualTo(3);
    }

    private CleanupRoutesContract start() throws Exception {
        service = TestService.start(folder, variables, routes -> routes.replace(RETRIES, "0 0 0 1 1 ? 2099"), clock);
        return this;
    }

    /** One a day, each with one more file, and all proved; then it is now, and a little later. */
    private List<Operation> backups(int count) throws Exception {
        var backups = new ArrayList<Operation>();
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofDays(1));
            Files.writeString(uploads.resolve("file-" + i), "content " + i);
            backups.add(backup());
        }
        return backups;
    }

    private Operation backup() {
        Operation backup = service.backup(Kind.FILES, "uploads");
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        return backup;
    }

    /** As the timer does it. */
    private Operation cleanUp() throws Exception {
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
    private Operation cleanUp(String body) throws Exception {
        clock.set(Instant.now().plus(Duration.ofHours(2)));
        JsonNode answer = json(api().run(body, JSON));
        return service.await(answer.path("operationId").asText());
    }

    private JsonNode plan(String repository) throws Exception {
        for (JsonNode share : json(api().plan()).path("shares")) {
            if (share.path("repository").asText().equals(repository)
                    && share.path("target").asText().equals("uploads")) {
                return share;
            }
        }
        throw new IllegalStateException("no share of " + repository);
    }

    private JsonNode chain() throws Exception {
        return json(api().audit("10")).path("chain");
    }

    private BackupTasks tasks() {
        return service.camel().getRegistry().lookupByNameAndType("tasks", BackupTasks.class);
    }

    private RetentionActions api() {
        return service.camel().getRegistry().lookupByNameAndType("retentionActions", RetentionActions.class);
    }

    private static JsonNode json(Answer answer) {
        return Json.MAPPER.valueToTree(answer.body());
    }

    private Operation restore(Operation backup, String repository) throws Exception {
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

    private Path restored(String repository) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(f -> f.getFileName().toString().startsWith("restored-" + repository))
                    .findFirst()
                    .orElseThrow()
                    .resolve(uploads.toString().substring(1));
        }
    }

    private List<String> manifests(Repository repository) throws IOException {
        try (Stream<StoredObject> objects = repository.list("uploads/")) {
            return objects.map(StoredObject::key)
                    .filter(key -> key.endsWith("/manifest.json"))
                    .map(key -> key.split("/")[1])
                    .toList();
        }
    }

    private List<String> keys(Repository repository, String id) throws IOException {
        try (Stream<StoredObject> objects = repository.list("uploads/" + id + "/")) {
            return objects.map(StoredObject::key).toList();
        }
    }

    private List<String> listed() {
        var queries = service.camel().getRegistry().lookupByNameAndType("catalogQueries", CatalogQueries.class);
        return queries.backups(100).stream().map(BackupRow::id).toList();
    }

    private List<String> audit(String what) {
        return Databases.query(catalog, "SELECT " + what + " FROM zencap.backup_audit");
    }

    private List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts WHERE component = 'cleanup'");
    }

    private static String id(List<Operation> backups, int number) {
        return backups.get(number).backupId();
    }
}
