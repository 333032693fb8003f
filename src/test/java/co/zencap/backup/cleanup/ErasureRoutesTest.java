package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.ErasureResource;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is made unreadable for good, through the real routes; or nothing of it is touched. */
class ErasureRoutesTest {
    private static final String JSON = "application/json";

    @TempDir
    Path folder;

    private final S3TestSettings s3 = S3TestSettings.onEmbeddedS3();
    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private FaultyS3 proxy;
    private Path uploads;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        Files.writeString(uploads.resolve("a.txt"), "a".repeat(100_000));
        proxy = FaultyS3.before(s3.endpoint());
        var variables = new HashMap<String, String>(s3.at(proxy.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
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
    void nobodyCanReadItAnyMoreAndItIsGone() throws Exception {
        BackupRef backup = backUp(Kind.DATABASE, service.settings().target().value());
        BackupRef other = backUp(Kind.DATABASE, service.settings().target().value());
        Path copied = folder.resolve("copied");
        copy(backup, copied);

        Operation erased = erase(backup);

        assertThat(erased.problem()).isNull();
        assertThat(objects(backup)).isEmpty();
        assertThatThrownBy(() -> StoredBackup.open(
                        new LocalRepository(copied),
                        backup.target(),
                        new BackupId(backup.id()),
                        service.settings().masterKey()))
                .as("whoever kept everything but the key")
                .hasMessageContaining("key.json");
        assertThat(objects(other)).isNotEmpty();
        assertThat(Databases.query(
                        catalog,
                        "SELECT DISTINCT state FROM zencap.backup_copies WHERE backup_id = '" + backup.id() + "'"))
                .containsExactly("deleted");
        assertThat(audit(backup)).containsExactly("erase-backup begun case 4711", "erase-backup done case 4711");
        assertThat(service.bean("catalogQueries", CatalogQueries.class).backups(10))
                .extracting(row -> row.id())
                .containsExactly(other.id());
        assertThat(service.verify(other).problem()).isNull();
    }

    @Test
    void aHeldBackupStays() throws Exception {
        BackupRef backup = backUp(Kind.DATABASE, service.settings().target().value());
        service.send("direct:place-hold", new LegalHolds.Wish(backup, "case 4711", "operator", "192.0.2.7"));
        List<String> before = objects(backup);

        Operation refused = erase(backup);

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.problem().detail()).contains("is under a legal hold: case 4711");
        assertThat(objects(backup)).isEqualTo(before);
        assertThat(audit(backup)).isEmpty();
    }

    @Test
    void whatOthersNeedIsErasedAfterThem() throws Exception {
        BackupRef lender = backUp(Kind.FILES, "uploads");
        Files.writeString(uploads.resolve("b.txt"), "b");
        BackupRef borrower = backUp(Kind.FILES, "uploads");
        List<String> before = objects(lender);

        Operation refused = erase(lender);

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.problem().detail()).contains("could not be restored without its key: " + borrower.id());
        assertThat(objects(lender)).isEqualTo(before);
        assertThat(service.verify(borrower).problem()).isNull();
        assertThat(erase(borrower).problem()).isNull();
        assertThat(erase(lender).problem()).isNull();
        assertThat(objects(lender)).isEmpty();
    }

    /** Off site comes first: what it refuses has not been done here either. */
    @Test
    void aStoreThatRefusesKeepsAllAndTheNextAttemptGoesOn() throws Exception {
        BackupRef backup = backUp(Kind.DATABASE, service.settings().target().value());
        List<String> before = objects(backup);
        proxy.spoil(request -> request.method().equals("DELETE"), new Fault.Status(403, "AccessDenied"));

        Operation refused = erase(backup);

        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.problem().title()).contains("is not erased");
        assertThat(objects(backup)).isEqualTo(before);
        proxy.heal();
        assertThat(erase(backup).problem()).isNull();
        assertThat(objects(backup)).isEmpty();
    }

    @Test
    void whatIsNotConfirmedIsNotBegun() throws Exception {
        BackupRef backup = backUp(Kind.DATABASE, service.settings().target().value());

        assertThatThrownBy(() -> resource().erase(backup.id(), "{\"confirm\":\"yes\"}", JSON, CleanupScene.CALLER))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("names another backup");
        assertThat(service.operations()).noneMatch(o -> o.kind() == Operation.Kind.ERASURE);
    }

    private ErasureResource resource() {
        return service.bean("erasureResource", ErasureResource.class);
    }

    private Operation erase(BackupRef backup) {
        Caller caller = CleanupScene.CALLER;
        Answer answer = resource()
                .erase(backup.id(), "{\"confirm\":\"" + backup.id() + "\",\"reason\":\"case 4711\"}", JSON, caller);
        assertThat(answer.status()).isEqualTo(202);
        String location = answer.location().orElseThrow();
        Operation ended = service.await(location.substring(location.lastIndexOf('/') + 1));
        Awaitility.await().until(() -> service.camel().getInflightRepository().size("erase-backup") == 0);
        return ended;
    }

    private BackupRef backUp(Kind kind, String target) {
        Operation backup = service.backup(kind, target);
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.problem() == null);
        return new BackupRef(target, backup.backupId(), kind.hasDatabase());
    }

    private List<String> audit(BackupRef backup) {
        return Databases.query(
                catalog,
                "SELECT action || ' ' || outcome || ' ' || reason FROM zencap.backup_audit WHERE action = 'erase-backup'"
                        + " AND backup_id = '" + backup.id() + "' ORDER BY seq");
    }

    /** In all repositories. */
    private List<String> objects(BackupRef backup) throws Exception {
        var found = new ArrayList<String>();
        var repository = new S3Repository(new S3Connection(s3.prefix(""), Clock.systemUTC()));
        String place = backup.target() + "/" + backup.id() + "/";
        try (var here = new LocalRepository(folder.resolve("repository")).list(place);
                var there = repository.list(place)) {
            here.map(StoredObject::key).forEach(found::add);
            there.map(StoredObject::key).forEach(found::add);
        } finally {
            repository.connection().close();
        }
        return found;
    }

    private void copy(BackupRef backup, Path to) throws Exception {
        Path from = folder.resolve("repository");
        for (Path file : Folders.files(from.resolve(backup.target()).resolve(backup.id()))) {
            if (!file.endsWith("key.json")) {
                Path place = to.resolve("" + from.relativize(file));
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        }
    }
}
