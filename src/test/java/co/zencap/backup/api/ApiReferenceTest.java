package co.zencap.backup.api;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Permissions;
import co.zencap.backup.access.Permissions.Permission;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.openapi.BeanConfig;
import org.apache.camel.openapi.RestOpenApiReader;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/api.md} is made of what the service itself answers at {@code /api/openapi.json}, and of the table of permissions:
 * {@code ./mvnw test -Dtest=ApiReferenceTest -Dreference.write=true}.
 */
class ApiReferenceTest {
    private static final Path PAGE = Path.of("docs/api.md");

    private static final String HEAD =
            """
            # The API

            What `./zencap` and the dashboard do, they do by these calls. `GET /api/openapi.json` gives them to programs (OpenAPI 3). A Java
            program can also [have the service in it](embedding.md).

            ```
            curl -H "Authorization: Bearer $BACKUP_API_KEY" http://localhost:3000/api/v1/backups?limit=1
            ```

            - **Key**: `Authorization: Bearer KEY`, the admin key or one of a role that may do it ([access.md](access.md)). Each role may do what
              those before it may: viewer, operator, recovery, admin.
            - **Bodies** are JSON objects, sent as `Content-Type: application/json`; members are named below like `this`.
            - **Long work** is answered `202` with the operation's `id`, and `Location` says where to look how it goes on.
            - **Refusals** are problem documents (RFC 9457, `application/problem+json`) with `title`, `status`, `detail` (why) and `hint` (what to
              do): `401` no or a wrong key, `403` not of that role, `404` no such thing, `409` busy, or not as things stand, `415` not sent as JSON, `422` makes no
              sense, `429` too many wrong keys, `503` what it takes is away.
            - **Times** are UTC, like `2026-11-26T07:30:00Z`.

            """;

    @Test
    void thePageIsWhatTheServiceTells() throws Exception {
        String made = page(description());
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(PAGE, made);
        }

        assertThat(Files.readString(PAGE))
                .as("HINT: ./mvnw test -Dtest=ApiReferenceTest -Dreference.write=true")
                .isEqualTo(made);
    }

    @Test
    void everyCallSaysWhatItDoesAndWhoMay() throws Exception {
        List<Operation> all = calls(description()).values().stream().toList();

        assertThat(all).hasSizeGreaterThan(50).allSatisfy(call -> {
            assertThat(call.getSummary()).as(call.getOperationId()).isNotBlank();
            assertThat(role(call.getOperationId())).isNotBlank();
        });
    }

    private static OpenAPI description() throws Exception {
        try (var camel = new DefaultCamelContext()) {
            for (ApiRoutes part : ApiRoutes.all()) {
                camel.addRoutes(part);
            }
            return new RestOpenApiReader()
                    .read(camel, camel.getRestDefinitions(), new BeanConfig(), "zencap", camel.getClassResolver());
        }
    }

    /** By path and verb, in their order. */
    private static Map<String, Operation> calls(OpenAPI api) {
        var calls = new TreeMap<String, Operation>();
        api.getPaths().forEach((path, item) -> verbs(item).forEach((verb, call) -> calls.put(path + " " + verb, call)));
        return calls;
    }

    private static Map<String, Operation> verbs(PathItem item) {
        return item.readOperationsMap().entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().name(), Map.Entry::getValue));
    }

    private static String page(OpenAPI api) {
        var page = new StringBuilder(HEAD).append("| call | role | |\n|---|---|---|\n");
        calls(api).forEach((name, call) -> {
            String[] words = name.split(" ");
            page.append("| `")
                    .append(words[1])
                    .append(' ')
                    .append(words[0])
                    .append("` | ")
                    .append(role(call.getOperationId()))
                    .append(" | ")
                    .append(sentence(call.getSummary()))
                    .append(query(call))
                    .append(" |\n");
        });
        return page.toString();
    }

    private static String query(Operation call) {
        return Stream.ofNullable(call.getParameters())
                .flatMap(List::stream)
                .filter(parameter -> "query".equals(parameter.getIn()))
                .map(ApiReferenceTest::word)
                .collect(Collectors.joining());
    }

    private static String word(Parameter parameter) {
        return " `?" + parameter.getName() + "=`: " + sentence(parameter.getDescription());
    }

    /** The least that may; of a call that does several things the least of each. */
    private static String role(String operation) {
        if (Permissions.OWN_PROOF.contains(operation)) {
            return operation.equals("get-metrics") ? "viewer" : "Slack's signature";
        }
        return Permissions.of(operation)
                .map(ApiReferenceTest::role)
                .orElseGet(() -> Permissions.all().entrySet().stream()
                        .filter(each -> each.getKey().startsWith(operation + ":"))
                        .sorted(Map.Entry.comparingByKey())
                        .map(each ->
                                each.getKey().substring(operation.length() + 1).replace(":", ", ") + ": "
                                        + role(each.getValue()))
                        .collect(Collectors.joining("; ")));
    }

    private static String role(Permission permission) {
        return permission.least().word();
    }

    private static String sentence(String words) {
        String text = Objects.requireNonNull(words).replace("|", "\\|").replaceAll("'([^' ]+)'", "`$1`");
        return text.endsWith(".") ? text : text + ".";
    }
}
