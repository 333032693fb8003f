package co.zencap.backup.recovery.table.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.TableResource;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.ServiceApi;
import co.zencap.backup.testing.TestApi;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and rows that come back through the service's own routes, and what is written down of it. */
class TableRoutesTest {
    private static final String JSON = "application/json";
    private static final Caller ANNA = new Caller("anna", Role.RECOVERY, Optional.of("key-1"), "192.0.2.7");

    private static final Map<String, String> CALLS = Map.of(
            "POST /api/v1/restored-tables", "tableResource.restore",
            "GET /api/v1/restored-tables", "tableResource.list",
            "POST /api/v1/restored-tables/{id}/compare", "tableResource.compare",
            "GET /api/v1/restored-tables/{id}/differences", "tableResource.differences",
            "POST /api/v1/restored-tables/{id}/copy-back", "tableResource.copyBack",
            "POST /api/v1/restored-tables/{id}/drop", "tableResource.drop",
            "GET /api/v1/operations/{id}", "operationResource.get");

    @TempDir
    Path folder;

    private final PostgresUrl shop = shop();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;
    private TableResource tables;

    /** The page's own; another test may have left one of that name. */
    private static PostgresUrl shop() {
        Databases.execute(TestCluster.get().url("postgres"), "DROP DATABASE IF EXISTS shop WITH (FORCE)");
        return TestCluster.createDatabase("shop");
    }

