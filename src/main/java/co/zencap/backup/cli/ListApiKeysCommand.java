package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists keys. */
@Command(
        name = "list",
        description = "Lists the keys: who has them, what they open, until when, and when they were used last.",
        footer = {"", "A key that nobody has used for months is best revoked. Example: ./zencap api-key list --all"})
final class ListApiKeysCommand extends SurroundedCommand {
    @Option(names = "--all", description = "Show also those that are revoked or have expired.")
    private boolean all;

    @Option(names = "--json", description = "Print what the API gives: all of them.")
    private boolean json;

    ListApiKeysCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode keys = surroundings().api().apiKeys();
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(keys.toPrettyString());
            return ExitStatus.OK;
        }
        Instant now = surroundings().clock().instant();
        var table = new Table("NAME", "ROLE", "STATE", "MADE", "BY", "UNTIL", "LAST USED");
        int shown = 0;
        for (JsonNode key : keys) {
            String state = key.path("state").asText();
            if (all || state.equals("active")) {
                shown++;
                table.row(
                        key.path("name").asText(),
                        key.path("role").asText(),
                        new Cell(state, state.equals("active") ? Style.GOOD : Style.DIM),
                        time(key, "createdAt", now),
                        key.path("createdBy").asText(),
                        key.hasNonNull("expiresAt") ? key.path("expiresAt").asText() : "no end",
                        time(key, "lastUsedAt", now));
            }
        }
        if (shown == 0) {
            terminal.err()
                    .println(
                            "No key is in force but ADMIN_API_KEY. HINT: ./zencap api-key create NAME --role ROLE makes one.");
        } else {
            table.print(terminal);
        }
        return ExitStatus.OK;
    }

    private static String time(JsonNode key, String name, Instant now) {
        return key.hasNonNull(name)
                ? Figures.relative(Instant.parse(key.path(name).asText()), now)
                : "never";
    }
}
