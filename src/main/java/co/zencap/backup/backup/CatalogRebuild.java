package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.ManifestPlaces.Place;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.catalog.KnownCopies;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryUse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code rebuild-catalog}: what the manifests of all repositories tell, back into the catalog. It adds rows and
 * changes none, so that it may run at any time, and again after it was cut off.
 */
public final class CatalogRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogRebuild.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What waits for the catalog is written soon after it is there. */
    private static final Duration JOURNAL_PATIENCE = Duration.ofMinutes(2);

    private final String service;
    private final List<Repository> repositories;
    private final Optional<MasterKey> masterKey;
    private final Supplier<KnownCopies> known;
    private final Journal journal;
    private final RepositoryUse use;
    private final Operations operations;
    private final Clock clock;

    /**
     * @param service names the operation's target: all of the service's
     * @param known what the catalog knows; throws while it is away
     * @param journal of what waits to be written there
     */
    public CatalogRebuild(
            String service,
            List<Repository> repositories,
            Optional<MasterKey> masterKey,
            Supplier<KnownCopies> known,
            Journal journal,
            RepositoryUse use,
            Operations operations,
            Clock clock) {
        this.service = service;
        this.repositories = List.copyOf(repositories);
        this.masterKey = masterKey;
        this.known = known;
        this.journal = journal;
        this.use = use;
        this.operations = operations;
        this.clock = clock;
    }

    /** A new rebuild; empty while one runs already. */
    public Optional<RunningOperation> begin() {
        return operations.beginAlone(Kind.CATALOG_REBUILD, service, Set.of());
    }

    /** Whether what was written while the catalog was away still waits; given up after a while. */
    public boolean isJournalAwaited(@ExchangeProperty("operation") RunningOperation operation) {
        operation.phase("waiting for the journal", 0);
        Instant since = operation.snapshot().startedAt();
        return !journal.isEmpty() && clock.instant().isBefore(since.plus(JOURNAL_PATIENCE));
    }

    /** From here on no cleanup deletes what is about to be listed. */
    public RebuildRun start(@Body RunningOperation operation) throws IOException, InterruptedException {
        operation.phase("waiting for cleanups", 0);
        RepositoryUse.Use shared = use.share(PATIENCE)
                .orElseThrow(() ->
                        new IOException("A cleanup has been deleting for long. HINT: ask again when it has ended; see"
                                + " ./zencap status."));
        try {
            return new RebuildRun(operation, shared, known.get());
        } catch (RuntimeException | Error e) {
            shared.close();
            throw e;
        }
    }

    /** Every manifest of every repository, the oldest first. */
    public List<Place> places(@ExchangeProperty("run") RebuildRun run) throws IOException {
        List<Place> places = ManifestPlaces.in(repositories, run.operation());
        run.operation()
                .phase("manifests", places.stream().mapToLong(Place::bytes).sum());
        return places;
    }

    /**
     * The catalog's rows of one manifest, and of the hold beside it; none where all is known, or nothing can be trusted.
     *
     * @throws IOException when the repository is away
     */
    public List<CatalogEntry> entries(@Body Place place, @ExchangeProperty("run") RebuildRun run) throws IOException {
        run.passed(place);
        if (run.knows(place)) {
            return List.of();
        }
        String id = place.id().value();
        var entries = new ArrayList<CatalogEntry>();
        try {
            Manifest manifest = StoredBackup.manifest(place.repository(), place.target(), place.id(), masterKey);
            entries.add(BackupEntries.backup(manifest, null));
            entries.add(BackupEntries.relistedCopy(id, place.repository().id(), "stored", place.storedAt()));
            place.missingIn()
                    .ifPresent(other -> entries.add(BackupEntries.relistedCopy(id, other, "pending", clock.instant())));
        } catch (IOException | RuntimeException e) {
            refuse(place, run, e);
            return List.of();
        }
        boolean hold = place.held() && !run.knowsHold(place) && addHold(place, run, entries);
        run.added(place, hold);
        return entries;
    }

    private boolean addHold(Place place, RebuildRun run, List<CatalogEntry> entries) throws IOException {
        try {
            entries.add(BackupEntries.relistedHold(
                    LegalHold.read(place.repository(), place.target(), place.id(), masterKey)));
            return true;
        } catch (IOException | RuntimeException e) {
            refuse(place, run, e);
            return false;
        }
    }

    /** What can't be trusted is told of; a repository that is away ends the rebuild. */
    private static void refuse(Place place, RebuildRun run, Exception why) throws IOException {
        Optional<RepositoryFailure> away = RepositoryFailure.awayIn(why);
        if (away.isPresent() && away.get().reason() != RepositoryFailure.Reason.ARCHIVED) {
            throw away.get();
        }
        LOG.warn(
                "{} of {} in {} is not listed: {}",
                place.id(),
                place.target(),
                place.repository().id(),
                why.getMessage());
        run.refused(place, why);
    }

    /** All is written. */
    public void succeed(@ExchangeProperty("run") RebuildRun run) {
        run.close();
        run.report();
        run.operation().succeed();
    }

    /** Ends a rebuild that did not come to its end; what it has added stays. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("run") RebuildRun run) {
        if (run != null) {
            run.close();
            run.report();
        }
        var problem = Problem.of("The catalog is not rebuilt to the end", failure);
        operation.fail(problem);
        return Alert.of(Level.ERROR, "catalog-rebuild", operation.snapshot(), problem, clock.instant())
                .until(Ending.success(Kind.CATALOG_REBUILD));
    }
}
