package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.Answer;
import co.zencap.backup.api.CatalogResource;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.cleanup.LegalHolds;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lost catalog comes back from the manifests, through the real routes: all that they tell, and nothing else. */
class CatalogRebuildRoutesTest {
    @TempDir
    Path folder;

    private final S3TestSettings s3 = S3TestSettings.onEmbeddedS3();
    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, String> variables = new HashMap<>();
    private FaultyS3 proxy;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        Path uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        Files.writeString(uploads.resolve("a.txt"), "a");
        proxy = FaultyS3.before(s3.endpoint());
        variables.putAll(s3.at(proxy.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        service = TestService.start(folder, variables);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        proxy.close();
    }

    @Test
    void aLostCatalogListsWhatItListedBefore() throws Exception {
        BackupRef everywhere = backUp(Kind.DATABASE, service.settings().target().value());
        BackupRef onlyHere = backUp(Kind.FILES, "uploads");
        BackupRef onlyOffsite =
                backUp(Kind.FULL, service.settings().fullTarget().value());
        hold(everywhere);
        deleteOffsite(onlyHere);
        Folders.delete(local(onlyOffsite));
        BackupRef forged = backUp(Kind.FILES, "uploads");
        forge(forged);
        // what the catalog would know, had it looked
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_copies SET state = 'pending', stored_at = NULL WHERE backup_id = '"
                        + onlyHere.id() + "' AND repository = 's3'",
                "DELETE FROM zencap.backup_copies WHERE backup_id = '" + onlyOffsite.id()
                        + "' AND repository = 'local'",
                "DELETE FROM zencap.backup_copies WHERE backup_id = '" + forged.id() + "' AND repository = 'local'");
        List<BackupRow> before = listed();
        List<String> manifests = manifests();
        loseCatalog();
        assertThat(listed()).isEmpty();

        Operation rebuilt = rebuild();

        assertThat(rebuilt.problem()).isNull();
        assertThat(listed()).hasSize(4).isEqualTo(before);
        assertThat(manifests()).isEqualTo(manifests);
        assertThat(listed())
                .anyMatch(row -> row.id().equals(everywhere.id()) && row.hold().equals("case 4711"))
                .anyMatch(row -> row.id().equals(onlyHere.id()) && row.pending())
                .anyMatch(row ->
                        row.id().equals(onlyOffsite.id()) && row.repositories().equals(List.of("s3")));
        assertThat(rebuilt.result())
                .containsEntry("backups", 4)
                .containsEntry("copies", 5)
                .containsEntry("holds", 1)
                .containsEntry("refused", 1)
                .hasEntrySatisfying("refusals", refusals -> assertThat(refusals.toString())
                        .contains("local uploads/" + forged.id(), "was changed"))
                .hasEntrySatisfying(
                        "notKnown", lost -> assertThat(lost.toString()).contains("operations", "restoration tests"));
    }

    @Test
    void aRebuildChangesNothingThatIsThere() throws Exception {
        BackupRef first = backUp(Kind.DATABASE, service.settings().target().value());
        BackupRef second = backUp(Kind.FILES, "uploads");
        hold(first);
        // a person released it, and a repository could not be told
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_holds SET released_at = now()",
                "UPDATE zencap.backup_copies SET state = 'deleted', deleted_at = now() WHERE backup_id = '"
                        + second.id() + "' AND repository = 'local'");
        List<String> rows = rows();

        Operation again = rebuild();

