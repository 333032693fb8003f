package co.zencap.backup.backup;

import co.zencap.backup.postgres.FailureCause;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.ToolFailure;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.archive.Difference;
import co.zencap.backup.postgres.archive.ExtensionTables;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.archive.RowCounts;
import co.zencap.backup.postgres.archive.TableFiles;
import co.zencap.backup.postgres.archive.TableName;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code backup-database} that ask the server whether pg_dump has got what the snapshot holds. */
public final class DumpWitness {
    private static final Logger LOG = LoggerFactory.getLogger(DumpWitness.class);

    /** How often a dump is begun before tables that never hold still are called a failure. */
    private static final int ATTEMPTS = 5;

    private final Settings settings;

    public DumpWitness(Settings settings) {
        this.settings = settings;
    }

    /**
     * Waits until pg_dump writes, which it does only when it has locked every table, and sees whether one of them was
     * emptied in the moment between snapshot and lock. Then the dump is ended and the run
     * {@linkplain BackupRun#isUnsettled() stays unsettled}, so that the route begins it anew, with a new snapshot.
     *
     * @throws IOException when the program failed, or when tables were changed at every attempt
     */
    public ToolPayload settle(@Body ToolPayload dump, @ExchangeProperty("run") BackupRun run)
            throws IOException, SQLException {
        Set<TableName> changed;
        try {
            dump.awaitOutput();
            changed = changed(run.snapshot());
        } catch (ToolFailure e) {
            changed = goneBeforeLocked(run, e);
        }
        if (changed.isEmpty()) {
            run.settle();
            return dump;
        }
        dump.close();
        if (run.attempts() >= ATTEMPTS) {
            throw new IOException("Tables were truncated, rewritten or dropped between the snapshot and the dump, "
                    + ATTEMPTS + " times in a row, so that the dump would miss their rows: " + changed
                    + ". HINT: run the backup when nobody does that to them, or empty them with DELETE.");
        }
        LOG.info("Tables changed between the snapshot and the dump, which is begun anew: {}", changed);
        run.renewSnapshot(settings.databaseOf(run.operation().target()).name());
        return dump;
    }

    /** A table that the snapshot knows and nobody can lock any more ends pg_dump, in words of the server's language. */
    private static Set<TableName> goneBeforeLocked(BackupRun run, ToolFailure failure)
            throws IOException, SQLException {
        if (failure.reason() != FailureCause.OTHER) {
            throw failure;
        }
        Set<TableName> changed = changed(run.snapshot());
        if (changed.isEmpty()) {
            throw failure;
        }
        return changed;
    }

    /**
     * Counts the rows on the server, in the dump's own snapshot, and compares: a witness that does not depend on pg_dump.
     *
     * @throws IOException when the dump has not what the server has
     */
    public void countRows(@ExchangeProperty("run") BackupRun run) throws IOException, SQLException {
        if (run.fingerprint().isEmpty()) {
            return;
        }
        run.operation().phase("count rows", 0);
        run.snapshot().waitAtMost(settings.limits().wallClock());
        noteExtensionTables(run);
        Fingerprint dumped = run.fingerprint().get();
        List<Difference> differences = differences(run, dumped);
        if (!differences.isEmpty()) {
            differences = differences(run, dumped); // a table may have been truncated while the first count went on
        }
        if (!differences.isEmpty()) {
            throw new IOException("The dump is not what the server holds in the same snapshot: "
                    + Difference.sentences(differences)
                    + " HINT: this points to a damaged index or a defect of pg_dump; check the tables with amcheck.");
        }
    }

    private static void noteExtensionTables(BackupRun run) throws SQLException {
        List<TableName> left = ExtensionTables.withRows(run.snapshot().connection());
        if (!left.isEmpty()) {
            run.notes()
                    .add(
                            "The rows of these tables are not in this backup, because they belong to extensions, which make"
                                    + " them anew: " + left);
        }
    }

    /** pg_dump's locks are gone by now: a table that has been emptied since can't be counted, and that is no fault. */
    private static List<Difference> differences(BackupRun run, Fingerprint dumped) throws IOException, SQLException {
        SnapshotSession snapshot = run.snapshot();
        Set<TableName> uncountable = changed(snapshot);
        if (!uncountable.isEmpty()) {
            String note = "The rows of these tables could not be counted on the server, because they were truncated or"
                    + " rewritten after the dump: " + uncountable;
            LOG.info(note);
            if (!run.notes().contains(note)) {
                run.notes().add(note);
            }
        }
        return RowCounts.of(snapshot.connection(), dumped, CatalogSchema.excludedFrom(snapshot), uncountable)
                .differences(dumped);
    }

    private static Set<TableName> changed(SnapshotSession snapshot) throws IOException, SQLException {
        TableFiles before = TableFiles.of(snapshot.connection());
        try (Connection now = DriverManager.getConnection(
                snapshot.url().jdbcUrl(), snapshot.url().jdbcProperties())) {
            return before.changed(TableFiles.of(now), CatalogSchema.excludedFrom(snapshot));
        } catch (SQLException e) {
            throw ServerFailure.of("see whether tables changed since the snapshot", snapshot.url(), e);
        }
    }
}
