package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code recover}; their order is the route's. */
public final class RecoverySteps {
    private static final Logger LOG = LoggerFactory.getLogger(RecoverySteps.class);
    private static final Set<Artifact.Role> NEEDED =
            Set.of(Artifact.Role.DATABASE, Artifact.Role.GLOBALS, Artifact.Role.STRUCTURE);

    private final Settings settings;
    private final RecoveryPlans plans;
    private final RecoveryRecords records;
    private final RecoveryNews news;
    private final Retrievals retrievals;
    private final OperatorChecks checks;
    private final Clock clock;

    public RecoverySteps(
            Settings settings,
            RecoveryPlans plans,
            RecoveryRecords records,
            RecoveryNews news,
            Retrievals retrievals,
            Clock clock) {
        this.settings = settings;
        this.plans = plans;
        this.records = records;
        this.news = news;
        this.retrievals = retrievals;
        this.checks = new OperatorChecks(settings.home().resolve("config/checks"));
        this.clock = clock;
    }

    /** Opens the backup, and keeps other recoveries of the database away. */
    public RecoveryRun open(@Body RecoveryRequest request) throws IOException {
        RunningOperation operation = request.operation();
        operation.result("recoveryId", request.id());
        StoredBackup backup = plans.open(request.backup(), operation);
        DatabaseRecovery database = DatabaseRecovery.open(
                settings.database(), request.id(), RestoreTools.of(settings), request.withOwners());
        try {
            return new RecoveryRun(
                    operation, database, Optional.of(backup), request.safetyBackup(), first(request, database));
        } catch (IOException | RuntimeException | Error e) {
            try (database) {
                throw e;
            }
        }
    }

    private static RecoveryRecord first(RecoveryRequest request, DatabaseRecovery database) throws IOException {
        return new RecoveryRecord(
                request.id(),
                request.operation().id(),
                request.type(),
                request.operation().target(),
                database.names().live(),
                request.backup(),
                database.isLive(),
                request.withOwners(),
                RecoveryRecord.State.RUNNING,
                List.of(),
                null,
                List.of(),
                request.operation().snapshot().startedAt(),
                null,
                0);
    }

    /** Writes a step down before it is taken: without that nobody would know where to go on. */
    public List<CatalogEntry> enter(RecoveryStep step, RecoveryRun run) throws IOException {
        run.record(run.record().begin(step, clock.instant()));
        run.getOperation().result("step", step.words());
        LOG.info("Recovery {} of {} {}", run.record().id(), run.record().database(), step.words());
        CatalogEntry status = news.status(run.record(), settings.objectives().databaseTime());
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
        checks.read();
        List<PreflightCheck> found = run.database().preflight(run.backup());
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

    /** Fetches the backup and restores it beside the live database. */
    public void restore(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        Manifest manifest = run.backup().manifest();
        retrievals.bring(
                run.backup().repository(),
                manifest.artifacts().stream()
                        .filter(artifact -> NEEDED.contains(artifact.role()))
                        .map(artifact -> manifest.folder() + artifact.name())
                        .toList(),
                run.getOperation());
        for (String left : run.database().sweep(RecoveryRequest.IDS)) {
            run.note("Dropped " + left + ", which an earlier recovery had left.");
        }
        run.database().beside(run.backup(), run.getOperation()).forEach(run::note);
    }

    /** Compares it, row by row and object by object, and asks the operator's own questions. */
    public void verify(@ExchangeProperty("recovery") RecoveryRun run) throws IOException, InterruptedException {
        run.record(run.record().verified(run.database().verify(run.backup(), run.getOperation())));
        run.record().verified().leftOut().forEach(run::note);
        run.getOperation().phase("checks", 0);
        int asked = checks.requirePassed(
                settings.database().withDatabase(run.database().names().beside()));
        run.getOperation().result("checks", asked);
    }

    public void analyze(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.database().analyze(run.getOperation());
    }

    /** Puts it in the live one's place. */
    public void swap(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("swap", 0);
        run.database().swap(SwapStep.Witness.NONE).forEach(run::note);
    }

    /** Asks the recovered database by the name that applications use. */
    public void check(@ExchangeProperty("recovery") RecoveryRun run) throws IOException {
        run.getOperation().phase("check", 0);
        if (!run.isSwapped()) {
            throw new IOException("The restored database is not the live one. HINT: look at the server's databases"
                    + " (psql -l); somebody else may have renamed them.");
        }
        PostgresUrl live = settings.database();
        int tables = LiveTables.read(live, run.backup().manifest().fingerprint());
        checks.requirePassed(live);
        run.getOperation().result("tablesRead", tables);
        run.proved();
    }
}
