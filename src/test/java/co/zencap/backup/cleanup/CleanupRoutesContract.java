package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.UnlistedBackups;
import co.zencap.backup.backup.Uploads;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Retention through the real routes: what may go goes, and nothing else, whatever the bucket does. */
abstract class CleanupRoutesContract extends CleanupScene {
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

        var unlisted = service.bean("unlistedBackups", UnlistedBackups.class);
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

    /** It was found there at the beginning of the upload; at its end it counts. */
    @Test
    void noManifestIsSentWhosePacksHaveGoneMeanwhile() throws Exception {
        List<Operation> backups = start().backups(2);
        var uploading = service.bean("uploads", Uploads.class);
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
        api().hold(held, "{\"reason\":\"case 4711\"}", JSON, CALLER);
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

        api().release(held, "{\"reason\":\"closed\"}", JSON, CALLER);
        cleanUp();

        assertThat(manifests(local)).containsExactly(id(backups, 4));
        assertThat(manifests(s3)).hasSize(3).doesNotContain(held);
        assertThat(audit("action || ' ' || reason")).contains("hold case 4711", "release closed");
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
}
