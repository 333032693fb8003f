package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Revokes a key. */
@Command(
        name = "revoke",
        description = {
            "Revokes a key for good.",
            "It opens nothing from now on, and whoever has signed in with it is out. Other nodes follow within 10 seconds."
        },
        footer = {"", "Example: ./zencap api-key revoke anna"})
final class RevokeApiKeyCommand extends SurroundedCommand {
    @Parameters(paramLabel = "NAME", description = "The key's name or id, as ./zencap api-key list shows it.")
    private String name;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    RevokeApiKeyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode revoked = surroundings().api().revokeApiKey(name);
        surroundings()
                .terminal()
                .out()
                .println(
                        json
                                ? revoked.toPrettyString()
                                : "The key " + revoked.path("name").asText() + " is revoked.");
        return ExitStatus.OK;
    }
}
