package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.KeyText;
import co.zencap.backup.access.Permissions;
import co.zencap.backup.access.Role;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may do what, at the real routes of the API. */
class AccessRoutesTest {
    private static final String ADDRESS = "198.51.100.7";

    private static final Map<String, Object> JSON = Map.of(Exchange.CONTENT_TYPE, "application/json");

    @TempDir
    static Path folder;

    private static PostgresUrl catalog;
    private static TestService service;

    private record Answered(int status, JsonNode body) {}

    @BeforeAll
    static void start() throws Exception {
        catalog = TestCluster.createDatabase();
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL", Databases.text(catalog),
                        "TEST_POSTGRES_URL",
                                Databases.text(TestCluster.sandbox().url("postgres"))));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    /** An action that is in no table is refused to everybody, which nobody would notice before its first use. */
    @Test
    void everyOperationOfTheApiIsInTheTable() {
        var missing = new ArrayList<String>();
        for (String operation : operations()) {
            boolean known = Permissions.OWN_PROOF.contains(operation)
                    || Permissions.of(operation).isPresent()
                    // Its actions are looked at below.
                    || operation.equals("post-backup-system");
            if (!known) {
                missing.add(operation);
            }
        }

        assertThat(missing)
                .as("operations without an entry in access/Permissions")
                .isEmpty();
    }

    @Test
    void everyActionOfTheSpecificationsEndpointIsInTheTable() throws Exception {
        String source = Files.readString(Path.of("src/main/java/co/zencap/backup/api/AdminActions.java"));
        int post = source.indexOf("public Answer command(");
        assertThat(post).isPositive();
        for (String action : cases(source.substring(0, post))) {
            assertThat(Permissions.of("get-backup-system:" + action)).as(action).isPresent();
        }
        String command = source.substring(post, source.indexOf("public Answer initDatabase("));
        assertThat(cases(command)).contains("initialize", "backup", "test", "disaster_recovery");
        for (String action : cases(command)) {
            assertThat(Permissions.of("post-backup-system:" + action))
                    .as(action)
                    .isPresent();
        }
    }

    @Test
    void theOverviewNamesEveryActionThatThereIs() throws Exception {
        String source = Files.readString(Path.of("src/main/java/co/zencap/backup/api/AdminActions.java"));
        int post = source.indexOf("public Answer command(");

        var actions = service.camel().getRegistry().lookupByNameAndType("adminActions", AdminActions.class);
        JsonNode overview = Json.MAPPER.valueToTree(actions.query(null, null).body());

        assertThat(words(overview.path("actions").path("GET")))
                .containsExactlyInAnyOrderElementsOf(cases(source.substring(0, post)));
        String command = source.substring(post, source.indexOf("public Answer initDatabase("));
        assertThat(words(overview.path("actions").path("POST"))).containsExactlyInAnyOrderElementsOf(cases(command));
    }

    private static Set<String> words(JsonNode list) {
        var words = new TreeSet<String>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    @Test
    void nothingIsInTheTableThatTheApiDoesNotHave() {
        Set<String> served = operations();
        var extra = new TreeSet<String>();
        for (String action : Permissions.all().keySet()) {
            if (!served.contains(action.split(":")[0])) {
                extra.add(action);
            }
        }

        assertThat(extra).isEmpty();
    }

    /** Each operation is called by each role that is too low for it: nothing of it may be done. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void whoMayNotIsRefusedBeforeAnythingIsDone(Role role) {
        int before = service.operations().size();
        Permissions.all().forEach((action, permission) -> {
            if (!role.covers(permission.least())) {
                Answered answer = call(action.split(":")[0], role, body(action), headers(action));

                assertThat(answer.status()).as(role + " " + action).isEqualTo(403);
                assertThat(answer.body().path("detail").asText())
                        .as(action)
                        .contains("needs the role " + permission.least().word(), "has the role " + role.word());
            }
        });
        assertThat(service.operations()).hasSize(before);
    }

    @Test
    void whoMayIsLetThrough() {
        for (Role role : Role.values()) {
            for (String action :
                    List.of("list-alerts", "list-operations", "get-storage", "get-retention", "get-audit")) {
                assertThat(call(action, role, "", Map.of()).status())
                        .as(role + " " + action)
                        .isEqualTo(200);
            }
        }
        assertThat(call("post-backup-system", Role.OPERATOR, "{\"action\":\"backup\",\"type\":\"explode\"}", JSON)
                        .status())
                .isEqualTo(422);
        assertThat(call("list-api-keys", Role.ADMIN, "", Map.of()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'action':'disaster_recovery','options':{'dryRun':true}} | operator",
                "{'action':'disaster_recovery','options':{'dryRun':false,'confirmed':true}} | recovery",
                "{'action':'disaster_recovery'} | recovery",
                "{'action':'disaster_recovery','options':{'undo':'x','dryRun':true}} | recovery",
                "{'action':'disaster_recovery','options':{'dryRun':'true','confirmed':true}} | recovery",
                "{'action':'disaster_recovery','options':{'dryRun':true},'options':{'confirmed':true}} | recovery",
                "{'action':'backup','action':'disaster_recovery','options':{'confirmed':true}} | recovery",
                "{'action':'initialize'} | admin"
            })
    void whatIsAskedForDecidesAndNotHowItIsWritten(String body, String needed) {
        Answered answer = call("post-backup-system", Role.VIEWER, body.strip().replace('\'', '"'), JSON);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("detail").asText()).contains("needs the role " + needed);
    }

    @Test
    void whatDoesNotExistIsNotThereForAnybody() {
        Answered post = call("post-backup-system", Role.ADMIN, "{\"action\":\"explode\"}", JSON);
        assertThat(post.status()).isEqualTo(404);
        assertThat(post.body().path("hint").asText()).contains("backup", "disaster_recovery", "initialize", "test");
        assertThat(call("get-backup-system", Role.ADMIN, "", Map.of("action", "explode"))
                        .status())
                .isEqualTo(404);
        // The parts of an action are not actions.
        assertThat(call("post-backup-system", Role.ADMIN, "{\"action\":\"disaster_recovery:plan\"}", JSON)
                        .status())
                .isIn(404, 422);
        assertThat(call("post-backup-system", Role.ADMIN, "{\"action\":7}", JSON)
                        .status())
                .isEqualTo(422);
        assertThat(call("post-backup-system", Role.ADMIN, "{}", JSON).status()).isEqualTo(422);
    }

    @Test
    void aCallThatNobodyMakesIsRefused() throws Exception {
        Exchange answer = ask("list-backups", exchange -> {
            exchange.getMessage().setHeader(Caller.PROPERTY, "api"); // a header is no caller
            exchange.getMessage().setBody("");
        });

        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(401);
    }

    @Test
    void aRefusalIsWrittenDownAndARepeatedOneCounted() {
        String key = "refused-" + System.nanoTime();
        for (int i = 0; i < 5; i++) {
            call("post-cleanup", new Caller(key, Role.OPERATOR, Optional.of("id"), ADDRESS), "", Map.of());
        }

        assertThat(audit("actor = '" + key + "'"))
                .containsExactly("cleanup refused " + ADDRESS + " This needs the role admin; the key '" + key
                        + "' has the role operator.");
    }

    /** Whoever may read the trail must not be able to fill it, or to choose what its actions are called. */
    @Test
    void whatCannotBeDoneIsWrittenDownOnceAndInNoWordOfTheCaller() {
        String key = "impossible-" + System.nanoTime();
        var caller = new Caller(key, Role.VIEWER, Optional.of("id"), ADDRESS);
        for (int i = 0; i < 5; i++) {
            call("post-backup-system", caller, "{\"action\":\"delete-backup" + i + "\"}", JSON);
            call("get-backup-system", caller, "", Map.of("action", "hold-" + i));
            call("post-backup-system", caller, "action=backup", Map.of(Exchange.CONTENT_TYPE, "text/plain"));
            call("post-backup-system", caller, "{}", JSON);
            call("get-backup", caller, "", Map.of("id", "20200101T000000Z-000000"));
        }

        assertThat(Databases.query(
                        catalog,
                        "SELECT action || ' ' || (detail::json ->> 'status') FROM zencap.backup_audit WHERE actor = '"
                                + key + "' ORDER BY 1"))
                .containsExactly("read-backup 404", "unknown-action 404", "unknown-action 415", "unknown-action 422");
    }

    @Test
    void aPlanOfACopyBackIsNotWrittenDownAsACopyBack() {
        String key = "plan-" + System.nanoTime();
        var caller = new Caller(key, Role.RECOVERY, Optional.of("id"), ADDRESS);
        Map<String, Object> headers = Map.of(Exchange.CONTENT_TYPE, "application/json", "id", "x");

        call("post-copy-back", caller, "{\"dryRun\":true}", headers);
        call("post-copy-back", caller, "{\"dryRun\":false,\"confirmed\":true}", headers);
        call("post-copy-back", caller, "{\"dryRun\":\"true\"}", headers);

        assertThat(Databases.query(
                        catalog, "SELECT action FROM zencap.backup_audit WHERE actor = '" + key + "' ORDER BY seq"))
                .containsExactly("copy-back-plan", "copy-back", "copy-back");
        assertThat(Permissions.of("post-copy-back:plan").orElseThrow().trace()).isEqualTo(Permissions.Trace.READ);
    }

    @Test
    void whatIsDoneIsWrittenDownWithWhoAndFromWhereAndWhatCameOfIt() {
        String key = "done-" + System.nanoTime();
        var caller = new Caller(key, Role.ADMIN, Optional.of("id"), ADDRESS);

        Answered begun = call("post-backup-system", caller, "{\"action\":\"backup\",\"type\":\"database\"}", JSON);
        assertThat(begun.status()).isEqualTo(202);
        String operation = begun.body().path("operationId").asText();
        service.await(operation);
        call("get-backup", caller, "", Map.of("id", "20200101T000000Z-000000"));
        call("get-backup", caller, "", Map.of("id", "20200101T000000Z-000000"));
        call("list-backups", caller, "", Map.of());
        call("post-backup-system", caller, "{\"action\":\"backup\",\"type\":\"nothing\"}", JSON);
        call("post-backup-system", caller, "{\"action\":\"backup\",\"password\":\"pa55\"}", JSON);

        assertThat(audit("actor = '" + key + "'"))
                .containsExactly(
                        "backup begun " + ADDRESS + " type=database",
                        "read-backup refused " + ADDRESS
                                + " id=20200101T000000Z-000000: There is no backup of that id.",
                        "backup refused " + ADDRESS + " type=nothing: There is no backup of type 'nothing'.",
                        "backup refused " + ADDRESS + " password=...: The body has no member 'password'.");
        assertThat(Databases.query(
                        catalog,
                        "SELECT operation_id || ' ' || detail FROM zencap.backup_audit WHERE actor = '" + key
                                + "' AND outcome = 'begun'"))
                .containsExactly(operation + " {\"role\":\"admin\",\"status\":202}");
    }

    /** One that is misspelt must not pass for one that was left out, which asks for something else. */
    @Test
    void aMisspeltMemberIsRefusedWithTheNamesThatThereAre() {
        Map.of(
                        "{\"action\":\"backup\",\"tpye\":\"files\"}", "Use action, target, type.",
                        "{\"action\":\"initialize\",\"confg\":{}}", "Use action, config.",
                        "{\"action\":\"test\",\"type\":\"fullTest\"}", "Use action, backupId, target, testType.",
                        "{\"action\":\"disaster_recovery\",\"option\":{\"confirmed\":true}}", "Use action, options.")
                .forEach((body, known) -> {
                    Answered answer = call("post-backup-system", Role.ADMIN, body, JSON);
                    assertThat(answer.status()).as(body).isEqualTo(422);
                    assertThat(answer.body().path("title").asText()).isEqualTo("Unknown member");
                    assertThat(answer.body().path("hint").asText()).isEqualTo(known);
                });
    }

    @Test
    void aKeyIsMadeShownOnceListedAndRevoked() {
        String name = "anna-" + System.nanoTime() % 1_000_000;
        Answered made = call("post-api-key", Role.ADMIN, "{\"name\":\"" + name + "\",\"role\":\"operator\"}", JSON);
        assertThat(made.status()).isEqualTo(200);
        String key = made.body().path("key").asText();
        assertThat(key).matches("zcb_[0-9a-f]{64}");

        Answered listed = call("list-api-keys", Role.ADMIN, "", Map.of());
        assertThat(listed.body().toString())
                .contains(name)
                .doesNotContain(key, KeyText.digest(key).orElseThrow());
        assertThat(Databases.query(catalog, "SELECT digest FROM zencap.backup_api_keys WHERE name = '" + name + "'"))
                .containsExactly(KeyText.digest(key).orElseThrow());
        assertThat(Databases.query(
                        catalog,
                        "SELECT count(*) FROM zencap.backup_audit a WHERE a::text LIKE '%" + key.substring(4, 30)
                                + "%'"))
                .containsExactly("0");
        assertThat(call("post-api-key", Role.ADMIN, "{\"name\":\"" + name + "\",\"role\":\"viewer\"}", JSON)
                        .status())
                .isEqualTo(409);

        Answered revoked = call("post-api-key-revocation", Role.ADMIN, "{}", Map.of("id", name));
        assertThat(revoked.body().path("state").asText()).isEqualTo("revoked");
        assertThat(call("post-api-key-revocation", Role.ADMIN, "{}", Map.of("id", "nobody"))
                        .status())
                .isEqualTo(404);
        assertThat(Databases.query(
                        catalog,
                        "SELECT role || ' ' || revoked_by || ' ' || (expires_at - created_at = interval '365 days')"
                                + " FROM zencap.backup_api_keys WHERE name = '" + name + "'"))
                .containsExactly("operator api true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'name':'api','role':'viewer'}",
                "{'name':'unknown','role':'viewer'}",
                "{'name':'Anna','role':'viewer'}",
                "{'name':'a b','role':'viewer'}",
                "{'name':'','role':'viewer'}",
                "{'name':'x','role':'root'}",
                "{'name':'x'}",
                "{'role':'viewer'}",
                "{'name':'x','role':'viewer','expiresAt':'soon'}",
                "{'name':'x','role':'viewer','expiresAt':'2020-01-01T00:00:00Z'}",
                "{'name':'x','role':'viewer','expiresAt':'2999-01-01T00:00:00Z'}",
                "{'name':'x','role':'viewer','expiresAt':5}"
            })
    void aWishForAKeyThatMakesNoSenseIsRefused(String body) {
        assertThat(call("post-api-key", Role.ADMIN, body.replace('\'', '"'), JSON)
                        .status())
                .isEqualTo(422);
        assertThat(Databases.query(catalog, "SELECT name FROM zencap.backup_api_keys WHERE name = 'x'"))
                .isEmpty();
    }

    private static Answered call(String operation, Role role, String body, Map<String, Object> headers) {
        Caller caller = role == Role.ADMIN
                ? Caller.bootstrap(ADDRESS)
                : new Caller("a-" + role.word(), role, Optional.of("id"), ADDRESS);
        return call(operation, caller, body, headers);
    }

    private static Answered call(String operation, Caller caller, String body, Map<String, Object> headers) {
        try {
            Exchange answer = ask(operation, exchange -> {
                exchange.setProperty(Caller.PROPERTY, caller);
                exchange.getMessage().setHeaders(new HashMap<>(headers));
                exchange.getMessage().setBody(body);
            });
            return new Answered(
                    answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                    Json.MAPPER.readTree(answer.getMessage().getBody(byte[].class)));
        } catch (Exception e) {
            throw new IllegalStateException(operation + " could not be asked", e);
        }
    }

    /** Its routes begin where HTTP ends: behind the filter that knows who calls. */
    private static Exchange ask(String operation, Processor call) throws Exception {
        Route route = service.camel().getRoute("api-" + operation);
        Exchange exchange = route.getEndpoint().createExchange();
        call.process(exchange);
        route.getProcessor().process(exchange);
        return exchange;
    }

    private static String body(String action) {
        String[] parts = action.split(":");
        if (!parts[0].equals("post-backup-system")) {
            return "{}";
        }
        String options = parts.length < 3
                ? "{\"confirmed\":true}"
                : parts[2].equals("plan") ? "{\"dryRun\":true}" : "{\"undo\":\"x\"}";
        return "{\"action\":\"" + parts[1] + "\",\"options\":" + options + "}";
    }

    private static Map<String, Object> headers(String action) {
        String[] parts = action.split(":");
        return parts[0].equals("get-backup-system") && parts.length > 1
                ? Map.of("action", parts[1])
                : Map.of(Exchange.CONTENT_TYPE, "application/json", "id", "20200101T000000Z-000000");
    }

    private static List<String> cases(String source) {
        var found = new ArrayList<String>();
        var labels = Pattern.compile("case \"(\\w+)\"").matcher(source);
        while (labels.find()) {
            found.add(labels.group(1));
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static Set<String> operations() {
        var operations = new HashSet<String>();
        ((ModelCamelContext) service.camel()).getRestDefinitions().forEach(rest -> rest.getVerbs()
                .forEach(verb -> operations.add(verb.getId())));
        assertThat(operations).contains("post-backup-system", "post-hold", "post-slack-action");
        return operations;
    }

    private static List<String> audit(String which) {
        return Databases.query(
                catalog,
                "SELECT action || ' ' || outcome || ' ' || source || ' ' || reason FROM zencap.backup_audit WHERE "
                        + which + " ORDER BY seq");
    }
}
