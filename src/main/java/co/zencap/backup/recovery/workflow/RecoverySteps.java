package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code recover}; their order is the route's. */
public final class RecoverySteps {
    private static final Logger LOG = LoggerFactory.getLogger(RecoverySteps.class);

    private final Settings settings;
    private final RecoveryOpening opening;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Retrievals retrievals;
    private final Clock clock;

    public RecoverySteps(
            Settings settings,
            RecoveryOpening opening,
            RecoveryRecords records,
            RecoveryNews news,
            Retrievals retrievals,
            Clock clock) {
        this.settings = settings;
        this.opening = opening;
        this.records = records;
        this.news = news;
        this.retrievals = retrievals;
        this.clock = clock;
    }

    /** Opens the backups, and keeps other recoveries away. */
    public RecoveryRun open(@Body RecoveryRequest request) throws IOException {
        RunningOperation operation = request.operation();
        operation.result(RecoveryResumption.RECOVERY_ID, request.id());
        operation.result(
                RecoveryStatus.OBJECTIVE,
                RecoveryAims.of(request.type(), operation.target(), settings)
                        .time()
                        .toSeconds());
        return opening.begin(request);
    }

    /** Writes a step down before it is taken: without that nobody would know where to go on. */
    public List<CatalogEntry> enter(RecoveryStep step, RecoveryRun run) throws IOException {
        run.record(run.record().begin(step, clock.instant()));
        run.getOperation().result("step", step.words());
        LOG.info("Recovery {} of {} {}", run.record().id(), run.record().what(), step.words());
        CatalogEntry status = news.status(
                run.record(),
                RecoveryAims.of(run.record().type(), run.record().target(), settings)
                        .time());
        try {
            return List.of(records.write(run.record()), status);
        } catch (IOException e) {
            if (step.compareTo(RecoveryStep.SWAP) <= 0) {
                throw e;
            }
            // What is in use already is not taken back because a disk is full.
            LOG.warn("The step could not be written down on this machine: {}", e.getMessage());
            return List.of(records.entry(run.record(), null), status);
        }
    }

    /** Looks ahead. */
    public void preflight(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("pre-flight", 0);
        var found = new ArrayList<PreflightCheck>();
        for (RecoveryPart part : run.parts()) {
            found.addAll(part.preflight());
        }
        List<PreflightCheck> blocking =
                found.stream().filter(PreflightCheck::isBlocking).toList();
        if (!blocking.isEmpty()) {
            throw new IOException(
                    words(blocking, PreflightCheck::detail) + " HINT: " + words(blocking, PreflightCheck::hint));
        }
        found.stream()
                .filter(check -> check.outcome() == PreflightCheck.Outcome.WARNING)
                .forEach(check -> run.note(check.detail()));
    }

    private static String words(List<PreflightCheck> checks, Function<PreflightCheck, String> of) {
        return checks.stream().map(of).filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    }

    /** Fetches the backup and restores it beside what is live. */
    public void restore(@ExchangeProperty("recovery") RecoveryRun run) throws IOException, InterruptedException {
        for (RecoveryPart part : run.parts()) {
            part.bring(retrievals, run.getOperation());
        }
        for (RecoveryPart part : run.parts()) {
            run.note(part.restore(run.getOperation()));
        }
    }

    /** Compares it: row by row and object by object, file by file; and asks the operator's own questions. */
    public void verify(@ExchangeProperty("recovery") RecoveryRun run) throws IOException, InterruptedException {
        for (RecoveryPart part : run.parts()) {
            run.record(part.verify(run.record(), run.getOperation()));
        }
    }

    public void analyze(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        for (RecoveryPart part : run.parts()) {
            part.prepare(run.getOperation());
        }
    }

    /**
     * Puts all of it in the place of what is live, the database first: its swap is the one that others can keep from succeeding.
     * After a sudden end what is left of it follows.
     */
    public void swap(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("swap", 0);
        for (RecoveryPart part : run.parts()) {
            run.note(part.swap(run.record()));
        }
    }

    /** Asks what was recovered, by the names that applications use. */
    public void check(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("check", 0);
        for (RecoveryPart part : run.parts()) {
            if (!part.isSwapped(run.record())) {
                throw new IOException("What was restored of " + part.what()
                        + " is not what is live. HINT: somebody else may have renamed it; psql -l lists the server's"
                        + " databases.");
            }
            part.check(run.getOperation());
        }
        run.proved();
    }
}
