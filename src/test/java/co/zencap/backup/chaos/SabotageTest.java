package co.zencap.backup.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a backup that is not good: the catalog, the sandbox, the disk and people. */
class SabotageTest {
    @TempDir
    Path folder;

    private PostgresUrl source;
    private PostgresUrl catalog;
    private TestService service;
    private Operation backup;
    private Path stored;

    @BeforeEach
    void backUp() throws Exception {
        source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        service = TestService.start(folder, variables());
        backup = service.backup();
        assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
        service.awaitProof(backup.id());
        stored = folder.resolve("repository/" + backup.target() + "/" + backup.backupId());
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void aTruncatedArtifact() throws IOException {
        Path dump = stored.resolve("database.dump.zst.enc");
        byte[] bytes = Files.readAllBytes(dump);
        Files.write(dump, Arrays.copyOf(bytes, bytes.length - 1));

        assertFails(verify(), "database.dump.zst.enc");
        assertFails(restoreAndCompare(), "");
        assertThat(sandboxes()).isEmpty();
        assertThat(plaintext()).isEmpty();
    }

    @Test
    void aForgedManifest() throws IOException {
        Path manifest = stored.resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replaceFirst("\"plainBytes\" : \\d", "\"plainBytes\" : 9"));

        assertFails(verify(), "manifest");
        assertFails(restoreAndCompare(), "signed");
    }

    @Test
    void aCopyThatIsGoneOrEmptyIsNoLongerListedAsGood() throws IOException {
        assertThat(listed()).isEqualTo("{local} verified");
        Files.write(stored.resolve("manifest.json"), new byte[0]);

        assertFails(verify(), "local");
        assertThat(listed()).isEqualTo("{} damaged");
        assertFails(restoreAndCompare(), "manifest");
        assertThat(Databases.query(catalog, "SELECT outcome FROM zencap.backup_restoration_tests"))
                .containsExactly("failed");

        try (var files = Files.list(stored)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertFails(verify(), "local");
    }

    private String listed() {
        return service.bean("catalogQueries", CatalogQueries.class).backups(1).stream()
                .map(row -> "{" + String.join(",", row.repositories()) + "}" + (row.damaged() ? " damaged" : "")
                        + (row.verified() ? " verified" : ""))
                .findFirst()
                .orElse("nothing");
    }

    /** The service may end between the manifest and the catalog's rows. */
    @Test
    void aBackupThatTheCatalogDoesNotKnowIsListedAndProved() throws Exception {
        service.close();
        for (String table : List.of("backups", "backup_copies", "backup_verifications")) {
            Databases.execute(catalog, "DELETE FROM zencap." + table);
        }
        Files.setLastModifiedTime(
                stored.resolve("manifest.json"), FileTime.from(Instant.now().minusSeconds(3600)));
        service = TestService.start(
                folder, variables(), routes -> routes.replace("period=3600000&delay=600000", "period=1000&delay=1000"));

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(listed())
                .isEqualTo("{local} verified"));
    }

    @Test
    void anotherBackupUnderThisOnesName() throws IOException {
        Operation other = service.backup();
        service.awaitProof(other.id());
        Path others = stored.resolveSibling(other.backupId());
        for (String name : List.of("database.dump.zst.enc", "key.json", "manifest.json")) {
            Files.write(stored.resolve(name), Files.readAllBytes(others.resolve(name)));
        }

        assertFails(verify(), "moved or copied");
    }

    @Test
    void anotherKey() throws Exception {
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_ENCRYPTION_KEY", "fedcba9876543210".repeat(4));
        service = TestService.start(folder, variables);

        assertFails(verify(), "key");
    }

    @Test
    void aDatabaseThatDoesNotAnswerAsTheOperatorExpects() throws Exception {
        Path checks = Files.createDirectories(folder.resolve("home/config/checks"));
        Files.writeString(
                checks.resolve("a.sql"), "-- name: Orders are there\n-- expect: 5000\nSELECT count(*) FROM orders;\n");
        Operation passed = restoreAndCompare();
        assertThat(passed.problem()).isNull();
        assertThat(passed.result()).containsEntry("checks", 1);

        Files.writeString(
                checks.resolve("b.sql"),
                "-- name: Every order has a body\n-- expect rows: 0\nSELECT id FROM orders WHERE body IS NOT NULL");
        assertFails(restoreAndCompare(), "'Every order has a body'");
        Files.writeString(checks.resolve("b.sql"), "SELECT 1");
        assertFails(restoreAndCompare(), "b.sql");
        assertThat(sandboxes()).isEmpty();
    }

    private Map<String, String> variables() {
        return new HashMap<>(Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(catalog),
                "TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")),
                "BACKUP_TEST_AFTER_BACKUP", "false"));
    }

    private Operation verify() {
        return service.verify(TestService.ref(backup));
    }

    private Operation restoreAndCompare() {
        return service.test(TestType.QUICK, TestService.ref(backup));
    }

    private void assertFails(Operation operation, String cause) {
        assertThat(operation.state()).isEqualTo(State.FAILED);
        assertThat(operation.problem().detail()).containsIgnoringCase(cause);
        assertThat(operation.problem().sentence()).contains("HINT:");
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT level FROM zencap.backup_monitoring_alerts WHERE operation_id = '" + operation.id()
                                + "'"))
                .containsExactly("critical"));
    }

    private static List<String> sandboxes() {
        return Databases.query(
                TestCluster.sandbox().url("postgres"),
                "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'");
    }

    private List<Path> plaintext() throws IOException {
        try (var files = Files.walk(folder.resolve("work"))) {
            return files.filter(f -> f.toString().endsWith(".dump")).toList();
        }
    }
}
