package co.zencap.backup.recovery.workflow;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.Answer;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Recoveries by the service, asked for as callers do. */
final class Recoveries {
    private Recoveries() {}

    static TestService start(
            Path folder, PostgresUrl source, PostgresUrl catalog, UnaryOperator<String> edit, Map<String, String> more)
            throws Exception {
        var variables = new HashMap<>(Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(catalog),
                "BACKUP_TEST_AFTER_BACKUP", "false"));
        variables.putAll(more);
        return TestService.start(
                folder,
                variables,
                routes -> edit.apply(routes.replace("period=15000&delay=20000", "period=500&delay=500")));
    }

    /** The answer to a call with these options, as JSON. */
    static JsonNode ask(TestService service, String options) throws Exception {
        Answer answer = bean(service, "adminActions", AdminActions.class)
                .command("{\"action\":\"disaster_recovery\",\"options\":" + options + "}", "application/json");
        return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
    }

    /** The operation that such a call has begun. */
    static String begin(TestService service, String options) throws Exception {
        return ask(service, options).path("operationId").asText();
    }

    /** The same, to its end. */
    static Operation run(TestService service, String options) throws Exception {
        return service.await(begin(service, options));
    }

    static <T> T bean(TestService service, String name, Class<T> type) {
        return service.bean(name, type);
    }

    /** Puts a step of the route's before another one, or after it. */
    static String insert(String routes, String bean, String method, boolean before, String step) {
        String at = "- bean: {ref: " + bean + ", method: " + method + "}";
        return routes.lines()
                .map(line -> {
                    if (!line.strip().equals(at)) {
                        return line;
                    }
                    String more = line.substring(0, line.indexOf('-')) + step;
                    return before ? more + "\n" + line : line + "\n" + more;
                })
                .reduce("", (a, b) -> a + b + "\n");
    }
}
