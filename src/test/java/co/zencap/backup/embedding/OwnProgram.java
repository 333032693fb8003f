package co.zencap.backup.embedding;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.runtime.ZencapMain;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.settings.Variables;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A program that has the whole service in it. */
public final class OwnProgram {
    private static final String JSON = "application/json";

    public static void main(String[] arguments) throws Exception {
        // The folder has routes/ and config/; all that is not set in the environment comes from there.
        System.out.println(backUp(Path.of(arguments[0]).toAbsolutePath(), System.getenv()));
    }

    /** Starts the service, makes a backup, looks how all is, and ends the service. */
    static JsonNode backUp(Path home, Map<String, String> environment) throws Exception {
        Settings settings = new SettingsReader(Variables.read(home, environment), home).read();
        try (ZencapMain service = new ZencapMain(settings, Clock.systemUTC())) {
            service.start();
            AdminActions actions =
                    service.camelContext().getRegistry().lookupByNameAndType("adminActions", AdminActions.class);

            actions.command("{\"action\":\"initialize\"}", JSON); // creates the catalog's tables
            JsonNode begun = json(actions.command("{\"action\":\"backup\",\"type\":\"database\"}", JSON)
                    .body());
            Operation backup = end(service, begun.path("operationId").asText());
            if (backup.problem() != null) {
                throw new IllegalStateException(backup.problem().sentence());
            }
            return json(actions.query("status", null).body());
        } // ends all that it has begun
    }

    private static Operation end(ZencapMain service, String id) throws InterruptedException {
        Operation operation = service.operations().find(id).orElseThrow();
        while (operation.isRunning()) {
            Thread.sleep(200);
            operation = service.operations().find(id).orElseThrow();
        }
        return operation;
    }

    private static JsonNode json(Object body) {
        return Json.MAPPER.valueToTree(body);
    }
}
