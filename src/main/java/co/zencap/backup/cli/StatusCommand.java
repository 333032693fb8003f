package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how the service is. */
@Command(
        name = "status",
        description = "Shows how the service is and what about it you should know; exit status 1 when it is unhealthy.")
final class StatusCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print the status as the API gives it.")
    private boolean json;

    StatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        JsonNode status = api.status();
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(status.toPrettyString());
        } else {
            new StatusView(status, surroundings().clock().instant()).print(api.address(), terminal);
        }
        return "unhealthy".equals(status.path("status").asText()) ? ExitStatus.FAILED : ExitStatus.OK;
    }
}
