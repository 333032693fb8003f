package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.certificate.SignedCertificate;
import co.zencap.backup.certificate.SignedCertificate.Finding;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full tests and disaster simulations on the real routes: roles, files and configuration come back with the database. */
class FullTestRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private EmbeddedS3 s3;
    private TestService service;
    private Path uploads;

    @BeforeEach
    void start() throws Exception {
        // as root, the server runs as another user, who has to reach its folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Databases.fill(source);
        Databases.execute(
                source,
                "CREATE ROLE \"Clerk; o'clock\" LOGIN PASSWORD 'it''s; secret'",
                "COMMENT ON ROLE \"Clerk; o'clock\" IS 'writes; -- and \"reads\"'",
                "CREATE ROLE clerks",
                "GRANT clerks TO \"Clerk; o'clock\"",
                "ALTER ROLE \"Clerk; o'clock\" SET search_path TO public, \"a;b\"",
                "ALTER TABLE orders OWNER TO \"Clerk; o'clock\"",
                "GRANT SELECT ON customers TO clerks",
                "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own ON customers TO clerks USING (id > 0)",
                "ALTER DATABASE " + source.database() + " SET work_mem TO '5MB'",
                "ALTER ROLE \"Clerk; o'clock\" IN DATABASE " + source.database() + " SET work_mem TO '6MB'");
        uploads = FileTrees.uploads(folder.resolve("srv/uploads"));
        Files.createLink(uploads.resolve("same"), uploads.resolve("large.xlsx"));
        Files.setPosixFilePermissions(
                Files.createDirectories(uploads.resolve("locked")), PosixFilePermissions.fromString("r-x------"));
        Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(folder.resolve("home/config/mine.properties"), "x=1");
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        service = TestService.start(folder, variables());
    }

    private Map<String, String> variables() throws Exception {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.putAll(S3TestSettings.of(s3).variables());
        return variables;
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        s3.close();
        Databases.execute(
                source, "DROP OWNED BY \"Clerk; o'clock\", clerks", "DROP ROLE \"Clerk; o'clock\"", "DROP ROLE clerks");
    }

    @Test
    void aFullTestRestoresRolesFilesAndConfigurationAsWell() throws Exception {
        Path checks = Files.createDirectories(folder.resolve("home/config/checks"));
        Files.writeString(
                checks.resolve("rows.sql"), "-- name: all rows\n-- expect: 2000\nSELECT count(*) FROM customers");
        Files.writeString(
                checks.resolve("role.sql"),
                "-- name: no superuser\n-- expect: f\nSELECT rolsuper FROM pg_roles WHERE rolname = current_user");
        Operation backup = fullBackup();

        Operation test = service.test(TestType.FULL, TestService.ref(backup));

        assertThat(test.problem()).isNull();
        assertThat(test.result())
                .containsEntry("checks", 2)
                .containsEntry("rows", 7000L)
                .containsEntry("fileSets", 2)
                .containsKey("roles")
                .hasEntrySatisfying("files", files -> assertThat((long) files).isGreaterThan(3));
        // The row is written after the operation's.
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                catalog,
                                "SELECT test_type || ' ' || outcome || ' ' || repository || ' ' || (report #>> '{files,uploads,files}')"
                                        + " || ' ' || (report #>> '{structure,settings}') FROM zencap.backup_restoration_tests"))
                .containsExactly("fullTest passed local 2 2"));
        String certificate = Databases.query(catalog, "SELECT certificate FROM zencap.backup_restoration_tests")
                .get(0);
        assertThat(SignedCertificate.check(
                        certificate.getBytes(StandardCharsets.UTF_8),
                        service.settings()
                                .masterKey()
                                .orElseThrow()
                                .certificates()
                                .publicKey()))
                .isEqualTo(Finding.GENUINE);
        assertThat(certificate)
                .contains(backup.backupId(), "fullTest", "passed", "database.dump.zst.enc", "sha256", "uploads");
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    @Test
    void ownersGrantsAndPoliciesAreRestored() throws Exception {
        service.close();
        String finish = "        - bean: {ref: restorationTest, method: finish}";
        service = TestService.start(
                folder,
                variables(),
                routes -> routes.replace(
                        finish, "        - bean: {beanType: " + Look.class.getName() + ", method: look}\n" + finish));

        Operation test = service.test(TestType.FULL, TestService.ref(fullBackup()));

        assertThat(test.problem()).isNull();
        assertThat(Look.seen)
                .containsExactly("Clerk; o'clock owns orders", "clerks may read customers", "writes; -- and \"reads\"");
    }

    /** Stands in the route before the end. */
    public static final class Look {
        private static volatile List<String> seen = List.of();

        public static void look(@org.apache.camel.ExchangeProperty("testRun") TestRun run) {
            seen = Databases.query(
                    run.sandbox().url(),
                    "SELECT pg_get_userbyid(relowner) || ' owns orders' FROM pg_class WHERE relname = 'orders'"
                            + " UNION ALL SELECT 'clerks may read customers'"
                            + " WHERE has_table_privilege('clerks', 'customers', 'SELECT')"
                            + " UNION ALL SELECT shobj_description(oid, 'pg_authid') FROM pg_roles"
                            + " WHERE rolname LIKE 'Clerk%'");
        }
    }

    @Test
    void aDisasterSimulationNeedsNothingButTheBucketAndTheKey() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Folders.delete(folder.resolve("repository"));
        Databases.execute(catalog, "DROP SCHEMA zencap CASCADE");
        service = TestService.start(folder, variables());

        Operation test = service.test(TestRequests::disasterSimulation);

        assertThat(test.problem()).isNull();
        assertThat(test.backupId()).isEqualTo(backup.backupId());
        assertThat(test.result()).containsEntry("rows", 7000L).containsEntry("fileSets", 2);
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT test_type || ' ' || outcome || ' ' || repository FROM zencap.backup_restoration_tests"))
                .containsExactly("disasterSimulation passed s3"));
    }

    @Test
    void theOperatorsProgramHasTheLastWord() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Map<String, String> variables = variables();
        Path program = folder.resolve("home/application");
        Files.writeString(
                program,
                """
                #!/bin/sh
                test "$(psql -XAtc 'SELECT count(*) FROM orders')" = 5000 && test -z "$BACKUP_ENCRYPTION_KEY" || exit 9
                echo "the application does not start: $1" >&2
                exit $2
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        for (String status : List.of("0", "3")) {
            variables.put("BACKUP_TEST_COMMAND", "application because " + status);
            try (TestService with = TestService.start(folder, variables)) {
                Operation test = with.test(TestType.QUICK, TestService.ref(backup));

                if (status.equals("0")) {
                    assertThat(test.problem()).isNull();
                } else {
                    assertThat(test.problem().sentence())
                            .contains("application failed", "exit status 3", "does not start: because");
                }
            }
        }
        service = TestService.start(folder, variables);
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    @Test
    void aDisasterSimulationWithoutAnyBackupFails() {
        Operation test = service.test(TestRequests::disasterSimulation);

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("no backup of the database", "s3", "HINT:");
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT backup_id || outcome FROM zencap.backup_restoration_tests"))
                .containsExactly("nonefailed"));
    }

    @Test
    void aRestoredFileThatDiffersIsNamed() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        Path manifest = folder.resolve("repository")
                .resolve(backup.target())
                .resolve(backup.backupId())
                .resolve("manifest.json");
        assertThat(manifest).exists();
        try (var packs = Files.list(manifest.getParent())) {
            for (Path pack :
                    packs.filter(p -> p.toString().contains("uploads-0001.tar")).toList()) {
                Files.delete(pack);
            }
        }
        service = TestService.start(folder, variables);

        Operation test = service.test(TestType.FULL, TestService.ref(backup));

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("uploads", "HINT:");
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    /** A server that others use gets no roles from us. */
    /** Its queue is filled within a doTry, whose mark must not come along: a split would pass the error handling by. */
    @Test
    void aScheduledTestInWhichFilesDifferFailsLikeAnyOther() throws Exception {
        service.close();
        service = TestService.start(folder, variables(), Tamper::into);
        fullBackup();
        Tamper.with(uploads, restored -> {
            throw new IOException("it can't be read");
        });
        try (var routes = service.camel().createProducerTemplate()) {
            routes.sendBody("direct:test-newest-full", "");

            Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                            catalog,
                            "SELECT state || ' ' || (problem ->> 'detail') FROM zencap.backup_operations"
                                    + " WHERE kind = 'restoration-test'"))
                    .containsExactly("failed it can't be read"));
        } finally {
            Tamper.end();
        }
    }

    @Test
    void aRoleThatTheStagingServerLacksIsNamed() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Map<String, String> variables = variables();
        variables.put(
                "STAGING_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        service = TestService.start(folder, variables);

        Operation test = service.test(TestType.FULL, TestService.ref(backup));

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("role \"clerks\" does not exist", "CREATE ROLE");
        assertThat(Databases.query(
                        TestCluster.sandbox().url("postgres"),
                        "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'"))
                .isEmpty();
    }

    @Test
    void nothingIsEverRestoredIntoTheServerThatIsBackedUp() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Map<String, String> variables = variables();
        variables.put(
                "STAGING_POSTGRES_URL",
                Databases.text(TestCluster.get().url("postgres")).replace("127.0.0.1", "localhost"));
        service = TestService.start(folder, variables);

        Operation test = service.test(TestType.FULL, TestService.ref(backup));

        assertThat(test.state()).isEqualTo(State.FAILED);
        assertThat(test.problem().sentence()).contains("the one that is backed up", "STAGING_POSTGRES_URL");
        assertThat(Databases.query(source, "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'"))
                .isEmpty();
    }

    /** The backup is of another server, which production has left since. */
    @Test
    void norIntoTheServerThatIsBackedUpNow() throws Exception {
        Operation backup = fullBackup();
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_TARGET", service.settings().target().value());
        variables.put(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(TestCluster.sandbox().url("postgres")).replace("127.0.0.1", "localhost"));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        service = TestService.start(folder, variables);

        Operation test = service.test(TestType.QUICK, TestService.ref(backup));

        assertThat(test.problem().sentence()).contains("the one that is backed up");
    }

    private Operation fullBackup() {
        Operation backup =
                service.backup(Kind.FULL, service.settings().fullTarget().value());
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
        return backup;
    }
}
