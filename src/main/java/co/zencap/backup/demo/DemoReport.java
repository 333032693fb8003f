package co.zencap.backup.demo;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Table.Cell;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo did.
 *
 * @param operations in order, ended
 * @param local where the backups lie on this machine
 * @param bucket where they lie off site
 * @param api where the service listens
 */
record DemoReport(List<Operation> operations, Path local, URI bucket, URI api) {
    private static final int COMPLETE = 4;

    /** Whether all of it worked. */
    boolean passed() {
        return operations.size() == COMPLETE && operations.stream().allMatch(o -> o.state() == State.SUCCEEDED);
    }

    void print(Terminal terminal) {
        var table = new Table("STEP", "RESULT", ">TIME", ">SIZE", ">SPEED", "WHAT");
        for (Operation operation : operations) {
            Duration time = time(operation);
            long bytes = operation.state() == State.SUCCEEDED ? bytes(operation) : 0;
            table.row(
                    operation.kind(),
                    operation.state() == State.SUCCEEDED
                            ? new Cell("succeeded", Style.GOOD)
                            : new Cell(operation.state().toString(), Style.BAD),
                    Figures.duration(time),
                    bytes > 0 ? Figures.bytes(bytes) : "-",
                    bytes > 0 ? Figures.rate(bytes, time) : "-",
                    operation.state() == State.SUCCEEDED ? what(operation) : "-");
        }
        terminal.out().println();
        table.print(terminal);
        terminal.out().println();
        Operation backup = operations.get(0);
        if (backup.state() == State.SUCCEEDED) {
            new Table("", "")
                    .row("Backup", backup.backupId())
                    .row("On this machine", local)
                    .row("Off site", bucket)
                    .print(terminal);
        }
        for (Operation operation : operations) {
            Problem problem = operation.problem();
            if (operation.state() == State.FAILED && problem != null) {
                terminal.out().println(terminal.paint(Style.BAD, "FAILED ") + problem.sentence());
            }
        }
    }

    void printJson(Terminal terminal) throws JsonProcessingException {
        var document = new LinkedHashMap<String, Object>();
        document.put("passed", passed());
        document.put("backupId", operations.get(0).backupId());
        document.put("api", api);
        document.put("local", local.toString());
        document.put("bucket", bucket);
        document.put("operations", operations);
        terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    private static Duration time(Operation operation) {
        return operation.durationMillis() == null ? Duration.ZERO : Duration.ofMillis(operation.durationMillis());
    }

    /** What the step's speed is measured by: the database's bytes for dump and restore, the stored ones else. */
    private long bytes(Operation operation) {
        return switch (operation.kind()) {
            case BACKUP -> number(operation.result(), "plainBytes");
            case RESTORATION_TEST, RECOVERY -> number(operations.get(0).result(), "plainBytes");
            case UPLOAD -> number(operation.result(), "storedBytes");
            case VERIFICATION -> copies(operation).stream()
                    .mapToLong(c -> number(c, "bytesRead"))
                    .sum();
            case FILE_RESTORATION -> number(operation.result(), "bytes");
            case CLEANUP -> number(operation.result(), "freedBytes");
            case SECURITY_CHECK,
                    CATALOG_REBUILD,
                    KEY_ROTATION,
                    ERASURE,
                    TABLE_RESTORATION,
                    TABLE_COMPARISON,
                    COPY_BACK -> 0;
        };
    }

    private static String what(Operation operation) {
        Map<String, Object> result = operation.result();
        return switch (operation.kind()) {
            case BACKUP -> "stored as " + Figures.bytes(number(result, "storedBytes")) + ", compressed and encrypted; "
                    + tablesAndRows(result);
            case UPLOAD -> "to the bucket, each part's checksum confirmed";
            case VERIFICATION -> {
                List<Map<?, ?>> copies = copies(operation);
                long checks =
                        copies.stream().mapToLong(c -> number(c, "checks")).sum();
                yield copies.size() + " copies read back whole, " + checks + " checks";
            }
            case RESTORATION_TEST, RECOVERY -> "restored and compared: " + tablesAndRows(result);
            case FILE_RESTORATION -> number(result, "files") + " files brought back";
            case CLEANUP -> number(result, "deleted") + " backups deleted";
            case SECURITY_CHECK -> number(result, "passed") + " security checks passed";
            case CATALOG_REBUILD -> number(result, "backups") + " backups listed again";
            case KEY_ROTATION -> number(result, "changed") + " objects made with the new key";
            case ERASURE -> "the data key is destroyed";
            case TABLE_RESTORATION -> "restored beside the live tables: " + tablesAndRows(result);
            case TABLE_COMPARISON -> number(result, "missing") + number(result, "changed")
                    + number(result, "unexpected")
                    + " rows differ";
            case COPY_BACK -> number(result, "inserted") + number(result, "updated") + " rows copied back";
        };
    }

    private static String tablesAndRows(Map<String, Object> result) {
        return Figures.content(number(result, "tables"), number(result, "rows"));
    }

    private static List<Map<?, ?>> copies(Operation verification) {
        var copies = new ArrayList<Map<?, ?>>();
        verification.result().values().forEach(v -> {
            if (v instanceof Map<?, ?> copy && copy.containsKey("checks")) {
                copies.add(copy);
            }
        });
        return copies;
    }

    private static long number(Map<?, ?> figures, String name) {
        return figures != null && figures.get(name) instanceof Number n ? n.longValue() : 0;
    }
}
