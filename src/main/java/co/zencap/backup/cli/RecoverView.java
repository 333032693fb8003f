package co.zencap.backup.cli;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.RecoveryNames;
import co.zencap.backup.recovery.database.Verified;
import co.zencap.backup.recovery.files.FilesVerified;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows what a recovery finds, plans and has done. */
final class RecoverView {
    private final Surroundings surroundings;
    private final Terminal terminal;
    private final boolean json;

    RecoverView(Surroundings surroundings, boolean json) {
        this.surroundings = surroundings;
        this.terminal = surroundings.terminal();
        this.json = json;
    }

    int list(List<Manifest> backups, List<String> passedOver) throws JsonProcessingException {
        if (json) {
            print(backups.stream().map(RecoverResult::backup).toList());
        } else {
            table(backups).print(terminal);
        }
        passedOver(passedOver);
        return ExitStatus.OK;
    }

    /** Of which one has to be chosen. */
    void targets(List<Manifest> newest) {
        table(newest).print(terminal.forNotes());
    }

    private Table table(List<Manifest> backups) {
        Instant now = surroundings.clock().instant();
        boolean anySafety = backups.stream().anyMatch(each -> each.safetyOf().isPresent());
        var table = new Table(
                "TARGET", "ID", "KIND", "DATA AS OF", "AGE", ">SIZE", ">STORED", anySafety ? "SAFETY BACKUP OF" : "");
        for (Manifest each : backups) {
            table.row(
                    each.target(),
                    each.id().value(),
                    each.kind().word(),
                    Shelf.moment(each).toString(),
                    Figures.relative(Shelf.moment(each), now),
                    Figures.bytes(each.plainBytes()),
                    Figures.bytes(each.storedBytes()) + (each.encryption().isPresent() ? "" : " (plain)"),
                    each.safetyOf().orElse(""));
        }
        return table;
    }

    /** The exit status tells whether it could be done. */
    int plan(RecoverResult plan) throws JsonProcessingException {
        if (json) {
            print(plan);
        } else {
            terminal.out()
                    .println("Backup " + plan.manifest().id() + " of "
                            + plan.manifest().target() + " ("
                            + plan.manifest().kind().word() + ") in " + plan.repository());
            terminal.out().println("Data as of " + asOf(plan));
            if (plan.database() != null) {
                terminal.out()
                        .println("Into " + plan.database() + ": fetch "
                                + Figures.bytes(plan.manifest().storedBytes()) + ", decrypt to "
                                + Figures.bytes(plan.dumpBytes()) + ", restore beside, compare, swap");
            }
            if (plan.filesIn() != null) {
                terminal.out()
                        .println("Files below " + Terminal.harmless(plan.filesIn()) + ": fetch, restore, compare");
            }
            if (!plan.checks().isEmpty()) {
                checks(plan.checks());
            }
            notes(plan.notes());
        }
        passedOver(plan.passedOver());
        if (plan.isBlocked()) {
            terminal.err()
                    .println(terminal.paintNote(Style.BAD, "Nothing was changed")
                            + ": something stands in the way."
                            + (json ? "" : " HINT: see above what to do."));
            return ExitStatus.REFUSED;
        }
        return ExitStatus.OK;
    }

    private void checks(List<PreflightCheck> checks) {
        var table = new Table("CHECK", "RESULT", "FOUND");
        for (PreflightCheck check : checks) {
            Style style =
                    switch (check.outcome()) {
                        case OK -> Style.GOOD;
                        case WARNING -> Style.DOUBTFUL;
                        case BLOCKING -> Style.BAD;
                    };
            table.row(
                    check.about(),
                    new Cell(check.outcome().name().toLowerCase(Locale.ROOT), style),
                    check.detail() + (check.hint().isEmpty() ? "" : " HINT: " + check.hint()));
        }
        table.print(terminal);
    }

