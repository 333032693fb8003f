package co.zencap.backup.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.event.LoggedWarnings;
import co.zencap.backup.event.SystemEvents;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that come and go on a server of its own, while the service runs. */
class DiscoveryRoutesTest {
    private static LocalCluster server;

    @TempDir
    Path folder;

    private final PostgresUrl shop = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private String except = "'scratch*'";
    private TestService service;

    @BeforeAll
    static void startServer() throws Exception {
        server = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(), TestCluster.newHome(), 0, LocalCluster.Profile.THROWAWAY, Map.of()));
    }

    @AfterAll
    static void endServer() throws Exception {
        server.delete();
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private void start(Map<String, String> more) throws Exception {
        service = start(folder, more);
    }

    private TestService start(Path folder, Map<String, String> more) throws Exception {
        Path config = Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(
                config.resolve("targets.yaml"),
                "targets: {crm: {discover: CRM_URL, except: [" + except + "], schedule: 1440}}");
        var variables = new HashMap<String, String>(Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(shop),
                "CRM_URL",
                Databases.text(server.url("postgres")),
                "BACKUP_TARGET",
                "shop",
                "BACKUP_CATALOG_URL",
                Databases.text(catalog),
                "BACKUP_LOCAL_HIGH_WATER_PERCENT",
                "100",
                "BACKUP_TEST_AFTER_BACKUP",
                "false"));
        variables.putAll(more);
        return TestService.start(
                folder, variables, routes -> routes.replace("period=180000&delay=1000", "period=500&delay=100")
                        .replace("period=60000&delay=60000", "period=500&delay=500"));
    }

    private PostgresUrl create(String name) throws Exception {
        PostgresUrl database = server.createDatabase(name);
        Databases.execute(database, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2)");
        return database;
    }

    private void drop(String name) {
        Databases.execute(server.url("postgres"), "DROP DATABASE \"" + name + "\" WITH (FORCE)");
    }

    private List<String> targets() {
        return service.settings().targets();
    }

    private List<String> told() {
        return Databases.query(
                catalog,
                "SELECT concat_ws(' ', level, target, title, times) FROM zencap.backup_monitoring_alerts"
                        + " WHERE component = 'discovery' ORDER BY at");
    }

    private void awaitBackupOf(String target) {
        Awaitility.await().untilAsserted(() -> assertThat(service.operations().stream()
                        .filter(o -> o.kind() == Kind.BACKUP && o.target().equals(target)))
                .extracting(Operation::state)
                .contains(State.SUCCEEDED));
    }

    private JsonNode recover(String options) throws Exception {
        var answer = service.bean("adminActions", AdminActions.class)
                .command(
                        "{\"action\":\"disaster_recovery\",\"options\":{\"recoveryType\":\"database_only\"," + options
                                + "}}",
                        "application/json");
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
    }

    @Test
    void whatComesIsBackedUpAndWhatGoesIsToldOnceAndCanComeBack() throws Exception {
        create("billing");
        create("scratch_1");
        create("zencap_sandbox_x");
        create("billing_before_dr0123456789ab");
        create("billing_restored_cli0123456789");
        create("billing_before_cli0123456789");
        start(Map.of());
        awaitBackupOf("crm-billing");

        create("Sales 2026");
        Awaitility.await().untilAsserted(() -> assertThat(targets()).anyMatch(t -> t.startsWith("crm-sales-2026-")));
        String sales = targets().stream()
                .filter(target -> target.startsWith("crm-sales-2026-"))
                .findFirst()
                .orElseThrow();
        awaitBackupOf(sales);
        assertThat(targets()).containsExactly("shop", "crm-billing", sales, "shop-full");

        drop("billing");

        Awaitility.await().untilAsserted(() -> assertThat(told())
                .filteredOn(alert -> alert.contains("is gone"))
                .containsExactly("info crm-billing The database billing of server crm is gone 1"));
        assertThat(told())
                .filteredOn(alert -> alert.contains("from now on"))
                .containsExactly(
                        "info crm-billing The database billing of server crm is backed up from now on 1",
                        "info " + sales + " The database Sales 2026 of server crm is backed up from now on 1");
        assertThat(targets()).containsExactly("shop", sales, "crm-billing", "shop-full");

        // After a restart it is known that it was there, and nothing is told again.
        service.close();
        start(Map.of());
        Awaitility.await().until(() -> targets().contains(sales));
        assertThat(targets()).containsExactly("shop", sales, "crm-billing", "shop-full");
        assertThat(told()).hasSize(3);

        Operation recovery = service.await(recover("\"confirmed\":true,\"target\":\"crm-billing\"")
                .path("operationId")
                .asText());

        assertThat(recovery.problem()).isNull();
        assertThat(Databases.query(server.url("billing"), "SELECT count(*)::text FROM t"))
                .containsExactly("2");
        Awaitility.await()
                .until(() -> service.settings().databases().find("crm-billing").isPresent());
        drop("billing");
        drop("Sales 2026");
        drop("scratch_1");
        drop("zencap_sandbox_x");
        drop("billing_before_dr0123456789ab");
        drop("billing_restored_cli0123456789");
        drop("billing_before_cli0123456789");
    }

    @Test
    void aServerThatIsAwayIsToldOfAndKeepsItsTargets() throws Exception {
        create("orders");
        start(Map.of());
        awaitBackupOf("crm-orders");
        service.close();

        start(Map.of("CRM_URL", "postgresql://postgres:x@127.0.0.1:1/postgres"));

        Awaitility.await().untilAsserted(() -> assertThat(told())
                .anyMatch(alert -> alert.startsWith("error  New databases of server crm are not noticed")));
        assertThat(targets()).contains("crm-orders");
        assertThat(told()).noneMatch(alert -> alert.contains("is gone"));
        drop("orders");
    }

    @Test
    void ofTwoNodesTheOneThatCannotReachTheServerContradictsNobody() throws Exception {
        create("stock");
        start(Map.of());
        awaitBackupOf("crm-stock");
        try (var link = FaultyLink.to(server.port());
                var other = start(
                        folder.resolve("other"),
                        Map.of(
                                "CRM_URL",
                                Databases.text(server.url("postgres"))
                                        .replace(":" + server.port(), ":" + link.port())))) {
            Awaitility.await().until(() -> other.settings().targets().contains("crm-stock"));
            link.become(FaultyLink.State.RESETS);
            Awaitility.await().until(() -> told().stream()
                    .anyMatch(alert -> alert.startsWith("error  New databases of server crm are not noticed")));

            drop("stock");

            Awaitility.await().until(() -> told().stream().anyMatch(alert -> alert.contains("is gone")));
            // Each looks a dozen times more.
            Awaitility.await().during(Duration.ofSeconds(6)).untilAsserted(() -> assertThat(told())
                    .filteredOn(alert -> alert.startsWith("info"))
                    .containsExactly(
                            "info crm-stock The database stock of server crm is backed up from now on 1",
                            "info crm-stock The database stock of server crm is gone 1"));
            assertThat(other.settings().databases().find("crm-stock")).isEmpty();
            assertThat(other.settings().targets()).contains("crm-stock");
        }
    }

    @Test
    void whatIsExceptedFromNowOnIsLeftOutAndNotGone() throws Exception {
        create("wiki");
        start(Map.of());
        awaitBackupOf("crm-wiki");
        service.close();

        except = "'scratch*', wiki";
        start(Map.of());

        Awaitility.await().untilAsserted(() -> assertThat(told())
                .contains("info crm-wiki The database wiki of server crm is left out from now on 1"));
        assertThat(told()).noneMatch(alert -> alert.contains("is gone"));
        assertThat(service.settings().databases().find("crm-wiki")).isEmpty();
        assertThat(targets()).as("its backups are still there").contains("crm-wiki");
        drop("wiki");
    }

    @Test
    void aPolicyForADatabaseThatNoServerHasIsWarnedOfOnce() throws Exception {
        create("forum");
        Files.writeString(
                Files.createDirectories(folder.resolve("home/config")).resolve("retention.yaml"),
                "retention: {crm-forum: {local: last=3}, crm-fourm: {local: last=3}, crm-*: {local: last=2}}");
        var warnings = new SystemEvents("shop", "one", Clock.systemUTC());
        try (var listening = LoggedWarnings.into(warnings)) {
            start(Map.of());
            awaitBackupOf("crm-forum");
            Awaitility.await().until(warnings::isWaiting);
        }
        assertThat(warnings.next())
                .filteredOn(event -> event.parameters().get("component").equals("Discovery"))
                .singleElement()
                .satisfies(event -> {
                    assertThat((String) event.parameters().get("message"))
                            .startsWith(
                                    "An alert rule or a policy is for crm-fourm, and no server has such a database.");
                    assertThat((String) event.parameters().get("details")).doesNotContain("times");
                });
        drop("forum");
    }
}
