package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.objective.RecoveryKind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.recovery.standalone.Shelf.Wish;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what is restored, out of the repositories alone, and looks ahead. Changes nothing. */
public final class RecoveryPlans {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryPlans.class);

    private final Settings settings;
    private final List<Repository> repositories;
    private final Retrievals retrievals;
    private final ObjectivesReport objectives;
    private final Clock clock;

    /** @param repositories the nearest first */
    public RecoveryPlans(
            Settings settings,
            List<Repository> repositories,
            Retrievals retrievals,
            ObjectivesReport objectives,
            Clock clock) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.retrievals = retrievals;
        this.objectives = objectives;
        this.clock = clock;
    }

    /**
     * What a recovery of the database would do.
     *
     * @param at the newest backup that shows this moment or an earlier one; empty: the newest
     * @throws NoBackup when there is none
     */
    public RecoveryPlan database(RecoveryType type, Optional<Instant> at, boolean withOwners) throws IOException {
        RunningOperation unseen = new Operations(clock, operation -> {})
                .begin(Operation.Kind.RECOVERY, settings.target().value(), null);
        var notes = new ArrayList<String>();
        StoredBackup backup = choose(at, unseen, notes);
        try (DatabaseRecovery recovery =
                DatabaseRecovery.open(settings.database(), "plan", RestoreTools.of(settings), withOwners)) {
            String live = recovery.names().live();
            Manifest manifest = backup.manifest();
            return new RecoveryPlan(
                    type.word(),
                    settings.target().value(),
                    live,
                    chosen(backup),
                    RecoveryPlan.Loss.of(
                            Shelf.moment(manifest),
                            clock.instant(),
                            settings.objectives().databasePoint()),
                    expected(),
                    recovery.preflight(backup),
                    recovery.isLive()
                            ? "What is called " + live + " now is kept under another name, and can be put back."
                            : "There is no database " + live + "; nothing is replaced.",
                    notes);
        }
    }

    /** Opens what was chosen. */
    StoredBackup open(RecoveryRecord.Source source, RunningOperation operation) throws IOException {
        Repository repository = repositories.stream()
                .filter(each -> each.id().equals(source.repository()))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "There is no repository " + source.repository() + " any more. HINT: plan the recovery again."));
        return retrievals.open(repository, source.target(), new BackupId(source.id()), settings.masterKey(), operation);
    }

    /**
     * The newest backup of the database that shows a moment or an earlier one. A repository that is away is told of; the
     * others may do.
     *
     * @param notes gets what a person should know, one sentence each
     * @throws NoBackup when there is none
     */
    public StoredBackup choose(Optional<Instant> at, RunningOperation operation, List<String> notes)
            throws IOException {
        var wish = new Wish(Optional.of(settings.target().value()), at, Kind.DATABASE);
        StoredBackup best = null;
        IOException failure = null;
        for (Repository repository : repositories) {
            var place = new RepositoryPlace(repository, retrievals, "repository " + repository.id(), () -> {});
            try {
                Shelf shelf = Shelf.of(place, settings.masterKey(), operation);
                StoredBackup found = shelf.choose(wish);
                shelf.passedOver().forEach(why -> notes.add("Passed over in " + place.shown() + ": " + why));
                if (best == null || Shelf.moment(found.manifest()).isAfter(Shelf.moment(best.manifest()))) {
                    best = found;
                }
            } catch (NoBackup e) {
                failure = failure == null ? e : failure;
            } catch (IOException e) {
                notes.add("The repository " + repository.id() + " could not be asked: " + e.getMessage());
                failure = failure == null || failure instanceof NoBackup ? e : failure;
            }
        }
        if (best == null) {
            throw failure;
        }
        return best;
    }

    private static RecoveryPlan.Chosen chosen(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        Artifact dump = manifest.artifact(Artifact.Role.DATABASE).orElseThrow();
        return new RecoveryPlan.Chosen(
                manifest.id().value(),
                manifest.target(),
                manifest.kind().word(),
                backup.repository().id(),
                Shelf.moment(manifest),
                dump.storedBytes(),
                dump.plainBytes(),
                manifest.source().map(Manifest.Source::databaseBytes).orElse(0L));
    }

    /** By the speed of restoration tests. */
    private RecoveryPlan.Expected expected() {
        long limit = settings.objectives().databaseTime().toSeconds();
        try {
            return objectives.report().stream()
                    .filter(each -> each.name() == Compliance.Name.RECOVERY_TIME
                            && each.of().equals(RecoveryKind.DATABASE.word()))
                    .findFirst()
                    .flatMap(each -> each.predicted()
                            .map(time ->
                                    new RecoveryPlan.Expected(Optional.of(roundedUp(time)), each.predictedBy(), limit)))
                    .orElse(new RecoveryPlan.Expected(
                            Optional.empty(), "No restoration test has measured it yet.", limit));
        } catch (RuntimeException e) {
            LOG.warn("How long a recovery takes can't be told without the catalog: {}", e.getMessage());
            return new RecoveryPlan.Expected(Optional.empty(), "The catalog, which knows it, is away.", limit);
        }
    }

    private static long roundedUp(Duration time) {
        return time.plusMillis(999).toSeconds();
    }
}
