package co.zencap.backup.cleanup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.retention.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code clean-up}; their order is the route's. */
public final class Cleanup {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    /** Backups and uploads come first; but a night without a gap of any length is worth an alert. */
    private static final Duration PATIENCE = Duration.ofHours(3);

    private final CleanupRequests requests;
    private final CleanupPlans plans;
    private final SpaceRelief relief;
    private final RepositoryUse use;
    private final BackupReaders readers;
    private final Operations operations;
    private final Clock clock;

    public Cleanup(
            CleanupRequests requests,
            CleanupPlans plans,
            SpaceRelief relief,
            RepositoryUse use,
            BackupReaders readers,
            Operations operations,
            Clock clock) {
        this.operations = operations;
        this.readers = readers;
        this.requests = requests;
        this.plans = plans;
        this.relief = relief;
        this.use = use;
        this.clock = clock;
    }

    /** Begins what was asked for; whatever else comes is the timer's. Null while a cleanup is running already. */
    public CleanupRun begin(@Body Object wish) {
        if (wish instanceof CleanupRequest request) {
            return new CleanupRun(request);
        }
        return requests.of("scheduler", false).map(CleanupRun::new).orElseGet(() -> {
            LOG.warn("A cleanup is due while one is running; it is left out");
            return null;
        });
    }

    /** Records a cleanup that did not even begin. */
    public void notBegun(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) throws Exception {
        requests.of("scheduler", false)
                .ifPresent(request -> request.operation().fail(Problem.of("The cleanup could not be begun", failure)));
        throw failure;
    }

    /** The parts that fail or succeed each for itself. Nothing is judged without a catalog that knows what is verified. */
    public List<CleanupShare> shares(@ExchangeProperty("cleanup") CleanupRun run) {
        run.getOperation().phase("judge", 0);
        return plans.shares();
    }

    /** Takes the repositories for itself and judges one target in one of them. */
    public CleanupPlan judge(@Body CleanupShare share, @ExchangeProperty("cleanup") CleanupRun run)
            throws IOException, InterruptedException {
        run.getOperation().phase("clean up " + share, 0);
        if (!share.repository().mayDelete()) {
            return left(plans.plan(share), run);
        }
        plans.plan(share); // reads the manifests, so that it is quick while everybody else waits
        enter(share.repository(), run);
        CleanupPlan plan = plans.plan(share);
        run.count("kept", plan.verdicts().stream().filter(Verdict::keep).count());
        run.count("untrusted", plan.untrusted().size());
        if (plan.stopped().isPresent() && !run.request().largePurge()) {
            throw new IOException(plan.stopped().get() + ", so none did. HINT: look at ./zencap retention --dry-run;"
                    + " if that is what you want, ./zencap retention --run --allow-large-purge.");
        }
        return plan;
    }

    /** What may go is deleted by somebody else, with other credentials. */
    private static CleanupPlan left(CleanupPlan plan, CleanupRun run) {
        long left = plan.deletions().size() + plan.orphans().size();
        if (left > 0) {
            LOG.info(
                    "{} backups and remains of {} in {} may go, and are left to whoever deletes there",
                    left,
                    plan.target(),
                    plan.repository());
            run.count("left", left);
        }
        run.count("kept", plan.verdicts().stream().filter(Verdict::keep).count());
        run.count("untrusted", plan.untrusted().size());
        return plan.withoutDeletions();
    }

    /** The same for the local disk, when it is too full: what goes early is what is sure to be off site. */
    public CleanupPlan relieve(@ExchangeProperty("cleanup") CleanupRun run) throws IOException, InterruptedException {
        Repository local = plans.local();
        if (!relief.isNeeded()) {
            return relief.nothing();
        }
        run.getOperation().phase("free space", 0);
        enter(local, run);
        return relief.plan();
    }

    private void enter(Repository repository, CleanupRun run) throws IOException, InterruptedException {
        run.enter(
                repository,
                use.alone(PATIENCE)
                        .orElseThrow(() -> new IOException("Backups and uploads left no gap for " + PATIENCE.toHours()
                                + " hours. HINT: ./zencap status shows what runs; raise the intervals, or start it by"
                                + " hand with ./zencap retention --run.")));
    }

    /**
     * Before anything is deleted it is written down, so that no deletion is missing from the audit trail.
     *
     * @throws IOException when somebody has begun to work with the backup since it was judged. All that comes after it in
     *     the plan stays too: it was judged as if this one went
     */
    public CatalogEntry announce(@Body Deletion deletion, @ExchangeProperty("cleanup") CleanupRun run)
            throws IOException {
        run.requireAlone();
        keepReadersAway(deletion, run);
        run.underWay(deletion);
        LOG.info(
                "Deleting {} of {} in {}: {}",
                deletion.id(),
                deletion.target(),
                run.repository().id(),
                deletion.reason());
        Action action = deletion.manifest() == null ? Action.SWEEP_ORPHANS : Action.DELETE_BACKUP;
        return audit(action, deletion, deletion.explanation(), run);
    }

