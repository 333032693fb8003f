package co.zencap.backup.cli;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the backups. */
@Command(
        name = "list",
        description = "Lists the backups, the newest first.",
        footer = {"", "Example: ./zencap list --json | jq -r '.[] | select(.verified | not) | .id'"})
final class ListCommand extends SurroundedCommand {
    /** Kinds of backups that no restoration test restores into a database. */
    private static final Set<String> UNTESTED = Set.of("files", "base");

    @Option(names = "--json", description = "Print the array of backups as the API gives it.")
    private boolean json;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        Terminal terminal = surroundings().terminal();
        if (json) {
            terminal.out().println(api.backups().toPrettyString());
            return ExitStatus.OK;
        }
        List<BackupRow> backups = api.backupRows();
        if (backups.isEmpty()) {
            terminal.err()
                    .println(none(
                            api.status().path("catalog").path("waitingBackups").asInt()));
            return ExitStatus.OK;
        }
        Instant now = surroundings().clock().instant();
        // Most installations have none of either.
        boolean anySafety = backups.stream().anyMatch(backup -> backup.safetyOf() != null);
        boolean held = backups.stream().anyMatch(backup -> backup.hold() != null);
        var table = new Table(
                "ID",
                "TARGET",
                "KIND",
                "CREATED",
                ">SIZE",
                ">STORED",
                "COPIES",
                "VERIFIED",
                "TESTED",
                anySafety ? "SAFETY BACKUP OF" : "",
                held ? "LEGAL HOLD" : "");
        for (BackupRow backup : backups) {
            table.row(
                    backup.id(),
                    backup.target(),
                    backup.kind(),
                    Figures.relative(backup.createdAt(), now),
                    Figures.bytes(backup.plainBytes()),
                    Figures.bytes(backup.storedBytes()) + (backup.encrypted() ? "" : " (plain)"),
                    copies(backup),
                    verified(backup),
                    UNTESTED.contains(backup.kind()) ? new Cell("-", Style.DIM) : tested(backup.tested()),
                    backup.safetyOf() == null ? "" : new Cell("recovery " + backup.safetyOf(), Style.DOUBTFUL),
                    held ? backup.hold() : "");
        }
        table.print(terminal);
        return ExitStatus.OK;
    }

    /** @param waiting how many there are that the catalog has not got yet */
    private static String none(int waiting) {
        return waiting == 0
                ? "There is no backup yet. HINT: ./zencap backup --wait makes one."
                : "No backup is listed yet: " + Figures.count(waiting, "backup") + " that "
                        + (waiting == 1 ? "was" : "were") + " made while the catalog was away "
                        + (waiting == 1 ? "waits" : "wait") + " to be put into it."
                        + " HINT: that happens within half a minute; then ask again.";
    }

    private static Cell copies(BackupRow backup) {
        String repositories = String.join(", ", backup.repositories());
        return backup.pending() ? new Cell(repositories + " (NOT off site)", Style.DOUBTFUL) : Cell.of(repositories);
    }

    private static Cell verified(BackupRow backup) {
        if (backup.damaged()) {
            return new Cell("FAILED", Style.BAD);
        }
        return backup.verified() ? new Cell("yes", Style.GOOD) : new Cell("not yet", Style.DOUBTFUL);
    }

    private static Cell tested(Boolean passed) {
        if (passed == null) {
            return new Cell("not yet", Style.DIM);
        }
        return passed ? new Cell("yes", Style.GOOD) : new Cell("FAILED", Style.BAD);
    }
}
