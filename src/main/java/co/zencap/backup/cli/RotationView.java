package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What came of a change of the key, or of a look at what hangs on which. */
final class RotationView {
    private final Terminal terminal;
    private final boolean json;

    RotationView(Surroundings surroundings, boolean json) {
        this.terminal = surroundings.terminal();
        this.json = json;
    }

    /** The exit status. */
    int show(Operation operation) throws JsonProcessingException {
        if (json) {
            terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(operation));
        }
        if (operation.state() == State.FAILED) {
            if (!json && operation.result() != null) {
                table(Json.MAPPER.valueToTree(operation.result()));
            }
            Failures.print(operation.problem(), terminal);
            return ExitStatus.FAILED;
        }
        if (!json) {
            print(Json.MAPPER.valueToTree(operation.result()));
        }
        return ExitStatus.OK;
    }

    private void print(JsonNode result) {
        table(result);
        long left = result.path("left").asLong();
        if (left > 0) {
            terminal.out()
                    .println(terminal.paint(Style.BAD, Figures.count(left))
                            + (left == 1 ? " object opens" : " objects open") + " with none of the keys at hand:");
            result.path("leftObjects").forEach(each -> terminal.out().println("  " + Terminal.harmless(each.asText())));
        }
        long looked = result.path("looked").asLong();
        if (result.path("dryRun").asBoolean()) {
            terminal.out()
                    .println(Figures.count(result.path("due").asLong()) + " of " + Figures.count(looked, "object")
                            + (looked == 1 ? " is" : " are") + " to be changed to key "
                            + result.path("key").asText() + ".");
            return;
        }
        terminal.out()
                .println(Figures.count(result.path("changed").asLong()) + " of " + Figures.count(looked, "object")
                        + " changed. Key "
                        + result.path("key").asText() + " alone opens everything: each was read with it.");
        List<String> released = texts(result.path("released"));
        if (!released.isEmpty()) {
            terminal.out()
                    .println("Not needed any more: " + String.join(", ", released)
                            + ". Take it out of BACKUP_ENCRYPTION_KEYS_OLD; keep it as long as versions of before, or copies"
                            + " of these repositories, are to be read.");
        }
    }

    private void table(JsonNode result) {
        List<String> older = texts(result.path("olderKeys"));
        String inForce = result.path("key").asText();
        var table = new Table("REPOSITORY", "KEY", "STATE", ">BACKUPS", ">LOGS", ">SIGNED");
        result.path("uses").fields().forEachRemaining(repository -> repository
                .getValue()
                .fields()
                .forEachRemaining(key -> table.row(
                        repository.getKey(),
                        Terminal.harmless(key.getKey()),
                        key.getKey().equals(inForce)
                                ? new Cell("in force", Style.GOOD)
                                : older.contains(key.getKey())
                                        ? new Cell("older", Style.DOUBTFUL)
                                        : new Cell("NOT AT HAND", Style.BAD),
                        Figures.count(key.getValue().path("backups").asLong()),
                        Figures.count(key.getValue().path("logs").asLong()),
                        Figures.count(key.getValue().path("others").asLong()))));
        table.print(terminal);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
