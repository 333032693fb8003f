package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how much the repositories hold, and what that costs. */
@Command(
        name = "storage",
        description = "Shows what each repository holds of each target, what that costs a month, and how it grows.",
        footer = {"", "Prices are those of config/storage-prices.yaml. Example: ./zencap storage"})
final class StorageCommand extends SurroundedCommand {
    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    StorageCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode storage = surroundings().api().storage();
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(storage.toPrettyString());
            return ExitStatus.OK;
        }
        String currency = storage.path("currency").asText();
        var table = new Table(
                "REPOSITORY", "TARGET", "CLASS", ">OBJECTS", ">SIZE", ">SHARE", ">" + currency + " A MONTH", ">A DAY");
        for (JsonNode repository : storage.path("repositories")) {
            for (JsonNode row : repository.path("rows")) {
                table.row(
                        repository.path("id").asText(),
                        row.path("target").asText(),
                        row.path("storageClass").asText(),
                        Figures.count(row.path("objects").asLong()),
                        Figures.bytes(row.path("bytes").asLong()),
                        Math.round(row.path("share").asDouble() * 100) + " %",
                        money(row.path("perMonth")),
                        growth(row.path("growthPerDay")));
            }
        }
        table.print(terminal);
        terminal.out().println("In all " + money(storage.path("perMonth")) + " " + currency + " a month.");
        disk(storage.path("disk"), terminal);
        notes(storage, terminal);
        return ExitStatus.OK;
    }

    private void disk(JsonNode disk, Terminal terminal) {
        if (disk.has("free")) {
            JsonNode fullAt = disk.path("fullAt");
            terminal.out()
                    .println("The local disk is " + disk.path("percent").asLong() + " % full, "
                            + Figures.bytes(disk.path("free").asLong()) + " are free; a day "
                            + growth(disk.path("growthPerDay")) + "."
                            + (fullAt.isTextual()
                                    ? " It will be full "
                                            + Figures.relative(
                                                    Instant.parse(fullAt.asText()),
                                                    surroundings().clock().instant())
                                            + "."
                                    : ""));
        } else if (disk.has("unreachable")) {
            terminal.out()
                    .println(terminal.paint(Style.BAD, "AWAY: ") + "the local disk: "
                            + disk.path("unreachable").asText());
        }
    }

    private static void notes(JsonNode storage, Terminal terminal) {
        for (JsonNode repository : storage.path("repositories")) {
            if (repository.has("notCounted")) {
                terminal.out()
                        .println("Not counted in " + repository.path("id").asText() + ": "
                                + repository.path("notCounted").asText() + ".");
            }
            if (repository.has("unreachable")) {
                terminal.out()
                        .println(terminal.paint(Style.BAD, "AWAY: ")
                                + repository.path("id").asText() + ": "
                                + repository.path("unreachable").asText());
            }
        }
        var unpriced = new ArrayList<String>();
        storage.path("withoutPrice").forEach(each -> unpriced.add(each.asText()));
        if (!unpriced.isEmpty()) {
            terminal.out()
                    .println("Without a price, and not part of it: " + String.join(", ", unpriced)
                            + ". HINT: add it to config/storage-prices.yaml.");
        }
    }

    private static String money(JsonNode amount) {
        return amount.isNumber()
                ? amount.decimalValue().setScale(2, RoundingMode.HALF_UP).toPlainString()
                : "?";
    }

    private static String growth(JsonNode bytes) {
        if (!bytes.isNumber()) {
            return "unknown";
        }
        long perDay = bytes.asLong();
        return (perDay < 0 ? "-" : "+") + Figures.bytes(Math.abs(perDay));
    }
}
