package co.zencap.backup.rotation;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryUse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code rotate-keys}. */
public final class KeyRotations {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String service;
    private final List<Repository> repositories;
    private final Optional<MasterKey> key;
    private final RepositoryUse use;
    private final Operations operations;
    private final Clock clock;

    /**
     * A wish for a change of the key, or for a look at what hangs on which.
     *
     * @param operation under which it runs
     * @param dryRun only a look
     * @param actor whose wish it is
     * @param source from where it came
     */
    public record Request(RunningOperation operation, boolean dryRun, String actor, String source) {}

    /**
     * @param service names the operation's target: all of the service's
     * @param key the one in force; empty where nothing is encrypted
     */
    public KeyRotations(
            String service,
            List<Repository> repositories,
            Optional<MasterKey> key,
            RepositoryUse use,
            Operations operations,
            Clock clock) {
        this.service = service;
        this.repositories = List.copyOf(repositories);
        this.key = key;
        this.use = use;
        this.operations = operations;
        this.clock = clock;
    }

    /** Whether there is a key at all. */
    public boolean hasKey() {
        return key.isPresent();
    }

    /** A new run; empty while one runs already. */
    public Optional<RunningOperation> begin() {
        return operations.beginAlone(Kind.KEY_ROTATION, service, Set.of());
    }

    /** From here on no cleanup deletes what is about to be replaced. */
    public RotationRun start(@Body Request request) throws IOException, InterruptedException {
        request.operation().phase("waiting for cleanups", 0);
        RepositoryUse.Use shared = use.share(PATIENCE)
                .orElseThrow(() ->
                        new IOException("A cleanup has been deleting for long. HINT: ask again when it has ended; see"
                                + " ./zencap status."));
        MasterKey inForce = key.orElseThrow();
        return new RotationRun(
                new KeyRotation(repositories, inForce), inForce, request.operation(), request.dryRun(), shared);
    }

    /** Another pass is to come. */
    public boolean isUnfinished(@ExchangeProperty("run") RotationRun run) {
        return run.isUnfinished();
    }

    /** Goes through all repositories once. */
    public void pass(@ExchangeProperty("run") RotationRun run) throws IOException {
        run.pass();
    }

    /**
     * Ends it well.
     *
     * @return the row of the audit trail; none for a look
     * @throws IOException when an older key is still needed
     */
    public List<CatalogEntry> succeed(
            @ExchangeProperty("run") RotationRun run, @ExchangeProperty("request") Request request) throws IOException {
        run.close();
        String outcome = run.requireProof();
        request.operation().succeed();
        if (run.isDryRun()) {
            return List.of();
        }
        var audit = new AuditEntry(
                request.actor(),
                Action.ROTATE_KEY,
                "",
                "",
                null,
                request.operation().id(),
                0,
                outcome);
        return List.of(audit.from(request.source()).at(clock.instant()));
    }

    /** Ends one that did not come to its end: what is changed stays so, and both keys together open everything. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("request") Request request,
            @ExchangeProperty("run") RotationRun run)
            throws IOException {
        if (run != null) {
            run.close();
        }
        var problem = Problem.of("The change of the encryption key is not complete", failure);
        request.operation().fail(problem);
        return Alert.of(Level.ERROR, "key-rotation", request.operation().snapshot(), problem, clock.instant())
                .until(Ending.success(Kind.KEY_ROTATION));
    }
}
