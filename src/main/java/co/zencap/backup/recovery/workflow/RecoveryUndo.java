package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code undo-recovery}. */
public final class RecoveryUndo {
    private final RecoveryOpening opening;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Clock clock;

    public RecoveryUndo(RecoveryOpening opening, RecoveryRecords records, RecoveryNews news, Clock clock) {
        this.opening = opening;
        this.records = records;
        this.news = news;
        this.clock = clock;
    }

    /** Keeps other recoveries away, and makes sure that there is something to go back to. */
    public RecoveryRun open(@Body UndoRequest request) throws IOException {
        RecoveryRecord record = request.recovery();
        request.operation().result(RecoveryResumption.UNDOES, record.id());
        List<RecoveryPart> parts = opening.again(record);
        try {
            var run = new RecoveryRun(request.operation(), parts, List.of(), Optional.empty(), false, record);
            if (run.undoable().isEmpty()) {
                throw new IOException(
                        "There is no "
                                + run.reversible().stream()
                                        .map(RecoveryPart::before)
                                        .collect(Collectors.joining(", no "))
                                + " that could be put back."
                                + " HINT: ./zencap disaster-recovery --list shows the recoveries; psql -l shows the databases.");
            }
            return run;
        } catch (IOException | RuntimeException | Error e) {
            RecoveryOpening.close(parts, e);
            throw e;
        }
    }

    /** Puts back what was there before. */
    public void swapBack(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("swap back", 0);
        for (RecoveryPart part : run.undoable()) {
            part.undo();
        }
    }

    /** Ends it well. */
    public CatalogEntry finish(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        RecoveryRecord undone = run.record().end(RecoveryRecord.State.UNDONE, clock.instant());
        run.record(undone);
        CatalogEntry entry = records.write(undone);
        run.getOperation().result("keptAs", RecoveryNews.besides(run.reversible()));
        run.close();
        run.getOperation().succeed();
        return entry;
    }

    /** Tells people. */
    public Alert tell(@ExchangeProperty("recovery") RecoveryRun run) {
        return news.undone(run.record(), run.getOperation().snapshot(), run.reversible(), run.irreversible());
    }

    /** Ends one that failed; says what is in use. */
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
            List<RecoveryPart> swapped = run.swapped();
            List<RecoveryPart> undoable = run.undoable();
            run.record(run.record()
                    .end(
                            undoable.isEmpty() ? RecoveryRecord.State.UNDONE : RecoveryRecord.State.SUCCEEDED,
                            clock.instant()));
            records.write(run.record());
            return undoable.isEmpty()
                    ? "What was there before is in use again; what failed came after that."
                            + RecoveryNews.stays(run.irreversible())
                    : left(run, swapped, undoable);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            return "What is in use could not be asked; the service looks again in half a minute.";
        }
    }

    private static String left(RecoveryRun run, List<RecoveryPart> live, List<RecoveryPart> undoable) {
        if (live.size() == run.parts().size()) {
            return "What was recovered is still in use.";
        }
        List<RecoveryPart> reversible = run.reversible();
        List<RecoveryPart> swapped = live.stream().filter(reversible::contains).toList();
        List<RecoveryPart> between =
                undoable.stream().filter(part -> !swapped.contains(part)).toList();
        return (swapped.isEmpty() ? "" : "Of what was recovered " + RecoveryNews.list(swapped) + " is still in use. ")
                + (between.isEmpty()
                        ? ""
                        : "Of " + RecoveryNews.list(between) + " some may be as before, and some as recovered. ")
                + (undoable.size() < reversible.size() ? "The rest is as it was before. " : "")
                + "Undo it again."
                + RecoveryNews.stays(run.irreversible());
    }

    /** What the catalog has to know of one that failed. */
    public List<CatalogEntry> failedEntries(@ExchangeProperty("recovery") RecoveryRun run) {
        return run == null ? List.of() : List.of(records.entry(run.record(), null));
    }
}