    private void keepReadersAway(Deletion deletion, CleanupRun run) throws IOException {
        try {
            BackupReaders.Deleting lock = readers.tryDelete(deletion.id());
            if (lock == null) {
                throw inUse(deletion, "an operation, here or on another node,");
            }
            run.keepReadersAway(lock);
        } catch (SQLException e) {
            throw new IOException(
                    "Without the catalog nobody can say whether another node reads what would be deleted: "
                            + e.getMessage() + ". HINT: the next cleanup goes on from here.",
                    e);
        }
        // One that began while the catalog was away has no lock yet.
        for (Operation operation : operations.running()) {
            if (deletion.id().equals(operation.backupId())) {
                throw inUse(deletion, "a " + operation.kind());
            }
        }
    }

    private static IOException inUse(Deletion deletion, String reader) {
        return new IOException("Backup " + deletion.id() + " was to be deleted, but " + reader
                + " works with it. HINT: nothing is wrong; the next cleanup goes on from here.");
    }

    /** From here on the backup does not exist, and nothing that is left of it looks like one. */
    public CatalogEntry deleteManifest(
            @ExchangeProperty("deletion") Deletion deletion, @ExchangeProperty("cleanup") CleanupRun run)
            throws IOException {
        run.requireAlone();
        run.repository().delete(deletion.manifest().key());
        run.underWay(null);
        run.count("deleted", 1);
        run.count("freedBytes", deletion.manifest().size());
        return CleanupEntries.copyDeleted(deletion.id(), run.repository().id(), clock.instant());
    }

    /** Deletes what the backup consisted of. What a failure leaves of it is an orphan, for the next cleanup. */
    public void deleteRest(@Body Deletion deletion, @ExchangeProperty("cleanup") CleanupRun run) throws IOException {
        run.requireAlone();
        for (StoredObject object : deletion.rest()) {
            run.repository().delete(object.key());
            run.count("freedBytes", object.size());
        }
        run.underWay(null);
        run.count("orphans", deletion.manifest() == null ? deletion.rest().size() : 0);
    }

    /** Gives the repositories back, so that whatever waits goes on before the next share. */
    public void leave(@ExchangeProperty("cleanup") CleanupRun run) {
        run.close();
    }

    /** Notes what went wrong with a share; the row that takes an announcement back, or null. */
    public CatalogEntry failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("share") Object share,
            @ExchangeProperty("cleanup") CleanupRun run) {
        CatalogEntry entry = run.underWay()
                .map(deletion -> audit(
                        Action.DELETE_FAILED,
                        deletion,
                        Problem.of("Not deleted", failure).detail(),
                        run))
                .orElse(null);
        run.close();
        run.failed(String.valueOf(share), failure);
        return entry;
    }

    /** Ends the cleanup: well, if every share did. */
    public void conclude(@ExchangeProperty("cleanup") CleanupRun run) throws IOException {
        run.report();
        run.requireSuccess();
        run.getOperation().succeed();
    }

    /**
     * Ends a cleanup that failed.
     *
     * @param wish what was asked for, where it failed before it had begun
     */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("cleanup") CleanupRun run,
            @Body Object wish) {
        var problem = Problem.of("The cleanup failed", failure);
        if (run != null) {
            run.close();
            run.report();
            Level level = run.isTemporary() ? Level.WARNING : Level.ERROR;
            return failed(run.getOperation(), level, problem);
        }
        return wish instanceof CleanupRequest request
                ? failed(request.operation(), Level.ERROR, problem)
                : Alert.of(Level.ERROR, "cleanup", "", problem, clock.instant());
    }

    private Alert failed(RunningOperation operation, Level level, Problem problem) {
        operation.fail(problem);
        return Alert.of(level, "cleanup", operation.snapshot(), problem, clock.instant())
                .until(Ending.success(Operation.Kind.CLEANUP));
    }

    private CatalogEntry audit(Action action, Deletion deletion, String reason, CleanupRun run) {
        return new AuditEntry(
                        run.request().actor(),
                        action,
                        deletion.target(),
                        run.repository().id(),
                        deletion.id(),
                        run.getOperation().id(),
                        action == Action.DELETE_FAILED ? 0 : deletion.bytes(),
                        reason)
                .at(clock.instant());
    }
}
