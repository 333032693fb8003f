package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code undo-recovery}. */
public final class RecoveryUndo {
    private final Settings settings;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Clock clock;

    public RecoveryUndo(Settings settings, RecoveryRecords records, RecoveryNews news, Clock clock) {
        this.settings = settings;
        this.records = records;
        this.news = news;
        this.clock = clock;
    }

    /** Keeps recoveries of the database away, and makes sure that there is something to go back to. */
    public RecoveryRun open(@Body UndoRequest request) throws IOException {
        RecoveryRecord record = request.recovery();
        DatabaseRecovery database = DatabaseRecovery.open(
                settings.database().withDatabase(record.database()),
                record.id(),
                RestoreTools.of(settings),
                record.withOwners());
        try {
            if (database.state() != RecoveryState.SWAPPED) {
                throw new IOException(
                        "There is no database " + database.names().before() + " that could be put back."
                                + " HINT: ./zencap disaster-recovery --list shows the recoveries; psql -l shows the databases.");
            }
            return new RecoveryRun(request.operation(), database, Optional.empty(), false, record);
        } catch (IOException | RuntimeException | Error e) {
            try (database) {
                throw e;
            }
        }
    }

    /** Puts the database of before back. */
    public void swapBack(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("swap back", 0);
        run.database().undo(SwapStep.Witness.NONE);
    }

    /** Ends it well. */
    public CatalogEntry finish(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        RecoveryRecord undone = run.record().end(RecoveryRecord.State.UNDONE, clock.instant());
        run.record(undone);
        CatalogEntry entry = records.write(undone);
        run.getOperation().result("keptAs", run.database().names().beside());
        run.close();
        run.getOperation().succeed();
        return entry;
    }

    /** Tells people. */
    public Alert tell(@ExchangeProperty("recovery") RecoveryRun run) {
        return news.undone(
                run.record(),
                run.getOperation().snapshot(),
                run.database().names().beside());
    }

    /** Ends one that failed: the recovered database stays in use. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("recovery") RecoveryRun run) {
        String live = run == null ? "Nothing was changed." : leave(run, failure);
        Problem cause = Problem.of("The recovery of " + operation.target() + " could not be undone", failure);
        var problem = new Problem(cause.title(), cause.detail() + " " + live, cause.hint());
        operation.fail(problem);
        return news.failed(operation.id(), operation.snapshot(), problem);
    }

    private String leave(RecoveryRun run, Exception failure) {
        try (run) {
            boolean swapped = run.isSwapped();
            run.record(run.record()
                    .end(swapped ? RecoveryRecord.State.SUCCEEDED : RecoveryRecord.State.UNDONE, clock.instant()));
            records.write(run.record());
            return swapped
                    ? "The recovered database is still in use."
                    : "The database of before is in use again; what failed came after that.";
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            return "Which database is in use could not be asked; the next start of the service tells.";
        }
    }

    /** What the catalog has to know of one that failed. */
    public List<CatalogEntry> failedEntries(@ExchangeProperty("recovery") RecoveryRun run) {
        return run == null ? List.of() : List.of(records.entry(run.record(), null));
    }
}
