package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryBusy;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    private final Settings settings;
    private final RecoveryPlans plans;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Operations operations;
    private final Clock clock;

    public RecoveryResumption(
            Settings settings,
            RecoveryPlans plans,
            RecoveryRecords records,
            RecoveryNews news,
            Operations operations,
            Clock clock) {
        this.settings = settings;
        this.plans = plans;
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
        DatabaseRecovery database = database(record);
        if (database == null) {
            return null;
        }
        try {
            var looked = new RecoveryRun(null, database, Optional.empty(), false, record);
            boolean goesOn = record.step() != RecoveryStep.UNDO && looked.isSwapped();
            if (!goesOn) {
                return looked;
            }
            RunningOperation operation = operations.begin(Kind.RECOVERY, record.target(), record.operationId());
            operation.result("recoveryId", record.id());
            try {
                StoredBackup backup = plans.open(record.backup(), operation);
                operation.backup(record.backup().id());
                var run = new RecoveryRun(operation, database, Optional.of(backup), false, record);
                // It may have been in use for long: nobody takes it back but a person.
                run.proved();
                return run;
            } catch (IOException | RuntimeException e) {
                operation.fail(Problem.of("The recovery of " + record.target() + " could not be gone on with", e));
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            try (database) {
                throw e;
            }
        }
    }

    private DatabaseRecovery database(RecoveryRecord record) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return DatabaseRecovery.open(
                        settings.database().withDatabase(record.database()),
                        record.id(),
                        RestoreTools.of(settings),
                        record.withOwners());
            } catch (RecoveryBusy e) {
                if (!records.isOfThisMachine(record)) {
                    LOG.info("Recovery {} is another node's", record.id());
                    return null;
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
            if (record.step().compareTo(RecoveryStep.SWAP) <= 0) {
                run.database().cleanUp();
            }
            end(run, RecoveryRecord.State.FAILED);
            return news.cutOff(
                    record,
                    Level.CRITICAL,
                    new Problem(
                            "The recovery of " + record.database() + " was cut off",
                            "The service ended while it was running. Production is as it was: the database "
                                    + record.database() + " of before is in use.",
                            "Begin it anew: ./zencap disaster-recovery --plan."));
        }
    }

    private Alert undo(RecoveryRun run, RecoveryRecord record) throws IOException {
        boolean swapped = run.isSwapped();
        end(run, swapped ? RecoveryRecord.State.SUCCEEDED : RecoveryRecord.State.UNDONE);
        return news.cutOff(
                record,
                Level.ERROR,
                new Problem(
                        "The undoing of the recovery of " + record.database() + " was cut off",
                        swapped
                                ? "The service ended before the databases were swapped back: the recovered one is in use."
                                : "The service ended after the databases were swapped back: the one of before is in use, and"
                                        + " the recovered one lies beside it as "
                                        + run.database().names().beside() + ".",
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
