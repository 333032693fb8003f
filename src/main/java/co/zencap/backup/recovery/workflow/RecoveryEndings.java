package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.certificate.RecoveryCertificate;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.SwapStep;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a recovery begins and ends for those who have to know, and what becomes of the databases when it fails. */
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

    /** Accounts for it, and ends it well; what the catalog has to know. */
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
        List<CatalogEntry> entries = List.of(entry, news.over(run.record(), outcome));
        operation.succeed();
        LOG.info("{}", outcome);
        return entries;
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
        String live = run.record().database();
        try (run) {
            if (run.isProved()) {
                end(run, RecoveryRecord.State.SUCCEEDED);
                return "The recovered database is in use, and is not taken back by itself: ./zencap disaster-recovery --undo "
                        + run.record().id() + " does that.";
            }
            if (!run.isSwapped()) {
                run.database().cleanUp();
                end(run, RecoveryRecord.State.FAILED);
                return "Production is as it was: " + live + " has not been touched, and nothing is left beside it.";
            }
            if (!run.record().existed()) {
                end(run, RecoveryRecord.State.FAILED);
                return "There was no database " + live + " before; what was restored has its name, and has not proved"
                        + " itself.";
            }
            run.database().undo(SwapStep.Witness.NONE);
            end(run, RecoveryRecord.State.FAILED);
            return "Production is as it was: the swap was undone, and what was restored lies beside " + live + " as "
                    + run.database().names().beside() + ".";
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
            LOG.warn(
                    "What recovery {} has made could not be taken back",
                    run.record().id(),
                    e);
            return "What it has made could not be taken back now; names of databases change in one step or not at all,"
                    + " and the next start of the service goes on from there.";
        }
    }

    private void end(RecoveryRun run, RecoveryRecord.State how) throws IOException {
        run.record(run.record().end(how, clock.instant()));
        records.write(run.record());
    }
}