    int recovered(RecoverResult result, RunningOperation operation) throws JsonProcessingException {
        Map<String, Long> timings = operation.timings();
        result.timings(timings);
        passedOver(result.passedOver());
        if (json) {
            print(result);
            return ExitStatus.OK;
        }
        terminal.out()
                .println(terminal.paint(Style.GOOD, "Recovered")
                        + (result.database() == null ? "" : " " + result.database())
                        + (result.filesIn() == null
                                ? ""
                                : (result.database() == null ? " files to " : ", files to ") + result.filesIn()));
        line(
                "from",
                "backup " + result.manifest().id() + " of " + result.manifest().target() + " in "
                        + result.repository());
        line("data as of", asOf(result));
        if (result.verified() != null) {
            line("verified", verified(result.verified()));
        }
        if (result.files() != null) {
            line(
                    "files",
                    Figures.count(
                                    result.files().stream()
                                            .mapToLong(Restored::files)
                                            .sum(),
                                    "file")
                            + ", "
                            + Figures.bytes(result.files().stream()
                                    .mapToLong(Restored::bytes)
                                    .sum()));
        }
        if (result.filesVerified() != null) {
            line("compared", filesVerified(result.filesVerified()));
        }
        line("took", took(operation, timings));
        notes(result.notes());
        if (result.keptAs() != null) {
            terminal.out().println("What was there before is kept as " + result.keptAs() + ".");
            wayBack(result.destination(), result.recoveryId());
        }
        if (result.filesKeptIn() != null) {
            terminal.out().println("The files that were there before are kept in " + result.filesKeptIn() + ".");
            wayBack("--files-to '" + result.filesIn() + "'", result.recoveryId());
        }
        return ExitStatus.OK;
    }

    private void wayBack(String destination, String id) {
        line("undo", "./zencap recover " + destination + " --undo " + id);
        line("drop it", "./zencap recover " + destination + " --forget " + id);
    }

    static String filesVerified(List<FilesVerified> verified) {
        return Figures.count(verified.stream().mapToLong(FilesVerified::paths).sum(), "path")
                + " and "
                + Figures.bytes(
                        verified.stream().mapToLong(FilesVerified::bytes).sum())
                + " of content are as the backup's index says";
    }

    private void line(String what, String text) {
        terminal.out().println(String.format(Locale.ROOT, "  %-11s%s", what, Terminal.harmless(text)));
    }

    static String verified(Verified verified) {
        String rows = verified.content()
                ? "every row of " + Figures.content(verified.tables(), verified.rows()) + " equals what was backed up"
                : verified.tables() == 0
                        ? "rows were not compared"
                        : "counts only: " + Figures.content(verified.tables(), verified.rows());
        String objects = verified.objects() == 0
                ? ""
                : "; " + Figures.count(verified.objects(), "object is made as it was", "objects are made as they were");
        return rows
                + objects
                + verified.leftOut().stream().map(each -> " (" + each + ")").collect(Collectors.joining());
    }

    private static String took(RunningOperation operation, Map<String, Long> timings) {
        Long millis = operation.snapshot().durationMillis();
        String steps = timings.entrySet().stream()
                .filter(step -> step.getValue() >= 50)
                .map(step -> step.getKey() + " " + Figures.duration(Duration.ofMillis(step.getValue())))
                .collect(Collectors.joining(", "));
        return Figures.duration(Duration.ofMillis(millis == null ? 0 : millis)) + " (" + steps + ")";
    }

    private String asOf(RecoverResult result) {
        return result.moment() + " ("
                + Figures.relative(result.moment(), surroundings.clock().instant()) + ")";
    }

    int undone(RecoveryNames names, String destination) throws JsonProcessingException {
        if (json) {
            print(Map.of("database", names.live(), "recoveryId", names.id(), "keptAs", names.beside()));
        } else {
            terminal.out()
                    .println("The database of before is " + names.live() + " again. What was recovered lies in "
                            + names.beside() + ".");
            line("drop it", "./zencap recover " + destination + " --forget " + names.id());
        }
        return ExitStatus.OK;
    }

    void filesUndone(String id, Path folder, String kept) throws JsonProcessingException {
        if (json) {
            print(Map.of("folder", folder.toString(), "recoveryId", id, "keptIn", kept));
        } else {
            terminal.out()
                    .println("What was in " + folder + " before is there again. What was recovered lies in " + kept
                            + ".");
            line("drop it", "./zencap recover --files-to '" + folder + "' --forget " + id);
        }
    }

    void filesForgotten(String id, Path folder, String deleted) throws JsonProcessingException {
        if (json) {
            print(Map.of("folder", folder.toString(), "recoveryId", id, "deleted", deleted));
        } else {
            terminal.out().println(deleted + " is deleted.");
        }
    }

    int forgotten(RecoveryNames names, String dropped) throws JsonProcessingException {
        if (json) {
            print(Map.of("database", names.live(), "recoveryId", names.id(), "dropped", dropped));
        } else {
            terminal.out().println(dropped + " is dropped.");
        }
        return ExitStatus.OK;
    }

    private void notes(List<String> notes) {
        notes.forEach(note -> terminal.out().println("NOTE: " + Terminal.harmless(note)));
    }

    private void passedOver(List<String> passedOver) {
        passedOver.forEach(each -> terminal.err().println("NOTE: passed over: " + Terminal.harmless(each)));
    }

    private void print(Object value) throws JsonProcessingException {
        terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
