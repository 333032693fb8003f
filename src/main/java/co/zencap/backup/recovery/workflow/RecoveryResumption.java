package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.RecoveryBusy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a sudden end: a recovery that was swapped in goes on, any other is cleaned up. */
public final class RecoveryResumption {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryResumption.class);

    /** A server notices some time later that nobody is at the other end. */
    private static final int ATTEMPTS = 40;

    private static final Duration BETWEEN = Duration.ofMillis(500);

    /** The figure of an operation that says which recovery it is about. */
    static final String RECOVERY_ID = "recoveryId";

    /** The same of the operation that takes it back. */
    static final String UNDOES = "undoes";

    private final RecoveryOpening opening;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Operations operations;
    private final Clock clock;

    public RecoveryResumption(
            RecoveryOpening opening, RecoveryRecords records, RecoveryNews news, Operations operations, Clock clock) {
        this.opening = opening;
        this.records = records;
        this.news = news;
        this.operations = operations;
        this.clock = clock;
    }

    /** Recoveries that nobody has ended. */
    public List<RecoveryRecord> cutOff() throws IOException {
        return records.running();
    }

    /** Opens one again; null while somebody else does it. */
    public RecoveryRun open(@Body RecoveryRecord record) throws IOException, InterruptedException {
        List<RecoveryPart> parts = isAtWork(record) ? List.of() : parts(record);
        if (parts.isEmpty()) {
            return null;
        }
        try {
            var looked = new RecoveryRun(null, parts, List.of(), Optional.empty(), false, record);
            if (record.step() == RecoveryStep.UNDO || looked.swapped().isEmpty()) {
                return looked;
            }
            RunningOperation operation = operations.begin(Kind.RECOVERY, record.target(), record.operationId());
            operation.result(RECOVERY_ID, record.id());
            try {
                List<RestoredBackup> backups = opening.backups(record, operation);
                parts.forEach(part -> part.from(backups));
                operation.backup(record.backup().id());
                var run = new RecoveryRun(operation, parts, backups, Optional.empty(), false, record);
                // It may have been in use for long: nobody takes it back but a person.
                run.proved();
                return run;
            } catch (IOException | RuntimeException e) {
                operation.fail(Problem.of("The recovery of " + record.what() + " could not be gone on with", e));
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            RecoveryOpening.close(parts, e);
            throw e;
        }
    }

    /** Whether this very process carries it out: one may be asked for before the first look at what was left. */
    private boolean isAtWork(RecoveryRecord record) {
        return operations.running().stream()
                .anyMatch(operation -> operation.kind() == Kind.RECOVERY
                        && (record.id().equals(operation.result().get(RECOVERY_ID))
                                || record.id().equals(operation.result().get(UNDOES))));
    }

    private List<RecoveryPart> parts(RecoveryRecord record) throws IOException, InterruptedException {
        boolean isOurs = records.isOfThisMachine(record);
        if (record.database() == null && !isOurs) {
            LOG.info("Recovery {} is of another machine's files", record.id());
            return List.of();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return opening.again(record);
            } catch (RecoveryBusy e) {
                if (!isOurs) {
                    LOG.info("Recovery {} is another node's", record.id());
                    return List.of();
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
            }
        }
    }

    /** Whether it goes on. */
    public boolean goesOn(RecoveryRun run) {
        return run.getOperation() != null;
    }

    /** Cleans up what does not go on, and tells how production is. */
    public Alert takeBack(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        RecoveryRecord record = run.record();
        try (run) {
            if (record.step() == RecoveryStep.UNDO) {
                return undo(run, record);
            }
            for (RecoveryPart part : run.undoable()) {
                part.undo(); // it was being taken back already
            }
            if (record.step().compareTo(RecoveryStep.SWAP) <= 0) {
                for (RecoveryPart part : run.parts()) {
                    part.cleanUp();
                }
            }
            end(run, RecoveryRecord.State.FAILED);
            return news.cutOff(
                    record,
                    Level.CRITICAL,
                    new Problem(
                            "The recovery of " + record.what() + " was cut off",
                            "The service ended while it was running. Production is as it was: nothing of "
                                    + RecoveryNews.list(run.parts()) + " was replaced.",
                            "Begin it anew: ./zencap disaster-recovery --plan."));
        }
    }

    /** One that has put something back goes on until all is. */
    private Alert undo(RecoveryRun run, RecoveryRecord record) throws IOException {
        boolean begun = run.swapped().size() < run.parts().size();
        if (begun) {
            for (RecoveryPart part : run.undoable()) {
                part.undo();
            }
        }
        boolean swapped = !run.swapped().isEmpty();
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
                                        + run.parts().stream()
                                                .map(RecoveryPart::beside)
                                                .collect(Collectors.joining(", "))
                                        + ".",
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
