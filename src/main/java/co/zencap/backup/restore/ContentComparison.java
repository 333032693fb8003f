package co.zencap.backup.restore;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.archive.DatabaseScan;
import co.zencap.backup.postgres.archive.Difference;
import co.zencap.backup.postgres.archive.DifferingKeys;
import co.zencap.backup.postgres.archive.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Compares a restored database with the fingerprint of its backup, and names what differs. */
public final class ContentComparison {
    private static final Duration KEY_SEARCH_LIMIT = Duration.ofMinutes(2);

    private final Manifest backup;
    private final RestoredDatabase restored;
    private final RestoreTools tools;
    private final Path archive;
    private final long room;

    /**
     * @param backup whose fingerprint is expected
     * @param restored is at rest
     * @param archive the decrypted dump, which knows which rows differ; may be gone
     * @param room bytes that the search for those may take on the database's disk
     */
    public ContentComparison(Manifest backup, RestoredDatabase restored, RestoreTools tools, Path archive, long room) {
        this.backup = backup;
        this.restored = restored;
        this.tools = tools;
        this.archive = archive;
        this.room = room;
    }

    /**
     * Compares every table; where the fingerprint has counts only, the counts.
     *
     * @param differences gets each as a sentence with all that is known of it
     * @return what was compared
     * @throws IOException naming every difference
     */
    public Fingerprint run(RunningOperation operation, Consumer<String> differences)
            throws IOException, SQLException, InterruptedException {
        Fingerprint expected = backup.fingerprint()
                .orElseThrow(() -> new IOException("Backup " + backup.id() + " has no fingerprint, so nothing can be"
                        + " compared, and 'restored without error' proves little. HINT: set BACKUP_FINGERPRINT=full"
                        + " (or counts), and make a new backup."));
        operation.phase("compare", 0);
        Fingerprint found = DatabaseScan.of(
                restored.dataSource(),
                tools.commands(backup).session(restored.url(), restored.passFile(), tools.limits()),
                expected,
                tools.jobs());
        List<Difference> differing = expected.differences(found);
        if (!differing.isEmpty()) {
            throw failure(operation, expected, differing, differences);
        }
        operation.result("tables", expected.tables().size());
        operation.result("rows", expected.totalRows());
        operation.result("contentCompared", !expected.countsOnly());
        return expected;
    }

    private IOException failure(
            RunningOperation operation, Fingerprint expected, List<Difference> found, Consumer<String> told) {
        List<Difference> differences =
                expected.countsOnly() || Files.notExists(archive) ? found : explained(operation, expected, found);
        differences.forEach(d -> told.accept(d.sentence()));
        return new IOException((expected.countsOnly()
                        ? "The restored database differs from the source as of the dump's snapshot by its counts"
                                + " (content was not compared): "
                        : "The restored content differs from the source as of the dump's snapshot: ")
                + Difference.sentences(differences)
                + " HINT: keep this backup for analysis, verify it and make a new one at once.");
    }

    /** With the keys of the rows that differ. */
    private List<Difference> explained(RunningOperation operation, Fingerprint expected, List<Difference> differences) {
        operation.phase("find differing keys", 0);
        return new DifferingKeys(restored.dataSource(), archive, expected, room, KEY_SEARCH_LIMIT).explain(differences);
    }
}
