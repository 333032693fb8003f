package co.zencap.backup.health;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.monitor.HealthWatch;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.rotation.KeyRotation;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is started with another key than its backups were made with says so. */
class KeyLookTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final String first = MasterKey.generate();
    private final String second = MasterKey.generate();
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void makeTwoBackups() throws Exception {
        Databases.execute(source, "CREATE TABLE a (id int)");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_ENCRYPTION_KEY", first);
        try (TestService service = TestService.start(folder, variables)) {
            backUp(service);
            assertThat(alerts(service)).isEmpty();
            backUp(service);
        }
    }

    @Test
    void backupsOfAKeyThatNoSettingNamesAreAnAlertUntilItIsNamed() throws Exception {
        variables.put("BACKUP_ENCRYPTION_KEY", second);
        try (TestService service = TestService.start(folder, variables)) {
            backUp(service); // one of the new key, which is not counted

            assertThat(alerts(service)).singleElement().satisfies(alert -> {
                assertThat(alert.level()).isEqualTo(Level.CRITICAL);
                assertThat(alert.problem().sentence())
                        .contains("The key can't be used: 2 backups need the key " + id(first)
                                + ", which no setting names, so they can't be restored.")
                        .contains("HINT: Set BACKUP_ENCRYPTION_KEYS_OLD");
            });
        }
        variables.put("BACKUP_ENCRYPTION_KEYS_OLD", first);
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(alerts(service)).isEmpty();
        }
    }

    @Test
    void withEncryptionSwitchedOffTheyCantBeRestoredEither() throws Exception {
        variables.putAll(Map.of("BACKUP_ENCRYPTION_ENABLED", "false", "BACKUP_ENCRYPTION_KEY", ""));
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(alerts(service)).singleElement().satisfies(alert -> assertThat(
                            alert.problem().sentence())
                    .contains("2 backups need the key " + id(first), "HINT: Set BACKUP_ENCRYPTION_KEY to that key"));
        }
    }

    @Test
    void whatRetentionHasDeletedNeedsNoKey() throws Exception {
        Databases.execute(catalog, "UPDATE zencap.backup_copies SET state = 'deleted', deleted_at = now()");
        variables.put("BACKUP_ENCRYPTION_KEY", second);
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(alerts(service)).isEmpty();
        }
    }

    /** Manifests go on to name the old key. */
    @Test
    void afterARotationWithoutTheServiceTheOldKeyIsNotMissed() throws Exception {
        var both = MasterKey.parse(second).withOlder(List.of(MasterKey.parse(first)));
        new KeyRotation(List.of(new LocalRepository(folder.resolve("repository"))), both)
                .pass(
                        new Operations(Clock.systemUTC(), o -> {}).begin(Operation.Kind.KEY_ROTATION, "shop", null),
                        true);
        variables.put("BACKUP_ENCRYPTION_KEY", second);
        try (TestService service = TestService.start(folder, variables)) {
            assertThat(alerts(service)).isEmpty();
        }
    }

    @Test
    void nothingIsKnownWhileTheCatalogIsAwayAndWhatWasKnownStays() throws Exception {
        variables.put("BACKUP_ENCRYPTION_KEY", second);
        try (TestService service = TestService.start(folder, variables)) {
            Databases.execute(catalog, "ALTER TABLE zencap.backups RENAME TO gone");
            Databases.execute(catalog, "ALTER VIEW zencap.present_backups RENAME TO gone_too");
            assertThat(alerts(service)).isEmpty();
            Databases.execute(catalog, "ALTER VIEW zencap.gone_too RENAME TO present_backups");
            assertThat(alerts(service)).hasSize(1);
            Databases.execute(catalog, "ALTER VIEW zencap.present_backups RENAME TO gone_too");
            Files.move(folder.resolve("repository"), folder.resolve("elsewhere"));
            assertThat(alerts(service)).hasSize(1);
        }
    }

    private static void backUp(TestService service) {
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.problem() == null);
    }

    /** Those that health raises about the key. */
    private static List<Alert> alerts(TestService service) {
        var watch = service.bean("healthWatch", HealthWatch.class);
        return watch.sightings().alerts().stream()
                .filter(alert -> alert.problem().title().equals("The key can't be used"))
                .peek(alert -> assertThat(alert.level()).isEqualTo(Level.CRITICAL))
                .toList();
    }

    private static String id(String key) {
        return MasterKey.parse(key).id();
    }
}
