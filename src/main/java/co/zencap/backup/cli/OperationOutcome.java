package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows an operation that was just started, after waiting for its end if that is wanted. */
final class OperationOutcome {
    private final Surroundings surroundings;
    private final ApiClient api;

    OperationOutcome(Surroundings surroundings, ApiClient api) {
        this.surroundings = surroundings;
        this.api = api;
    }

    /** The exit status: whether it was started, or with {@code wait} how it ended. */
    int show(Operation started, boolean wait, boolean json)
            throws ApiFailure, InterruptedException, JsonProcessingException {
        Operation operation = wait ? surroundings.toTheEnd(started, api::operation) : started;
        Terminal terminal = surroundings.terminal();
        if (json) {
            terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(operation));
        }
        if (operation.state() == State.FAILED) {
            Failures.print(operation.problem(), terminal);
            return ExitStatus.FAILED;
        }
        if (!json) {
            terminal.out().println(operation.isRunning() ? startedSentence(operation) : sentence(operation, terminal));
            if (!operation.isRunning()) {
                wayBack(operation, terminal);
            }
        }
        return ExitStatus.OK;
    }

    /** Where what was there before is now, and how it comes back; of recoveries and their undoing only. */
    private static void wayBack(Operation operation, Terminal terminal) {
        Map<String, Object> result = operation.result() == null ? Map.of() : operation.result();
        if (result.get("recoveryId") instanceof String id) {
            terminal.out().println("Recovery " + id + " is in use.");
            if (result.get("keptAs") instanceof String kept) {
                terminal.out().println("What was there before is kept as " + Terminal.harmless(kept) + ".");
                line("undo", "./zencap disaster-recovery --undo " + id + " --wait", terminal);
                drop(kept, terminal);
            }
        }
        if (result.get("undoes") instanceof String id && result.get("keptAs") instanceof String kept) {
            terminal.out()
                    .println("What was there before recovery " + id
                            + " is in use again. What had been recovered lies in " + Terminal.harmless(kept) + ".");
            drop(kept, terminal);
        }
    }

    /** A database is dropped by its name; folders, which have slashes in theirs, by hand. */
    private static void drop(String kept, Terminal terminal) {
        if (!kept.contains("/")) {
            line("drop it", "./zencap disaster-recovery --drop-kept " + kept, terminal);
        }
    }

    private static void line(String what, String command, Terminal terminal) {
        terminal.out().println(String.format(Locale.ROOT, "  %-11s%s", what, Terminal.harmless(command)));
    }

    /** The same for several; the exit status is the worst. JSON is an array where there are several. */
    int showAll(List<Operation> started, boolean wait, boolean json)
            throws ApiFailure, InterruptedException, JsonProcessingException {
        Terminal terminal = surroundings.terminal();
        boolean array = json && started.size() > 1;
        int worst = ExitStatus.OK;
        for (int i = 0; i < started.size(); i++) {
            terminal.out().print(array ? i == 0 ? "[" : ", " : "");
            worst = Math.max(worst, show(started.get(i), wait, json));
        }
        terminal.out().print(array ? "]\n" : "");
        return worst;
    }

    private static String startedSentence(Operation operation) {
        return "Started " + operation.kind() + " " + operation.id()
                + ". ./zencap status shows it; --wait waits for it.";
    }

    private static String sentence(Operation operation, Terminal terminal) {
        var sentence = new ArrayList<String>();
        sentence.add(operation.kind() + " " + terminal.paint(Style.GOOD, "succeeded"));
        if (operation.backupId() != null) {
            sentence.add("backup " + operation.backupId());
        }
        if (operation.durationMillis() != null) {
            sentence.add(Figures.duration(Duration.ofMillis(operation.durationMillis())));
        }
        Map<String, Object> result = operation.result() == null ? Map.of() : operation.result();
        if (result.get("plainBytes") instanceof Number plain && result.get("storedBytes") instanceof Number stored) {
            sentence.add(Figures.bytes(plain.longValue()) + " stored as " + Figures.bytes(stored.longValue()));
        }
        if (result.get("files") instanceof Number files) {
            sentence.add(Figures.count(files.longValue(), "file"));
        }
        if (result.get("deleted") instanceof Number deleted && result.get("freedBytes") instanceof Number freed) {
            sentence.add(Figures.count(deleted.longValue(), "backup") + " deleted, " + Figures.bytes(freed.longValue())
                    + " freed");
        }
        if (result.get("folder") instanceof String folder) {
            sentence.add("in " + folder);
        }
        if (result.get("tables") instanceof Number tables && result.get("rows") instanceof Number rows) {
            sentence.add(Figures.content(tables.longValue(), rows.longValue()));
        }
        if (result.get("schema") instanceof String schema && result.containsKey("restored")) {
            sentence.add("in schema " + schema + "; ./zencap table diff " + schema + " TABLE compares");
        }
        if (result.get("inserted") instanceof Number inserted && result.get("updated") instanceof Number updated) {
            sentence.add(Figures.count(inserted.longValue(), "row") + " put in, " + Figures.count(updated.longValue())
                    + " replaced");
        }
        if (Boolean.FALSE.equals(result.get("contentCompared"))) {
            sentence.add("only counts were compared, not the content");
        }
        return String.join(", ", sentence);
    }
}
