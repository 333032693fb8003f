package co.zencap.backup.drill;

import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.archive.DatabaseScan;
import co.zencap.backup.postgres.archive.Difference;
import co.zencap.backup.postgres.archive.DifferingKeys;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Compares a restored database with the fingerprint of its backup, and names what differs. */
final class ContentComparison {
    private static final Duration KEY_SEARCH_LIMIT = Duration.ofMinutes(2);

    private final TestRun run;
    private final PostgresCommands commands;
    private final Settings settings;

    ContentComparison(TestRun run, PostgresCommands commands, Settings settings) {
        this.run = run;
        this.commands = commands;
        this.settings = settings;
    }

    /** @throws IOException naming every difference */
    void run() throws IOException, SQLException, InterruptedException {
        Fingerprint expected = run.backup()
                .manifest()
                .fingerprint()
                .orElseThrow(() -> new IOException("Backup "
                        + run.backup().manifest().id() + " has no fingerprint, so nothing can be"
                        + " compared, and 'restored without error' proves little. HINT: set BACKUP_FINGERPRINT=full"
                        + " (or counts), and make a new backup."));
        run.operation().phase("compare", 0);
        Fingerprint restored = DatabaseScan.of(
                run.sandbox().dataSource(),
                commands.session(run.sandbox().url(), run.sandbox().passFile(), settings.toolLimits()),
                expected,
                settings.performance().restoreJobs());
        List<Difference> differences = expected.differences(restored);
        if (!differences.isEmpty()) {
            throw failure(expected, differences);
        }
        report(expected);
    }

    private IOException failure(Fingerprint expected, List<Difference> found) {
        List<Difference> differences = expected.countsOnly() ? found : explained(expected, found);
        differences.forEach(d -> run.differences().add(d.sentence()));
        return new IOException((expected.countsOnly()
                        ? "The restored database differs from the source as of the dump's snapshot by its counts"
                                + " (content was not compared): "
                        : "The restored content differs from the source as of the dump's snapshot: ")
                + Difference.sentences(differences)
                + " HINT: keep this backup for analysis, verify it and make a new one at once.");
    }

    /** With the keys of the rows that differ. */
    private List<Difference> explained(Fingerprint expected, List<Difference> differences) {
        run.operation().phase("find differing keys", 0);
        long room = run.sandbox().hasOwnServer()
                ? run.archive().getParent().toFile().getUsableSpace()
                : Long.MAX_VALUE; // another machine's disk
        return new DifferingKeys(run.sandbox().dataSource(), run.archive(), expected, room, KEY_SEARCH_LIMIT)
                .explain(differences);
    }

    private void report(Fingerprint expected) throws IOException {
        int tables = expected.tables().size();
        run.operation().result("tables", tables);
        run.operation().result("rows", expected.totalRows());
        run.operation().result("contentCompared", !expected.countsOnly());
        run.report()
                .put(
                        "database",
                        Map.of(
                                "tables",
                                tables,
                                "rows",
                                expected.totalRows(),
                                "largeObjects",
                                expected.largeObjects().count(),
                                "contentCompared",
                                !expected.countsOnly(),
                                "serverMajor",
                                run.sandbox().serverMajor()));
    }
}
