package co.zencap.backup.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.AuditResource;
import co.zencap.backup.api.KeyResource;
import co.zencap.backup.audit.AuditVerification;
import co.zencap.backup.audit.AuditVerification.Report;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.cleanup.LegalHolds;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a running service is changed, through the real routes: it goes on with the new one alone. */
class KeyRotationRoutesTest {
    private static final Caller CALLER = Caller.bootstrap("192.0.2.7");

    @TempDir
    Path folder;

    private final S3TestSettings s3 = S3TestSettings.onEmbeddedS3();
    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, String> variables = new HashMap<>();
    private final String old = MasterKey.generate();
    private final String fresh = MasterKey.generate();
    private Path uploads;
    private FaultyS3 proxy;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        Files.writeString(uploads.resolve("a.txt"), "a".repeat(100_000));
        proxy = FaultyS3.before(s3.endpoint());
        variables.putAll(s3.at(proxy.endpoint()).variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_ENCRYPTION_KEY", old);
        service = TestService.start(folder, variables);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        proxy.close();
    }

    @Test
    void theServiceGoesOnWithTheNewKeyAlone() throws Exception {
        BackupRef database = backUp(Kind.DATABASE, service.settings().target().value());
        BackupRef files = backUp(Kind.FILES, "uploads");
        service.send("direct:place-hold", new LegalHolds.Wish(database, "case 4711", "operator", "192.0.2.7"));
        audit().export().run();
        restart(Map.of("BACKUP_ENCRYPTION_KEY", fresh, "BACKUP_ENCRYPTION_KEYS_OLD", old));
        Files.writeString(uploads.resolve("b.txt"), "b");
        BackupRef between = backUp(Kind.FILES, "uploads"); // needs the pack of before, wherever it is

        byte[] oldKey = Files.readAllBytes(keyFile(files));

        Operation rotated = rotate(false);

        assertThat(rotated.problem()).isNull();
        assertThat(rotated.result())
                .containsEntry("released", List.of(id(old)))
                .containsEntry("left", 0)
                .containsEntry("key", id(fresh));
        assertThat((int) rotated.result().get("changed")).isGreaterThanOrEqualTo(12);
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT actor || ' ' || outcome || ' ' || operation_id FROM zencap.backup_audit"
                                + " WHERE action = 'rotate-key'"))
                .containsExactly(CALLER.name() + " done " + rotated.id()));

        restart(Map.of("BACKUP_ENCRYPTION_KEY", fresh, "BACKUP_ENCRYPTION_KEYS_OLD", ""));
        for (BackupRef backup : List.of(database, files, between)) {
            assertThat(service.verify(backup).problem()).as(backup.toString()).isNull();
        }
        backUp(Kind.FILES, "uploads"); // borrows, and finds the older keys off site to be the same
        offsite(files, oldKey); // as if another program had put it back
        restart(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", old));
        backUp(Kind.FILES, "uploads");
        assertThat(offsite(files)).isEqualTo(Files.readAllBytes(keyFile(files)));
        restart(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", ""));
        Report trail = new AuditVerification(
                        Optional.empty(),
                        List.of(new LocalRepository(folder.resolve("repository"))),
                        service.settings().masterKey(),
                        service.settings().target().value(),
                        Clock.systemUTC())
                .run();
        assertThat(trail.parts()).anySatisfy(part -> {
            assertThat(part.place()).isEqualTo("local");
            assertThat(part.rows()).isPositive();
            assertThat(part.problems()).isEmpty();
        });
        assertThat(audit().export().run().problems()).isEmpty();
        Operation census = rotate(true);
        assertThat(census.result()).containsEntry("due", 0).containsEntry("left", 0);
        assertThat(census.result().get("uses").toString()).doesNotContain(id(old));
    }

    @Test
    void aRepositoryThatIsAwayEndsItAndTheNextRunGoesOnFromThere() throws Exception {
        BackupRef database = backUp(Kind.DATABASE, service.settings().target().value());
        restart(Map.of("BACKUP_ENCRYPTION_KEY", fresh, "BACKUP_ENCRYPTION_KEYS_OLD", old));
        proxy.spoil(request -> request.of(database.id() + "/manifest.json"), new Fault.Status(503, "SlowDown"));

        Operation cutOff = rotate(false);

        assertThat(cutOff.state()).isEqualTo(State.FAILED);
        assertThat(cutOff.problem().sentence()).contains("The change of the encryption key is not complete");
        assertThat(cutOff.result()).doesNotContainEntry("released", List.of(id(old)));
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT component FROM zencap.backup_monitoring_alerts WHERE resolved_at IS NULL"))
                .contains("key-rotation"));
        proxy.heal();
        assertThat(service.verify(database).problem()).isNull();
        Operation whole = rotate(false);
        assertThat(whole.problem()).isNull();
        assertThat(whole.result()).containsEntry("released", List.of(id(old)));
    }

    private Path keyFile(BackupRef backup) {
        return folder.resolve("repository")
                .resolve(backup.target())
                .resolve(backup.id())
                .resolve("key.json");
    }

    private void offsite(BackupRef backup, byte[] key) throws IOException {
        try (var connection = new S3Connection(s3.prefix(""), Clock.systemUTC())) {
            new S3Repository(connection).replace(backup.target() + "/" + backup.id() + "/key.json", key);
        }
    }

    private byte[] offsite(BackupRef backup) throws IOException {
        try (var connection = new S3Connection(s3.prefix(""), Clock.systemUTC());
                var stored = new S3Repository(connection).open(backup.target() + "/" + backup.id() + "/key.json")) {
            return stored.readAllBytes();
        }
    }

    private void restart(Map<String, String> changed) throws Exception {
        service.close();
        variables.putAll(changed);
        service = TestService.start(folder, variables);
    }

    private Operation rotate(boolean dryRun) {
        KeyResource keys = service.bean("keyResource", KeyResource.class);
        Answer answer = dryRun ? keys.look(CALLER) : keys.rotate(CALLER);
        assertThat(answer.status()).isEqualTo(202);
        String location = answer.location().orElseThrow();
        return service.await(location.substring(location.lastIndexOf('/') + 1));
    }

    private BackupRef backUp(Kind kind, String target) {
        Operation backup = service.backup(kind, target);
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.problem() == null);
        return new BackupRef(target, backup.backupId(), kind.hasDatabase());
    }

    private AuditResource audit() throws IOException {
        return service.bean("auditResource", AuditResource.class);
    }

    private static String id(String key) {
        return MasterKey.parse(key).id();
    }
}
