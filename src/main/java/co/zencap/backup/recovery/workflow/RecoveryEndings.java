package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.certificate.RecoveryCertificate;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a recovery begins and ends for those who have to know, and what becomes of what was made when it fails. */
public final class RecoveryEndings {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryEndings.class);

    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final RecoveryAccount account;
    private final Clock clock;

    public RecoveryEndings(RecoveryRecords records, RecoveryNews news, RecoveryAccount account, Clock clock) {
        this.records = records;
        this.news = news;
        this.account = account;
        this.clock = clock;
    }

    /** Opens the incident. */
    public Alert announce(@ExchangeProperty("recovery") RecoveryRun run) {
        return news.begun(run.record(), run.getOperation().snapshot());
    }

    /** Accounts for it; what the catalog has to know. */
    public List<CatalogEntry> finish(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        RunningOperation operation = run.getOperation();
        operation.phase("report", 0);
        Instant now = clock.instant();
        RecoveryCertificate certificate = account.of(run, now);
        run.record(run.record().end(RecoveryRecord.State.SUCCEEDED, now));
        CatalogEntry entry = records.write(run.record(), account.text(certificate));
        String outcome = RecoveryAccount.sentence(certificate);
        certificate.keptAs().ifPresent(name -> operation.result("keptAs", name));
        operation.result("outcome", outcome);
        operation.result("notes", run.record().notes());
        run.close();
        LOG.info("{}", outcome);
        return List.of(entry, news.over(run.record(), outcome));
    }

    /** Ends the operation. Not before the outcome is written down: a success would end the incident, without a word on it. */
    public void succeed(@ExchangeProperty("recovery") RecoveryRun run) {
        run.getOperation().succeed();
    }

    /** Ends one that failed at any step: production is as it was, and somebody is told. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("recovery") RecoveryRun run) {
        String production = run == null ? "Nothing was begun: production is as it was." : takeBack(run, failure);
        Problem cause = Problem.of("The recovery of " + operation.target() + " failed", failure);
        var problem = new Problem(cause.title(), cause.detail() + " " + production, cause.hint());
        operation.result("production", production);
        operation.fail(problem);
        return news.failed(run == null ? operation.id() : run.record().id(), operation.snapshot(), problem);
    }

    /** What the catalog has to know of one that failed. */
    public List<CatalogEntry> failedEntries(
            @ExchangeProperty("operation") RunningOperation operation, @ExchangeProperty("recovery") RecoveryRun run) {
        if (run == null) {
            return List.of();
        }
        String production = String.valueOf(operation.snapshot().result().get("production"));
        return List.of(
                records.entry(run.record(), null), news.over(run.record(), "The recovery failed. " + production));
    }

    /** @return a sentence on what is live now */
    private String takeBack(RecoveryRun run, Exception failure) {
        try (run) {
            List<RecoveryPart> swapped = run.swapped();
            for (RecoveryPart part : run.undoable()) {
                if (!swapped.contains(part)) {
                    part.undo(); // it was being taken back already
                }
            }
            if (run.isProved()) {
                end(run, RecoveryRecord.State.SUCCEEDED);
                return inUse(run, swapped) + " It is not taken back by itself: ./zencap disaster-recovery --undo "
                        + run.record().id() + " does that.";
            }
            String taken = swapped.isEmpty() ? "" : undo(run, swapped);
            for (RecoveryPart part : run.parts()) {
                if (!swapped.contains(part)) {
                    part.cleanUp();
                }
            }
            end(run, RecoveryRecord.State.FAILED);
            return swapped.isEmpty()
                    ? "Production is as it was: " + run.record().what()
                            + " has not been touched, and nothing is left beside it."
                    : taken;
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            LOG.warn(
                    "What recovery {} has made could not be taken back",
                    run.record().id(),
                    e);
            return "What it has made could not be taken back now; names of databases change in one step or not at all,"
                    + " moves of files are written down, and the next start of the service goes on from there.";
        }
    }

    private static String inUse(RecoveryRun run, List<RecoveryPart> swapped) {
        List<RecoveryPart> others =
                run.parts().stream().filter(part -> !swapped.contains(part)).toList();
        return others.isEmpty()
                ? "What was recovered is in use."
                : "Of what was recovered " + RecoveryNews.list(swapped) + " is in use; " + RecoveryNews.list(others)
                        + " is as it was before.";
    }

    /** The last one first: files are put back in no time, while the database may have to wait for sessions to end. */
    private static String undo(RecoveryRun run, List<RecoveryPart> swapped) throws IOException {
        List<RecoveryPart> undoable = run.undoable();
        var left = new ArrayList<String>();
        for (int i = swapped.size() - 1; i >= 0; i--) {
            RecoveryPart part = swapped.get(i);
            if (!undoable.contains(part)) {
                return "There was no database " + run.record().database()
                        + " before; what was restored has its name, and has not proved itself.";
            }
            part.undo();
            left.add(part.beside());
        }
        return "Production is as it was: the swap was undone, and what was restored lies beside it as "
                + String.join(", ", left) + ".";
    }

    private void end(RecoveryRun run, RecoveryRecord.State how) throws IOException {
        run.record(run.record().end(how, clock.instant()));
        records.write(run.record());
    }
}
