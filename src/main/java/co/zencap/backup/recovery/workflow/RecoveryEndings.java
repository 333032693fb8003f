package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.certificate.RecoveryCertificate;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
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
            List<RecoveryPart> undoable = run.undoable();
            if (run.isProved()) {
                for (RecoveryPart part : undoable) {
                    if (!swapped.contains(part)) {
                        part.undo(); // it was being taken back already
                    }
                }
                cleanUp(run, swapped);
                end(run, RecoveryRecord.State.SUCCEEDED);
                return inUse(run, swapped) + " It is not taken back by itself: ./zencap disaster-recovery --undo "
                        + run.record().id() + " does that.";
            }
            if (!undoable.isEmpty()) {
                decide(run);
                run.takeBack();
            }
            cleanUp(run, swapped);
            end(run, RecoveryRecord.State.FAILED);
            return swapped.isEmpty()
                    ? "Production is as it was: " + run.record().what()
                            + " has not been touched, and nothing is left beside it."
                    : taken(run, swapped, undoable);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            LOG.warn(
                    "What recovery {} has made could not be taken back",
                    run.record().id(),
                    e);
            return "What it has made could not be taken back now; names of databases change in one step or not at all,"
                    + " moves of files are written down, and the service goes on from there every half a minute.";
        }
    }

    private static void cleanUp(RecoveryRun run, List<RecoveryPart> swapped) throws IOException {
        for (RecoveryPart part : run.parts()) {
            if (!swapped.contains(part)) {
                part.cleanUp();
            }
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

    private void decide(RecoveryRun run) {
        run.record(run.record().begin(RecoveryStep.TAKE_BACK, clock.instant()));
        try {
            records.write(run.record());
        } catch (IOException e) {
            // What has failed is not left in use because a disk is full.
            LOG.warn("That the recovery is taken back could not be written down on this machine: {}", e.getMessage());
        }
    }

    private static String taken(RecoveryRun run, List<RecoveryPart> swapped, List<RecoveryPart> undoable) {
        String back = swapped.stream()
                .filter(undoable::contains)
                .map(RecoveryPart::beside)
                .collect(Collectors.joining(", "));
        if (undoable.containsAll(swapped)) {
            return "Production is as it was: the swap was undone, and what was restored lies beside it as " + back
                    + ".";
        }
        return RecoveryNews.unproved(run.record())
                + (back.isEmpty() ? "" : " All else is as it was, and what was restored of that lies in " + back + ".");
    }

    private void end(RecoveryRun run, RecoveryRecord.State how) throws IOException {
        run.record(run.record().end(how, clock.instant()));
        records.write(run.record());
    }
}
