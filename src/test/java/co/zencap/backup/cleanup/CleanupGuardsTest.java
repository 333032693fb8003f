package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What keeps a cleanup from deleting what somebody needs, and whoever did it from hiding it. */
class CleanupGuardsTest extends CleanupScene {
    private static final S3TestSettings SERVER = S3TestSettings.onEmbeddedS3();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }

    /** It may borrow from any backup that was there when it began. */
    @Test
    void aCleanupWaitsForABackupOfFilesAndKeepsNoneWaitingMeanwhile() throws Exception {
        start().backups(3);
        var use = service.bean("repositoryUse", RepositoryUse.class);
        JsonNode answer;
        try (RepositoryUse.Use running = use.share()) {
            clock.set(Instant.now().plus(Duration.ofHours(2)));
            answer = json(api().run("", JSON, CALLER));
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
        clock.advance(Duration.ofMinutes(15)); // so often all of it is hashed
        assertThat(chain().path("intact").asBoolean()).isFalse();
        assertThat(chain().path("firstBroken").asInt()).isEqualTo(2);

        Databases.execute(catalog, "DELETE FROM zencap.backup_audit WHERE seq <= 2");
        clock.advance(Duration.ofMinutes(15));
        assertThat(chain().path("firstBroken").asInt()).isEqualTo(3);
    }
}