        assertThat(again.problem()).isNull();
        assertThat(rows()).isEqualTo(rows);
        assertThat(again.result())
                .containsEntry("backups", 0)
                .containsEntry("copies", 0)
                .containsEntry("knownCopies", 4);
    }

    @Test
    void aRebuildThatIsCutOffSaysSoAndGoesOnTheNextTime() throws Exception {
        BackupRef here = backUp(Kind.DATABASE, service.settings().target().value());
        BackupRef offsite = backUp(Kind.FILES, "uploads");
        BackupRef later = backUp(Kind.FILES, "uploads");
        Folders.delete(local(offsite));
        List<BackupRow> before =
                listed().stream().filter(row -> row.id().equals(here.id())).toList();
        loseCatalog();
        proxy.spoil(request -> request.of(offsite.id() + "/manifest.json"), new Fault.Status(503, "SlowDown"));

        Operation cutOff = rebuild();

        assertThat(cutOff.state()).isEqualTo(State.FAILED);
        assertThat(cutOff.problem().sentence()).contains("The catalog is not rebuilt to the end");
        assertThat(cutOff.result()).containsEntry("backups", 1);
        assertThat(listed()).isEqualTo(before);
        proxy.heal();
        Operation whole = rebuild();
        assertThat(whole.problem()).isNull();
        assertThat(whole.result()).containsEntry("backups", 2).containsEntry("knownCopies", 2);
        assertThat(listed()).hasSize(3).anyMatch(row -> row.id().equals(later.id()));
    }

    @Test
    void aRepositoryThatIsAwayIsNoEmptyOne() throws Exception {
        backUp(Kind.DATABASE, service.settings().target().value());
        loseCatalog();
        proxy.spoil(request -> request.target().contains("list-type"), new Fault.Status(403, "AccessDenied"));

        Operation rebuilt = rebuild();

        assertThat(rebuilt.state()).isEqualTo(State.FAILED);
        assertThat(listed()).isEmpty();
    }

    private BackupRef backUp(Kind kind, String target) {
        Operation backup = service.backup(kind, target);
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.problem() == null);
        return new BackupRef(target, backup.backupId(), kind.hasDatabase());
    }

    private void hold(BackupRef backup) {
        service.send("direct:place-hold", new LegalHolds.Wish(backup, "case 4711", "operator", "192.0.2.7"));
    }

    private Path local(BackupRef backup) {
        return folder.resolve("repository").resolve(backup.target()).resolve(backup.id());
    }

    private void forge(BackupRef backup) throws IOException {
        Path manifest = local(backup).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"files\" : 1", "\"files\" : 2"));
    }

    private void deleteOffsite(BackupRef backup) throws IOException {
        var repository = new S3Repository(new S3Connection(s3.prefix(""), Clock.systemUTC()));
        try (var objects = repository.list(backup.target() + "/" + backup.id() + "/")) {
            for (var object : objects.toList()) {
                repository.delete(object.key());
            }
        } finally {
            repository.connection().close();
        }
    }

    /** The service starts on an empty database, as it does after the catalog's was lost. */
    private void loseCatalog() throws Exception {
        service.close();
        Databases.execute(catalog, "DROP SCHEMA zencap CASCADE");
        service = TestService.start(folder, variables);
    }

    private Operation rebuild() {
        Answer answer = service.bean("catalogResource", CatalogResource.class).rebuild();
        assertThat(answer.status()).isEqualTo(202);
        String location = answer.location().orElseThrow();
        return service.await(location.substring(location.lastIndexOf('/') + 1));
    }

    /** What {@code ./zencap list} shows, but for what only verifications and tests have told. */
    private List<BackupRow> listed() {
        return service.bean("catalogQueries", CatalogQueries.class).backups(100).stream()
                .map(row -> new BackupRow(
                        row.id(),
                        row.target(),
                        row.kind(),
                        row.createdAt(),
                        row.plainBytes(),
                        row.storedBytes(),
                        row.encrypted(),
                        row.repositories(),
                        row.pending(),
                        row.damaged(),
                        false,
                        null,
                        row.hold(),
                        row.safetyOf()))
                .toList();
    }

    /** With artifacts and fingerprints. */
    private List<String> manifests() {
        return Databases.query(catalog, "SELECT id || snapshot_time || manifest::text FROM zencap.backups ORDER BY id");
    }

    private List<String> rows() {
        return Databases.query(
                catalog,
                "SELECT b::text FROM zencap.backups b UNION ALL SELECT c::text FROM zencap.backup_copies c"
                        + " UNION ALL SELECT h::text FROM zencap.backup_holds h ORDER BY 1");
    }
}
