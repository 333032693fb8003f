package co.zencap.backup.security;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.SecurityResource;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of a running service: asked for, written down, told of. */
class SecurityRoutesTest {
    private static final String ALERTS =
            "SELECT title FROM zencap.backup_monitoring_alerts WHERE component = 'security' ORDER BY at";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        Files.createDirectories(folder.resolve("home"));
        service = TestService.start(folder, variables());
    }

    private Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_ENCRYPTION_KEY", MasterKey.generate());
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return variables;
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void beforeTheFirstThereIsNothingToShow() {
        Assertions.assertThatThrownBy(() -> resource().latest()).isInstanceOf(ApiProblem.class);
    }

    @Test
    void aServiceAsItShouldBePasses() {
        Operation backup = service.backup();
        service.awaitProof(backup.id());

        Operation operation = check();

        assertThat(operation.state()).isEqualTo(State.SUCCEEDED);
        SecurityReports.Row report = latest();
        assertThat(report.operationId()).isEqualTo(operation.id());
        // The tests' role is the superuser.
        assertThat(report.outcome()).isEqualTo("warning");
        assertThat(outcomes(report))
                .containsEntry("encryption in local", "passed")
                .containsEntry("key strength", "passed")
                .containsEntry("key age", "passed")
                .containsEntry("scratch", "passed")
                .containsEntry("mode of the work folder", "passed")
                .containsEntry("mode of the local repository", "passed")
                .containsEntry("TLS to the database", "passed")
                .containsEntry("TLS to the catalog", "passed")
                .containsEntry("database role", "warning");
        assertThat(Databases.query(catalog, ALERTS)).isEmpty();
    }

    @Test
    void whatFailsIsToldOfOnceUntilItIsOver() throws Exception {
        Path secrets = Files.writeString(folder.resolve("home/.env.local"), "ADMIN_API_KEY=x\n");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        Path left = Files.createDirectories(folder.resolve("work/restoration-test-1"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(3600)));

        check();
        assertThat(outcomes(latest()))
                .containsEntry("mode of .env.local", "failed")
                .containsEntry("scratch", "failed");
        String[] told = {"Scratch is not as it should be", "Mode of .env.local is not as it should be"};
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(catalog, ALERTS))
                .containsExactly(told));

        check();
        assertThat(Databases.query(catalog, ALERTS)).containsExactly(told);

        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
        check();
        assertThat(outcomes(latest())).containsEntry("mode of .env.local", "passed");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        check();
        // It has come back so soon that it goes on as the same alert.
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                catalog,
                                "SELECT title FROM zencap.backup_monitoring_alerts WHERE came_back = 1 AND resolved_at IS NULL"))
                .containsExactly(told[1]));
        assertThat(Databases.query(catalog, ALERTS)).containsExactly(told);
    }

    @Test
    void anArtifactInTheClearIsFound() throws Exception {
        Operation backup = service.backup();
        service.awaitProof(backup.id());
        Path stored = folder.resolve("repository/" + backup.target() + "/" + backup.backupId());
        Files.writeString(stored.resolve("globals.sql.zst.enc"), "CREATE ROLE app PASSWORD 'pa55';\n".repeat(500));

        check();

        JsonNode check = latest().checks().get(0);
        assertThat(check.path("outcome").asText()).isEqualTo("failed");
        assertThat(check.path("sentence").asText())
                .contains("globals.sql.zst.enc")
                .contains(backup.backupId());
    }

    @Test
    void theNightlyVerificationMakesThemToo() throws Exception {
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_SCHEDULE_COMPREHENSIVE_VERIFICATION", "0 0 2 * * ?");
        service = TestService.start(
                folder,
                variables,
                routes -> routes.replace(
                        "quartz:schedule/comprehensive-verification?{{schedule.comprehensive-verification}}",
                        "timer:now?repeatCount=1&delay=500"));

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(service.operations())
                .anyMatch(
                        operation -> operation.kind() == Kind.SECURITY_CHECK && operation.state() == State.SUCCEEDED));
    }

    @Test
    void aKeyThatSomebodyTypedAndOneThatIsOldAreSeen() throws Exception {
        service.close();
        Map<String, String> variables = variables();
        variables.remove("BACKUP_ENCRYPTION_KEY");
        service = TestService.start(folder, variables);
        service.awaitProof(service.backup().id());
        Databases.execute(catalog, "UPDATE zencap.backups SET created_at = now() - interval '731 days'");

        check();

        assertThat(outcomes(latest())).containsEntry("key strength", "failed").containsEntry("key age", "warning");
    }

    private Operation check() {
        Answer answer = resource().run();
        assertThat(answer.status()).isEqualTo(202);
        String location = answer.location().orElseThrow();
        return service.await(location.substring(location.lastIndexOf('/') + 1));
    }

    private SecurityResource resource() {
        return service.bean("securityResource", SecurityResource.class);
    }

    private SecurityReports.Row latest() {
        return (SecurityReports.Row) resource().latest().body();
    }

    private static Map<String, String> outcomes(SecurityReports.Row report) {
        var outcomes = new HashMap<String, String>();
        report.checks()
                .forEach(check -> outcomes.put(
                        check.path("name").asText(), check.path("outcome").asText()));
        return outcomes;
    }
}
