package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Hostile;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.rest.PostDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a caller sends to whichever call of the API, the answer says what was wrong with it: none is an error of ours. */
class HostileCallsTest {
    private static final Path MARK = Path.of("/tmp/zencap-hostile");
    private static final List<String> PARAMETERS = List.of(
            "action", "actor", "after", "before", "id", "kind", "limit", "outcome", "q", "since", "state", "table",
            "until");

    private static final Map<String, List<String>> MEMBERS = Map.of(
            "backup", List.of("action", "type", "target"),
            "test", List.of("action", "testType", "backupId", "target"),
            "disaster_recovery", List.of("action", "options"),
            "initialize", List.of("action", "config"));

    /** Each member that any call knows. */
    private static final String BODY =
            """
            {"action": "disaster_recovery", "type": "database", "target": "shop", "backupId": "%1$s",
             "backupTimestamp": "2026-11-24T09:30:15Z", "at": "2026-11-24T09:30:15Z", "database": "shop",
             "expiresAt": "2030-01-01T00:00:00Z", "fileSet": "uploads", "recoveryType": "database_only",
             "repository": "local", "rows": "id < 3", "testType": "quick", "undo": "x", "hours": "1", "name": "ann",
             "reason": "because", "role": "viewer", "table": "public.items", "to": "/nowhere/at/all",
             "allowLargePurge": false, "confirmed": false, "dryRun": true, "fromDump": false, "withoutOwners": false,
             "withoutSafetyBackup": false, "keys": [["1"]], "fileSets": ["uploads"], "paths": ["a/b", "**"],
             "schemas": ["public"], "tables": ["public.items"],
             "config": {"automatedBackup": {"databaseInterval": 60}, "monitoring": {}, "schedules": {}, "performance": {}},
             "options": {"dryRun": true, "confirmed": false, "recoveryType": "database_only", "withoutOwners": true,
              "backupTimestamp": "2026-11-24T09:30:15Z", "fileSets": ["uploads"], "paths": ["a"]}}""";

    @TempDir
    static Path folder;

    private static TestService service;
    private static String backupId;

    @BeforeAll
    static void start() throws Exception {
        var source = TestCluster.createDatabase();
        Databases.fill(source);
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(source),
                        "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_TEST_AFTER_BACKUP", "false",
                        "TEST_POSTGRES_URL",
                                Databases.text(TestCluster.sandbox().url("postgres"))));
        Operation backup = service.backup();
        backupId = backup.backupId();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void noCallEndsInAnErrorOfOurs() throws Exception {
        List<String> reading = new ArrayList<>();
        List<String> changing = new ArrayList<>();
        ((ModelCamelContext) service.camel()).getRestDefinitions().forEach(rest -> rest.getVerbs()
                .forEach(verb -> (verb instanceof PostDefinition ? changing : reading).add(verb.getId())));
        reading.remove("get-metrics");
        assertThat(changing).hasSizeGreaterThan(15);
        JsonNode whole = Json.MAPPER.readTree(BODY.formatted(backupId));
        Map<String, Integer> statuses = new TreeMap<>();

        Hostile.tries(900, input -> {
            boolean isChanging = !input.chance(3);
            String call =
                    isChanging && input.chance(4) ? "post-backup-system" : input.any(isChanging ? changing : reading);
            var headers = new HashMap<String, Object>();
            headers.put(
                    Exchange.CONTENT_TYPE,
                    input.chance(10) ? input.text("application/json", "text/plain") : "application/json");
            for (String name : PARAMETERS) {
                if (name.equals("id") || input.chance(4)) {
                    Object value = input.chance(3) ? backupId : input.text(backupId, "1", "2026-11-24T09:30:15Z");
                    headers.put(name, input.chance(15) ? List.of(value, value) : value);
                }
            }
            String action = input.any("backup", "test", "disaster_recovery", "initialize");
            ((ObjectNode) whole).put("action", action);
            // An action refuses the members of others, and so would come no further with all of them.
            JsonNode sent = call.equals("post-backup-system") && input.chance(2)
                    ? ((ObjectNode) whole.deepCopy()).retain(MEMBERS.get(action))
                    : whole;
            String body = isChanging ? input.json(sent) : "";
            input.sample(call + " " + headers + " " + body);

            Exchange answer = ask(call, headers, body);
            int status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            String text = answer.getMessage().getBody(String.class);
            statuses.merge(call + " " + status, 1, Integer::sum);
            if (status >= 500) {
                System.err.println("ZZZ " + call + " " + text + " <- " + headers
                        + body.substring(0, Math.min(900, body.length())));
                return;
            }
            if (status >= 400) {
                assertThat(text)
                        .contains("\"detail\"", "\"hint\"")
                        .hasSizeLessThan(3000)
                        .doesNotContain("Exception", "k".repeat(40), "0123456789abcdef".repeat(4), "co.zencap");
                assertThat(text).doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f\\u202e\\u200b]");
            }
        });
        assertThat(Files.notExists(MARK)).isTrue();
        assertThat(statuses.keySet()).anyMatch(each -> each.startsWith("post-backup-system 2"));
    }

    private static Exchange ask(String call, Map<String, Object> headers, String body) throws Exception {
        Route route = service.camel().getRoute("api-" + call);
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.setProperty(Caller.PROPERTY, Caller.bootstrap("198.51.100.7"));
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
        route.getProcessor().process(exchange);
        return exchange;
    }
}
