package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists entries of the audit trail. */
@Command(
        name = "list",
        description = "Lists entries of the audit trail that fit, the newest first.",
        footer = {
            "",
            "Exit status 1 when the catalog says that the trail was changed. Example: ./zencap audit list anna --limit 20"
        })
final class ListAuditCommand extends SurroundedCommand {
    @Parameters(arity = "0..1", paramLabel = "WORDS", description = "Text anywhere in an entry.")
    private Optional<String> words = Optional.empty();

    @Option(names = "--actor", paramLabel = "NAME", description = "What this key, person or part did.")
    private Optional<String> actor = Optional.empty();

    @Option(names = "--action", paramLabel = "ACTION", description = "Such as backup, sign-in, wrong-key, edit-routes.")
    private Optional<String> action = Optional.empty();

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "done, begun, refused or failed.")
    private Optional<String> outcome = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = "Like 2026-11-26, or 2026-11-26T07:30:00Z.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "The same; a day counts to its end.")
    private Optional<String> until = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Show at most so many (100).")
    private int limit;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    ListAuditCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> search = new LinkedHashMap<>();
        words.ifPresent(text -> search.put("q", text));
        actor.ifPresent(text -> search.put("actor", text));
        action.ifPresent(text -> search.put("action", text));
        outcome.ifPresent(text -> search.put("outcome", text));
        since.ifPresent(text -> search.put("since", time("--since", text, 0)));
        until.ifPresent(text -> search.put("until", time("--until", text, 1)));
        search.put("limit", String.valueOf(limit));
        JsonNode answer = surroundings().api().audit(search);
        Terminal terminal = surroundings().terminal();
        JsonNode chain = answer.path("chain");
        boolean intact = chain.path("intact").asBoolean();
        if (json) {
            terminal.out().println(answer.toPrettyString());
        } else {
            show(answer.path("entries"), terminal);
            if (!intact) {
                terminal.err()
                        .println("The trail was changed: entry "
                                + chain.path("firstBroken").asText()
                                + " does not fit. HINT: ./zencap audit verify tells more.");
            }
        }
        return intact ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private static void show(JsonNode entries, Terminal terminal) {
        if (entries.isEmpty()) {
            terminal.err().println("There is no such entry.");
            return;
        }
        var table = new Table(">NO.", "WHEN", "WHO", "FROM", "WHAT", "OUTCOME", "ABOUT");
        for (JsonNode entry : entries) {
            String outcome = entry.path("outcome").asText("done");
            table.row(
                    entry.path("seq").asText(),
                    entry.path("at").asText(),
                    line(entry, "actor"),
                    line(entry, "source"),
                    line(entry, "action"),
                    new Cell(outcome, style(outcome)),
                    (line(entry, "target") + " " + line(entry, "backupId") + " " + line(entry, "reason")).strip());
        }
        table.print(terminal);
    }

    private static Style style(String outcome) {
        return switch (outcome) {
            case "failed" -> Style.BAD;
            case "refused" -> Style.DOUBTFUL;
            default -> Style.PLAIN;
        };
    }

    private static String line(JsonNode entry, String name) {
        return entry.path(name).asText("").replaceAll("\\p{Cntrl}+", " ");
    }

    private String time(String option, String text, int daysLater) {
        ZoneId zone = surroundings().clock().getZone();
        String iso = text.strip().replace(' ', 'T');
        try {
            if (!iso.contains("T")) {
                return LocalDate.parse(iso)
                        .plusDays(daysLater)
                        .atStartOfDay(zone)
                        .toInstant()
                        .toString();
            }
            return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant().toString()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant().toString();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    option + " is '" + text
                            + "', which is no time. HINT: write it like 2026-11-26, '2026-11-26 07:30' or 2026-11-26T07:30:00Z.");
        }
    }
}
