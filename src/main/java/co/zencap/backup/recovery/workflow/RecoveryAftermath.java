package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Problem;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/** After a sudden end: what becomes of a recovery that does not go on. */
public final class RecoveryAftermath {
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Clock clock;

    public RecoveryAftermath(RecoveryRecords records, RecoveryNews news, Clock clock) {
        this.records = records;
        this.news = news;
        this.clock = clock;
    }

    /** Cleans up what does not go on, and tells how production is. */
    public Alert takeBack(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        RecoveryRecord record = run.record();
        try (run) {
            if (record.step() == RecoveryStep.UNDO) {
                return undo(run, record);
            }
            boolean failed = record.step() == RecoveryStep.TAKE_BACK;
            run.takeBack(); // where that had begun already
            List<RecoveryPart> swapped = run.swapped();
            if (failed || record.step().compareTo(RecoveryStep.SWAP) <= 0) {
                for (RecoveryPart part : run.parts()) {
                    if (!swapped.contains(part)) {
                        part.cleanUp();
                    }
                }
            }
            end(run, RecoveryRecord.State.FAILED);
            return news.cutOff(
                    record,
                    Level.CRITICAL,
                    new Problem(
                            "The recovery of " + record.what() + " was cut off",
                            failed
                                    ? "It had failed, and the service ended while it was taken back, which is done now. "
                                            + (swapped.isEmpty()
                                                    ? "Production is as it was."
                                                    : RecoveryNews.unproved(record))
                                    : "The service ended while it was running. Production is as it was: nothing of "
                                            + RecoveryNews.list(run.parts()) + " was replaced.",
                            "Begin it anew: ./zencap disaster-recovery --plan."));
        }
    }

    /** One that has put something back goes on until all is. */
    private Alert undo(RecoveryRun run, RecoveryRecord record) throws IOException {
        List<RecoveryPart> reversible = run.reversible();
        boolean begun = !run.swapped().containsAll(reversible);
        if (begun) {
            for (RecoveryPart part : run.undoable()) {
                part.undo();
            }
        }
        boolean swapped = !run.undoable().isEmpty();
        end(run, swapped ? RecoveryRecord.State.SUCCEEDED : RecoveryRecord.State.UNDONE);
        return news.cutOff(
                record,
                Level.ERROR,
                new Problem(
                        "The undoing of the recovery of " + record.what() + " was cut off",
                        swapped
                                ? "The service ended before the swap was undone: what was recovered is in use."
                                : "The service ended while the swap was undone, which is done now: what was there before is in"
                                        + " use, and what was recovered lies beside it as "
                                        + RecoveryNews.besides(reversible) + "."
                                        + RecoveryNews.stays(run.irreversible()),
                        swapped ? "Undo it again: ./zencap disaster-recovery --undo " + record.id() + "." : ""));
    }

    private void end(RecoveryRun run, RecoveryRecord.State how) throws IOException {
        run.record(run.record().end(how, clock.instant()));
        records.write(run.record());
    }

    /** What the catalog has to know of what was taken back. */
    public List<CatalogEntry> entries(@ExchangeProperty("recovery") RecoveryRun run) {
        return List.of(
                records.entry(run.record(), null),
                news.over(run.record(), "The service ended while the recovery was running; it does not go on."));
    }
}