    @BeforeEach
    void start() throws Exception {
        Databases.execute(shop, "CREATE EXTENSION citext");
        Databases.fill(shop);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(shop),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "BACKUP_TEST_AFTER_BACKUP", "false"));
        tables = service.bean("tableResource", TableResource.class);
        assertThat(service.backup().problem()).isNull();
        Databases.execute(
                shop,
                "DELETE FROM orders WHERE id IN (17, 18) OR customer_id > 1990",
                "DELETE FROM customers WHERE id > 1990",
                "UPDATE orders SET body = 'null' WHERE id BETWEEN 100 AND 199");
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        Databases.execute(catalog, "DROP DATABASE shop WITH (FORCE)");
    }

    private static JsonNode json(Answer answer) throws Exception {
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
    }

    private Operation await(Answer answer) throws Exception {
        return service.await(json(answer).path("operationId").asText());
    }

    private static ApiProblem refused(int status, Throwable thrown) {
        assertThat(thrown).isInstanceOf(ApiProblem.class);
        assertThat(((ApiProblem) thrown).status()).as(thrown.getMessage()).isEqualTo(status);
        return (ApiProblem) thrown;
    }

    private List<String> lost() {
        return Databases.query(
                shop, "SELECT count(*) FROM customers UNION ALL SELECT count(*) FROM orders WHERE body <> 'null'");
    }

    @Test
    void whatIsDoneIsAnOperationAndInTheAuditTrail() throws Exception {
        Operation restored = await(tables.restore("{\"tables\":[\"orders\",\"customers\"]}", JSON, ANNA));
        assertThat(restored.problem()).isNull();
        String schema = (String) restored.result().get("schema");
        assertThat(restored.result()).containsEntry("rows", 7000L).containsEntry("tables", 2);
        assertThat(json(tables.list()).path("restoredTables").get(0).path("id").asText())
                .isEqualTo(schema);
        assertThat(json(tables.get(schema, null)).path("tables").findValuesAsText("of"))
                .containsExactlyInAnyOrder("public.orders", "public.customers");
        assertThatThrownBy(() -> tables.differences(schema, null, "orders", null, null, null))
                .satisfies(e -> assertThat(refused(404, e).problem().hint()).contains("table diff"));

        for (String table : List.of("orders", "customers")) {
            Operation compared = await(tables.compare(schema, null, "{\"table\":\"" + table + "\"}", JSON));
            assertThat(compared.problem()).isNull();
            assertThat((long) compared.result().get("missing")).isPositive();
        }
        JsonNode page = json(tables.differences(schema, null, "public.orders", "missing", "0", "2"));
        assertThat(page.path("rows").findValuesAsText("kind")).containsOnly("missing");
        assertThat(page.path("rows").get(0).path("key").get(0).asText()).isEqualTo("17");
        assertThat(page.hasNonNull("next")).isTrue();

        String all = "{\"confirmed\":true}";
        JsonNode plan = json(tables.copyBack(schema, null, "{\"dryRun\":true}", JSON, ANNA))
                .path("plan");
        assertThat(plan.path("database").asText()).isEqualTo("shop");
        assertThat(plan.path("tables").findValuesAsText("table")).containsExactly("public.customers", "public.orders");
        assertThatThrownBy(() -> tables.copyBack(schema, null, "{}", JSON, ANNA))
                .satisfies(e -> assertThat(refused(422, e).problem().detail()).contains("in one transaction"));
        assertThatThrownBy(
                        () -> tables.copyBack(schema, null, "{\"confirmed\":true,\"tables\":[\"orders\"]}", JSON, ANNA))
                .satisfies(e -> assertThat(refused(422, e).problem().detail()).contains("restore that table as well"));
        assertThat(lost())
                .containsExactly(
                        "1990",
                        Databases.query(shop, "SELECT count(*) FROM orders WHERE body <> 'null'")
                                .get(0));

        Operation copied = await(tables.copyBack(schema, null, all, JSON, ANNA));

        assertThat(copied.problem()).isNull();
        assertThat(lost()).containsExactly("2000", "5000");
        assertThatThrownBy(() -> tables.copyBack(schema, null, all, JSON, ANNA)).satisfies(e -> refused(409, e));
        BackupRequest backup = service.bean("backupRequests", BackupRequests.class)
                .of(Manifest.Kind.DATABASE, service.settings().target().value())
                .orElseThrow();
        assertThatThrownBy(() -> tables.drop(schema, null, ANNA))
                .satisfies(e ->
                        assertThat(refused(409, e).problem().detail()).contains("A backup of the database is running"));
        backup.operation().fail(new Problem("Not begun", "", ""));
        try (Catalog another = new Catalog(catalog, "zencap");
                BackupSlots.Pause held = holdAsAnotherNode(another)) {
            assertThat(held.isReached()).isTrue();
            assertThatThrownBy(() -> tables.drop(schema, null, ANNA)).satisfies(e -> refused(409, e));
        }
        assertThat(json(tables.drop(schema, null, ANNA)).path("success").asBoolean())
                .isTrue();
        assertThatThrownBy(() -> tables.drop(schema, null, ANNA)).satisfies(e -> refused(404, e));
        Awaitility.await().untilAsserted(() -> {
            assertThat(Databases.query(catalog, "SELECT action FROM zencap.backup_audit ORDER BY seq"))
                    .containsExactly("restore-tables", "copy-back", "drop-restored");
            assertThat(Databases.query(
                            catalog,
                            "SELECT action || ' ' || actor || ' ' || source || ' ' || outcome"
                                    + " FROM zencap.backup_audit ORDER BY seq"))
                    .containsExactly(
                            "restore-tables anna 192.0.2.7 done",
                            "copy-back anna 192.0.2.7 done",
                            "drop-restored anna 192.0.2.7 done");
            assertThat(Databases.query(
                            catalog,
                            "SELECT kind || ' ' || state FROM zencap.backup_operations WHERE kind LIKE 'table%'"
                                    + " OR kind = 'copy-back' ORDER BY started_at"))
                    .containsExactly(
                            "table-restoration succeeded",
                            "table-comparison succeeded",
                            "table-comparison succeeded",
                            "copy-back succeeded");
        });
        assertThat(service.backup().problem()).isNull();
    }

    /** The lock that a backup on another node has of its target. */
    private BackupSlots.Pause holdAsAnotherNode(Catalog another) {
        String target = service.settings().target().value();
        return new BackupSlots(another.dataSource(), target, () -> 1).pause(Set.of(target));
    }

    @Test
    void wrongWishesAreRefusedAndFailuresAreTold() throws Exception {
        for (String wish : List.of(
                "{}",
                "{\"tables\":[]}",
                "{\"tables\":\"orders\"}",
                "{\"tables\":[\"a.\"]}",
                "{\"tables\":[\"orders\"],\"backupID\":\"x\"}",
                "{\"tables\":[\"orders\"],\"at\":\"yesterday\"}",
                "{\"tables\":[\"orders\"],\"at\":\"2026-01-01T00:00:00Z\",\"backupId\":\"20261124T093015Z-1f9c02\"}")) {
            assertThatThrownBy(() -> tables.restore(wish, JSON, ANNA)).as(wish).satisfies(e -> refused(422, e));
        }
        assertThatThrownBy(() -> tables.restore("{\"tables\":[\"orders\"],\"backupId\":\"../x\"}", JSON, ANNA))
                .satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> tables.get("public", null)).satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> tables.restore("{\"tables\":[\"orders\"],\"target\":\"nobody\"}", JSON, ANNA))
                .satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> tables.get("x", "nobody")).satisfies(e -> refused(404, e));
        for (String limit : List.of("0", "-1", "201", "9999", "many")) {
            assertThatThrownBy(() -> tables.differences("x", null, "orders", null, null, limit))
                    .as(limit)
                    .satisfies(
                            e -> assertThat(refused(422, e).problem().detail()).contains("from 1 to 200"));
        }
        assertThatThrownBy(() -> tables.compare("x'; --", null, "{\"table\":\"orders\"}", JSON))
                .satisfies(e -> refused(404, e));
        assertThatThrownBy(() -> tables.differences("x", null, "orders", "odd", null, null))
                .satisfies(e -> refused(422, e));
        assertThatThrownBy(() -> tables.differences("x", null, "orders", null, "-1", null))
                .satisfies(e -> refused(422, e));
        for (String wish : List.of(
                "{\"rows\":\"unexpected\"}",
                "{\"confirmed\":true,\"dryrun\":true}",
                "{\"keys\":\"17\"}",
                "{\"keys\":[17]}",
                "{\"keys\":[[17]]}",
                "{\"keys\":[[]]}",
                "{\"keys\":[[\"a\\u0000\"]]}")) {
            assertThatThrownBy(() -> tables.copyBack("x", null, wish, JSON, ANNA))
                    .as(wish)
                    .satisfies(e -> refused(422, e));
        }

        Operation failed = await(tables.restore("{\"tables\":[\"ordres\"]}", JSON, ANNA));
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.problem().detail()).contains("The backup has no table ordres");
        assertThat(failed.problem().hint()).contains("public.orders");
        Operation tooEarly =
                await(tables.restore("{\"tables\":[\"orders\"],\"at\":\"2020-01-01T00:00:00Z\"}", JSON, ANNA));
        assertThat(tooEarly.problem().detail()).contains("no backup");
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT level FROM zencap.backup_monitoring_alerts WHERE component = 'table-restoration'"))
                .contains("error"));
        assertThat(json(tables.list()).path("restoredTables")).isEmpty();
    }

    /** Every line of the page that a person would type. */
    @Test
    void theCommandsOfThePageDoWhatTheySay() throws Exception {
        String page = Files.readString(Path.of("docs/smaller-losses.md"));
        String commands = Pattern.compile("(?s)```sh\n(.*?)```")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(commands).contains("table restore", "table diff", "--key 17 --key 18 --confirm shop", "table drop");
        try (var api = new ServiceApi(service, CALLS)) {
            Path home = Files.createDirectories(folder.resolve("shell"));
            Path launcher = home.resolve("zencap");
            Files.writeString(
                    launcher,
                    "#!/bin/sh\nexec '" + System.getProperty("java.home") + "/bin/java' -XX:TieredStopAtLevel=1 -cp '"
                            + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            + "' co.zencap.backup.cli.Zencap \"$@\"\n");
            Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path output = folder.resolve("output");
            var shell = new ProcessBuilder("sh", "-eu", "-c", commands)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            shell.environment().put("BACKUP_API_URL", api.url());
            shell.environment().put("ADMIN_API_KEY", TestApi.KEY);
            shell.environment().put("ZENCAP_HOME", home.toString());

            int status = shell.start().waitFor();

            String said = Files.readString(output);
            assertThat(status).as(said).isZero();
            assertThat(said)
                    .contains("10 missing, 0 changed, 0 unexpected")
                    .contains("missing, 100 changed, 0 unexpected")
                    .contains("2 rows put in, 0 replaced")
                    .contains("--confirm shop does it");
            assertThat(lost()).containsExactly("2000", "5000");
            assertThat(json(tables.list()).path("restoredTables")).isEmpty();
        }
    }
}
