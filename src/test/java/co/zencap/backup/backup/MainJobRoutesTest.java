package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.PgDumpScript;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, verification and restoration test through the real routes, on databases that are out of the ordinary. */
class MainJobRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, String> variables = new HashMap<>(Map.of(
            "BACKUP_CATALOG_URL",
            Databases.text(catalog),
            "TEST_POSTGRES_URL",
            Databases.text(TestCluster.sandbox().url("postgres"))));

    @Test
    void anEmptyDatabase() throws Exception {
        assertThat(proved(TestCluster.createDatabase())).containsEntry("tables", 0);
    }

    @Test
    void aDatabaseOfOneObjectHasOneEntry() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.execute(source, "CREATE SCHEMA lonely");

        proved(source);

        assertThat(Databases.query(catalog, "SELECT checks FROM zencap.backup_verifications"))
                .singleElement()
                .asString()
                .contains("pg_restore --list", "\"1 entry\"");
    }

    @Test
    void aNameThatLooksLikeAConnectionStringIsAName() throws Exception {
        PostgresUrl source = TestCluster.createDatabase("dbname='postgres' host=203.0.113.1");
        Databases.fill(source);
        variables.put("BACKUP_TARGET", "odd");

        assertThat(proved(source)).containsEntry("rows", 7000L);
    }

    @Test
    void textThatIsOfNoEncoding() throws Exception {
        TestCluster.execute(
                TestCluster.get().url("postgres"),
                "CREATE DATABASE anything TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        PostgresUrl source = TestCluster.get().url("anything");
        TestCluster.execute(source, "CREATE TABLE t (a text); INSERT INTO t VALUES (E'\\xff\\xfe'), (E'gr\\xfc\\xdf')");

        assertThat(proved(source)).containsEntry("rows", 2L);
    }

    @Test
    void aCatalogInTheVerySameDatabase() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        variables.put("BACKUP_CATALOG_URL", Databases.text(source));

        assertThat(proved(source)).containsEntry("tables", 2);
    }

    @Test
    void aSandboxOfItsOwnLeavesNothing() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        variables.remove("TEST_POSTGRES_URL");
        // as root, the server runs as another user, who has to reach its folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());

        assertThat(proved(source)).containsEntry("tables", 2);

        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    /** pg_dump writes a little, and the rest only when its phase was looked at; the structure is read in between. */
    @Test
    void whileTheDumpIsReadTheProgressSaysSo() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        Path all = folder.resolve("all");
        Path seen = folder.resolve("seen");
        Path programs = PgDumpScript.in(
                folder.resolve("programs"),
                "pg_dump \"$@\" > " + all + " && head -c 5 " + all + " && while ! [ -e " + seen
                        + " ]; do sleep 0.1; done && tail -c +6 " + all);
        variables.put("BACKUP_PG_BIN", programs.toString());
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        try (TestService service = TestService.start(folder, variables)) {
            var ended = CompletableFuture.supplyAsync(service::backup);
            try {
                Operation reading = Awaitility.await()
                        .until(
                                () -> service.operations().stream().findFirst(),
                                running -> running.isPresent()
                                        && running.get().progress().bytes() == 5)
                        .orElseThrow();

                assertThat(reading.phase()).isEqualTo("dump");
                assertThat(reading.progress().totalBytes()).isGreaterThan(5);
            } finally {
                Files.createFile(seen);
            }
            Operation backup = ended.get();
            assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
            assertThat(backup.result().get("timingsMillis").toString()).contains("structure=", "dump=");
        }
    }

    @Test
    void everythingThatIsHard() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        HardCases.fill(source, "routes");
        variables.remove("TEST_POSTGRES_URL");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        try {
            assertThat(proved(source)).containsEntry("rows", 62L);
        } finally {
            HardCases.dropRoles("routes", source);
        }
    }

    @Test
    void aSandboxThatCannotBeMadeIsToldOf() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        variables.put("TEST_POSTGRES_URL", "postgresql://postgres:x@127.0.0.1:1/postgres");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();

            Operation test = service.awaitProof(backup.id()).stream()
                    .filter(o -> o.kind() == Kind.RESTORATION_TEST)
                    .findFirst()
                    .orElseThrow();

            assertThat(test.state()).isEqualTo(State.FAILED);
            Awaitility.await().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT operation_id FROM zencap.backup_monitoring_alerts"))
                    .containsExactly(test.id()));
        }
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    @Test
    void withoutEncryptionItSaysSo() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        variables.put("BACKUP_ENCRYPTION_ENABLED", "false");

        proved(source);

        JsonNode manifest = manifest();
        assertThat(manifest.path("notes").toString()).contains("NOT encrypted");
        assertThat(manifest.path("encryption").isNull()
                        || manifest.path("encryption").isMissingNode())
                .isTrue();
        assertThat(Databases.query(catalog, "SELECT encrypted::text FROM zencap.backups"))
                .containsExactly("false");
    }

    @Test
    void whoMayNotReadRolePasswordsGetsTheRolesWithoutThem() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.fill(source);
        String role = "owner_" + source.database();
        Databases.execute(
                source, "CREATE ROLE " + role + " LOGIN PASSWORD 'pw'", "GRANT SELECT ON customers, orders TO " + role);
        variables.put("BACKUP_ENCRYPTION_ENABLED", "false");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source, role, "pw"));

        proved(source);

        assertThat(manifest().path("notes").toString()).contains("Role passwords are not in this backup");
        Path globals = file("globals.sql.zst");
        assertThat(text(globals)).contains("CREATE ROLE " + role).doesNotContain("SCRAM-SHA-256");
    }

    /** Makes a backup and has it proved; answers what the backup's operation tells. */
    private Map<String, Object> proved(PostgresUrl source) throws Exception {
        variables.putIfAbsent("POSTGRES_URL_NON_POOLING", Databases.text(source));
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();
            assertThat(backup.problem()).isNull();
            List<Operation> proof = service.awaitProof(backup.id());
            assertThat(proof).extracting(Operation::problem).containsOnlyNulls();
            assertThat(proof).hasSize(2).allMatch(o -> o.state() == State.SUCCEEDED);
            return backup.result();
        }
    }

    private JsonNode manifest() throws Exception {
        return Json.MAPPER.readTree(file("manifest.json").toFile());
    }

    private Path file(String name) throws Exception {
        return Folders.files(folder.resolve("repository")).stream()
                .filter(f -> f.endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Path zstd) throws Exception {
        try (var in = new ZstdInputStream(Files.newInputStream(zstd))) {
            return new String(in.readAllBytes());
        }
    }
}
