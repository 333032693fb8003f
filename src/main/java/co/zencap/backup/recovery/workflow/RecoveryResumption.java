package co.zencap.backup.recovery.workflow;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.RecoveryBusy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a sudden end: finds recoveries again, and goes on with those that were swapped in. */
public final class RecoveryResumption {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryResumption.class);

    /** A server notices some time later that nobody is at the other end. */
    private static final int ATTEMPTS = 40;

    private static final Duration BETWEEN = Duration.ofMillis(500);

    /** What is in use already is accounted for without its backup's repository no later than this. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The figure of an operation that says which recovery it is about. */
    static final String RECOVERY_ID = "recoveryId";

    /** The same of the operation that takes it back. */
    static final String UNDOES = "undoes";

    private final RecoveryOpening opening;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Operations operations;
    private final Clock clock;
    private final Set<String> stuck = ConcurrentHashMap.newKeySet();
    private volatile boolean hasLooked;

    public RecoveryResumption(
            RecoveryOpening opening, RecoveryRecords records, RecoveryNews news, Operations operations, Clock clock) {
        this.opening = opening;
        this.records = records;
        this.news = news;
        this.operations = operations;
        this.clock = clock;
    }

    /**
     * Recoveries that nobody has ended: at the first look all, later those of this machine alone, and what could not be gone on
     * with before. Another node may have ended one of its own and not yet said so.
     */
    public List<RecoveryRecord> cutOff() throws IOException {
        if (hasLooked && stuck.isEmpty()) {
            return records.unended();
        }
        var found = new ArrayList<RecoveryRecord>();
        for (RecoveryRecord record : records.running()) {
            if (!hasLooked || stuck.contains(record.id()) || records.isOfThisMachine(record)) {
                found.add(record);
            }
        }
        hasLooked = true;
        stuck.clear();
        return found;
    }

    /** Opens one again; null while somebody else does it. */
    public RecoveryRun open(@Body RecoveryRecord found) throws IOException, InterruptedException {
        if (isAtWork(found)) {
            return null;
        }
        // Whoever was at work until now has written down how it ended before that.
        Optional<RecoveryRecord> left = records.find(found.id()).filter(RecoveryRecord::isRunning);
        return left.isEmpty() ? null : again(left.get());
    }

    private RecoveryRun again(RecoveryRecord record) throws IOException, InterruptedException {
        List<String> notes = records.isOfThisMachine(record) ? opening.finishMoves(record) : List.of();
        List<RecoveryPart> parts = parts(record);
        if (parts.isEmpty()) {
            return null;
        }
        try {
            var looked = new RecoveryRun(null, parts, List.of(), Optional.empty(), false, record);
            if (record.step().compareTo(RecoveryStep.UNDO) >= 0
                    || looked.swapped().isEmpty()) {
                looked.note(notes);
                return looked;
            }
            RunningOperation operation = operations.begin(Kind.RECOVERY, record.target(), record.operationId());
            operation.result(RECOVERY_ID, record.id());
            operation.backup(record.backup().id());
            var run = new RecoveryRun(operation, parts, List.of(), Optional.empty(), false, record);
            run.note(notes);
            // It may have been in use for long: nobody takes it back but a person.
            run.proved();
            return run;
        } catch (IOException | RuntimeException | Error e) {
            RecoveryOpening.close(parts, e);
            throw e;
        }
    }

    /**
     * Opens the backups of what is in use already. Called again until it is false.
     *
     * @return whether their repository is away, and is asked again for a while
     * @throws IOException when it has been away for too long
     */
    public boolean isBackupAwaited(RecoveryRun run) throws IOException {
        RunningOperation operation = run.getOperation();
        try {
            run.backups(opening.backups(run.record(), operation));
            return false;
        } catch (IOException e) {
            if (operation.snapshot().startedAt().plus(PATIENCE).isAfter(clock.instant())) {
                LOG.info(
                        "The backup of recovery {} can't be read yet: {}",
                        run.record().id(),
                        e.getMessage());
                return true;
            }
            throw new IOException(
                    "What was swapped in before the service ended could not be checked, nor accounted for: "
                            + e.getMessage(),
                    e);
        }
    }

    /** One that could not be gone on with: it is tried again at the next look, and does not keep others from it. */
    public Alert stuck(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("cutOff") RecoveryRecord record) {
        stuck.add(record.id());
        return news.stuck(
                record,
                Problem.of("The recovery of " + record.what() + " was cut off, and can't be gone on with", failure));
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
}
