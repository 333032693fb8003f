package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.ObjectivesResource;
import co.zencap.backup.api.TableResource;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.workflow.RecoveryRecord;
import co.zencap.backup.recovery.workflow.RecoveryRequest;
import co.zencap.backup.recovery.workflow.RecoveryType;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Route;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with a second database: backed up, proved, cleaned up after and recovered, each for itself. */
class SeveralDatabasesRoutesTest {
    private static final String JSON = "application/json";
    private static final Caller ANNA = new Caller("anna", Role.RECOVERY, Optional.of("key-1"), "192.0.2.7");
    private static final String STATE = "SELECT 'rows ' || count(*) FROM orders";

    @TempDir
    Path folder;

    private final PostgresUrl shop = TestCluster.createDatabase();
    private final PostgresUrl orders = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private void start(String more, Map<String, String> variables) throws Exception {
        Databases.fill(shop);
        Databases.fill(orders);
        Databases.execute(orders, "DELETE FROM orders WHERE id % 2 = 0");
        Path config = Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(config.resolve("targets.yaml"), "targets: {orders: {database: ORDERS_URL" + more + "}}");
        var all = new HashMap<String, String>(Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(shop),
                "ORDERS_URL", Databases.text(orders),
                "BACKUP_TARGET", "shop",
                "BACKUP_CATALOG_URL", Databases.text(catalog),
                "BACKUP_LOCAL_HIGH_WATER_PERCENT", "100",
                "TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")),
                "BACKUP_TEST_AFTER_BACKUP", "false"));
        all.putAll(variables);
        service = TestService.start(folder, all);
    }

    private Operation backUp(String target) {
        Operation backup = service.backup(Kind.DATABASE, target);
        assertThat(backup.problem()).isNull();
        return backup;
    }

    private <T> T bean(String name, Class<T> type) {
        return service.bean(name, type);
    }

    private JsonNode call(String body) throws Exception {
        return json(bean("adminActions", AdminActions.class).command(body, JSON));
    }

    private static JsonNode json(Answer answer) throws Exception {
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
    }

    private Operation ended(JsonNode started) {
        return service.await(started.path("operationId").asText());
    }

    private static void damage(PostgresUrl database) {
        Databases.execute(database, "DROP TABLE orders", "CREATE TABLE orders (id int)");
    }

    private static List<String> state(PostgresUrl database) {
        return Databases.query(database, STATE);
    }

    @Test
    void eachIsBackedUpForItselfAndProved() throws Exception {
        start("", Map.of("BACKUP_TEST_AFTER_BACKUP", "true"));

        Operation first = ended(call("{\"action\":\"backup\"}"));
        Operation second = ended(call("{\"action\":\"backup\",\"target\":\"orders\"}"));

        assertThat(List.of(first, second)).extracting(Operation::problem).containsOnlyNulls();
        assertThat(List.of(first, second)).extracting(Operation::target).containsExactly("shop", "orders");
        assertThat(first.result()).containsEntry("rows", 7000L);
        assertThat(second.result().get("rows")).isNotEqualTo(7000L);
        for (Operation backup : List.of(first, second)) {
            assertThat(service.awaitProof(backup.id()))
                    .hasSize(2)
                    .allMatch(o -> o.state() == State.SUCCEEDED && o.target().equals(backup.target()));
        }
        assertThatThrownBy(() -> call("{\"action\":\"backup\",\"target\":\"order\"}"))
                .isInstanceOfSatisfying(ApiProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.problem().hint()).contains("shop, orders");
                });
        assertThatThrownBy(() -> call("{\"action\":\"test\",\"target\":\"order\"}"))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    @Test
    void aFullSystemBackupIsOfThePrimaryDatabaseAndNotSilentlyOfAnother() throws Exception {
        start("", Map.of());

        assertThatThrownBy(() -> call("{\"action\":\"backup\",\"type\":\"full\",\"target\":\"orders\"}"))
                .isInstanceOfSatisfying(ApiProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.problem().detail()).contains("shop-full alone");
                });

        Operation full = ended(call("{\"action\":\"backup\",\"type\":\"full\",\"target\":\"shop\"}"));
        assertThat(full.problem()).isNull();
        assertThat(full.target()).isEqualTo("shop-full");
    }

    @Test
    void theTestOfTheNewestIsOneOfEach() throws Exception {
        start("", Map.of());
        backUp("shop");
        backUp("orders");

        service.send("direct:test-newest", "");

        Awaitility.await().untilAsserted(() -> assertThat(service.operations().stream()
                        .filter(o -> o.kind() == Operation.Kind.RESTORATION_TEST)
                        .filter(o -> o.state() == State.SUCCEEDED))
                .extracting(Operation::target)
                .containsExactlyInAnyOrder("shop", "orders"));
        Operation named = ended(call("{\"action\":\"test\",\"target\":\"orders\"}"));
        assertThat(named.target()).isEqualTo("orders");
        assertThat(named.problem()).isNull();
        JsonNode objectives =
                json(bean("objectivesResource", ObjectivesResource.class).get());
        assertThat(objectives.path("objectives"))
                .extracting(each -> each.path("name").asText() + " of "
                        + each.path("of").asText() + ": " + each.path("verdict").asText())
                .contains("recovery-time of database: met", "recovery-time of orders: met");
    }

    @Test
    void eachIsKeptByItsOwnPolicy() throws Exception {
        start(", retention: {local: last=1}", Map.of("BACKUP_RETENTION_MAX_PURGE_PERCENT", "100"));
        for (String target : List.of("shop", "orders", "shop", "orders", "shop", "orders")) {
            Operation backup = backUp(target);
            service.awaitProof(backup.id());
        }

        service.send("direct:clean-up", null);

        Operation cleanup = service.operations().stream()
                .filter(o -> o.kind() == Operation.Kind.CLEANUP)
                .findFirst()
                .orElseThrow();
        assertThat(cleanup.problem()).isNull();
        assertThat(cleanup.result()).containsEntry("deleted", 2L);
        assertThat(Folders.files(folder.resolve("repository")).stream()
                        .filter(file -> file.endsWith("manifest.json"))
                        .map(file -> folder.resolve("repository")
                                .relativize(file)
                                .getName(0)
                                .toString()))
                .containsExactlyInAnyOrder("orders", "shop", "shop", "shop");
    }

    @Test
    void aRecoveryOfOneLeavesTheOtherAlone() throws Exception {
        start("", Map.of());
        backUp("shop");
        backUp("orders");
        List<String> before = state(orders);
        damage(shop);
        damage(orders);

        JsonNode plan = call(recovery("\"dryRun\":true,\"target\":\"orders\"")).path("plan");
        assertThat(plan.path("target").asText()).isEqualTo("orders");
        assertThat(plan.path("database").asText()).isEqualTo(orders.database());
        assertThat(plan.path("confirm").asText()).isEqualTo(orders.database());
        assertThat(plan.path("backup").path("target").asText()).isEqualTo("orders");

        Operation recovery = ended(call(recovery("\"confirmed\":true,\"target\":\"orders\"")));

        assertThat(recovery.problem()).isNull();
        assertThat(recovery.target()).isEqualTo("orders");
        assertThat(state(orders)).isEqualTo(before);
        assertThat(state(shop)).containsExactly("rows 0");
        assertThat(service.operations().stream()
                        .filter(o -> o.kind() == Operation.Kind.BACKUP)
                        .filter(o -> o.startedAt().isAfter(recovery.startedAt())))
                .as("the safety backup")
                .extracting(Operation::target)
                .containsExactly("orders");
        String id = (String) recovery.result().get("recoveryId");
        Operation undone = ended(
                call("{\"action\":\"disaster_recovery\",\"options\":{\"confirmed\":true,\"undo\":\"" + id + "\"}}"));
        assertThat(undone.problem()).isNull();
        assertThat(state(orders)).containsExactly("rows 0");
        assertThat(state(shop)).containsExactly("rows 0");
    }

    @Test
    void withoutATargetItIsThePrimaryOneThatIsRecovered() throws Exception {
        start("", Map.of());
        backUp("shop");
        backUp("orders");
        List<String> before = state(shop);
        damage(shop);
        damage(orders);

        assertThat(ended(call(recovery("\"confirmed\":true"))).problem()).isNull();

        assertThat(state(shop)).isEqualTo(before);
        assertThat(state(orders)).containsExactly("rows 0");
    }

    @Test
    void whatHasNoBackupIsNotRecoveredFromAnothers() throws Exception {
        start("", Map.of());
        backUp("shop");

        assertThatThrownBy(() -> call(recovery("\"confirmed\":true,\"target\":\"orders\"")))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.problem().detail()).contains("of target orders"));
        assertThatThrownBy(() -> call(recovery("\"confirmed\":true,\"target\":\"nobody\"")))
                .isInstanceOfSatisfying(ApiProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.problem().hint()).contains("shop, orders");
                });
        assertThatThrownBy(() -> call("{\"action\":\"disaster_recovery\",\"options\":{\"dryRun\":true,"
                        + "\"recoveryType\":\"full\",\"target\":\"orders\"}}"))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.problem().hint()).contains("database_only"));
        assertThat(state(shop)).containsExactly("rows 5000");
    }

    @Test
    void aRecoveryThatMixesThemUpTouchesNeither() throws Exception {
        start("", Map.of());
        Operation backup = backUp("shop");
        RunningOperation operation =
                new Operations(Clock.systemUTC(), o -> {}).begin(Operation.Kind.RECOVERY, "orders", null);

        service.send(
                "seda:recover?waitForTaskToComplete=Never",
                new RecoveryRequest(
                        RecoveryType.DATABASE_ONLY,
                        new RecoveryRecord.Source("shop", backup.backupId(), "local"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true,
                        operation));

        Awaitility.await().until(() -> operation.snapshot().state() == State.FAILED);
        assertThat(operation.snapshot().problem().detail()).contains("is of shop, and the recovery is one of orders");
        assertThat(state(shop)).containsExactly("rows 5000");
        assertThat(state(orders)).containsExactly("rows 2500");
    }

    @Test
    void tablesComeBackIntoTheDatabaseThatTheyAreOf() throws Exception {
        start("", Map.of());
        backUp("shop");
        Operation backup = backUp("orders");
        Databases.execute(shop, "DELETE FROM orders");
        Databases.execute(orders, "DELETE FROM orders WHERE id % 3 = 0");
        TableResource tables = bean("tableResource", TableResource.class);

        Operation restored = ended(json(
                tables.restore("{\"tables\":[\"orders\"],\"backupId\":\"" + backup.backupId() + "\"}", JSON, ANNA)));
        assertThat(restored.problem()).isNull();
        assertThat(restored.target()).isEqualTo("orders");
        String schema = (String) restored.result().get("schema");
        Operation compared = ended(json(tables.compare(schema, null, "{\"table\":\"orders\"}", JSON)));
        assertThat(compared.problem()).isNull();
        assertThatThrownBy(() -> tables.copyBack(
                        schema, null, "{\"confirmed\":true,\"database\":\"" + shop.database() + "\"}", JSON, ANNA))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.status()).isEqualTo(412));
        assertThatThrownBy(() -> tables.copyBack(schema, "shop", "{\"confirmed\":true}", JSON, ANNA))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
        Operation copied = ended(json(tables.copyBack(schema, null, "{\"confirmed\":true}", JSON, ANNA)));

        assertThat(copied.problem()).isNull();
        assertThat(Databases.query(orders, "SELECT count(*)::text FROM orders WHERE id % 3 = 0"))
                .isNotEqualTo(List.of("0"));
        assertThat(state(shop)).containsExactly("rows 0");
        Databases.execute(
                TestCluster.get().url("postgres"),
                "ALTER DATABASE " + shop.database() + " RENAME TO " + shop.database() + "_away");
        JsonNode listed = json(tables.list());
        assertThat(listed.path("restoredTables").get(0).path("id").asText()).isEqualTo(schema);
        assertThat(listed.path("away")).hasSize(1);
        assertThat(listed.path("away").get(0).asText()).startsWith("shop: ").contains("does not exist");
        assertThat(tables.drop(schema, "orders", ANNA).status()).isEqualTo(200);
        assertThat(json(tables.list()).path("restoredTables")).isEmpty();
    }

    @Test
    void aScheduleOfItsOwnBeginsItsBackupsAndNoOthers() throws Exception {
        start(", schedule: 1440", Map.of());

        Awaitility.await().untilAsserted(() -> assertThat(service.operations().stream()
                        .filter(o -> o.kind() == Operation.Kind.BACKUP)
                        .filter(o -> o.state() == State.SUCCEEDED))
                .extracting(Operation::target)
                .containsExactly("orders"));
        assertThat(service.camel().getRoute("schedule-target-orders")).isNotNull();
        assertThat(Databases.query(
                        catalog, "SELECT trigger_name FROM zencap.qrtz_triggers WHERE trigger_name LIKE 'target-%'"))
                .containsExactly("target-orders");
    }

    @Test
    void anEditOfTheTemplateHoldsForTheRoutesThatAreMadeOfIt() throws Exception {
        start(", schedule: 1440", Map.of());
        Awaitility.await().until(() -> service.camel().getRoute("schedule-target-orders") != null);
        Path file = folder.resolve("home/routes/own-schedule.camel.yaml");

        Files.writeString(
                file, Files.readString(file).replace("with a schedule of its own\n", "with another description\n"));

        Awaitility.await()
                .untilAsserted(() -> assertThat(described()).isEqualTo("Backups of a target with another description"));

        Files.writeString(file, Files.readString(file).replace("quartz:schedule/", "no-such-component:"));

        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT title FROM zencap.backup_monitoring_alerts WHERE component = 'routes'"))
                .containsExactly("The edit of own-schedule.camel.yaml could not be put to work"));
        assertThat(described())
                .as("the last one that worked")
                .isEqualTo("Backups of a target with another description");
    }

    /** Null while it is made anew. */
    private String described() {
        Route route = service.camel().getRoute("schedule-target-orders");
        return route == null ? null : route.getDescription();
    }

    @Test
    void aSandboxOnTheServerOfAnyOfThemIsRefused() throws Exception {
        start("", Map.of("TEST_POSTGRES_URL", Databases.text(orders.withDatabase("postgres"))));
        Operation backup = backUp("orders");

        Operation test = service.test(co.zencap.backup.drill.TestType.QUICK, TestService.ref(backup));

        assertThat(test.problem().detail()).contains("is the one that is backed up");
    }

    private static String recovery(String options) {
        return "{\"action\":\"disaster_recovery\",\"options\":{\"recoveryType\":\"database_only\"," + options + "}}";
    }
}
