package co.zencap.backup.verify;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.CopyQueries.CopyRef;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code verify-backup}: every copy of one backup, one after the other. */
public final class Verifications {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);

    private static final String NOT_READ = "archived, not read";

    private final List<Repository> repositories;
    private final BackupVerifier verifier;
    private final Function<String, List<String>> storedCopies;
    private final Clock clock;

    /** @param storedCopies asks the catalog which repositories hold a backup; throws while it is away */
    public Verifications(
            List<Repository> repositories,
            BackupVerifier verifier,
            Function<String, List<String>> storedCopies,
            Clock clock) {
        this.repositories = repositories;
        this.verifier = verifier;
        this.storedCopies = storedCopies;
        this.clock = clock;
    }

    /**
     * The repositories to look into: those that the catalog says hold the backup, whether they still do or not, and those
     * that turn out to hold it.
     *
     * @throws IOException when there is none
     */
    public List<Repository> copies(String backupId, RunningOperation operation) throws IOException {
        Optional<List<String>> known = known(backupId);
        var copies = new ArrayList<Repository>();
        RepositoryFailure away = null;
        for (Repository repository : repositories) {
            try {
                if (known.map(k -> k.contains(repository.id())).orElse(false)
                        || holds(repository, operation.target(), backupId)) {
                    copies.add(repository);
                }
            } catch (RepositoryFailure e) {
                operation.result(repository.id(), Map.of("unreachable", e.getMessage()));
                away = e;
            }
        }
        if (copies.isEmpty()) {
            throw away != null
                    ? away
                    : new IOException("No repository holds backup " + backupId
                            + ". HINT: ./zencap list shows which backups there are, and where.");
        }
        return copies;
    }

    /** Empty while the catalog is away. */
    private Optional<List<String>> known(String backupId) {
        try {
            return Optional.of(storedCopies.apply(backupId));
        } catch (RuntimeException e) {
            LOG.warn("Which copies there should be is not known: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Verifies one copy.
     *
     * @throws IOException when the key that it needs is not at hand
     */
    public Verification verify(Repository repository, String backupId, RunningOperation operation) throws IOException {
        operation.phase("verify " + repository.id(), 0);
        Verification verification =
                verifier.verify(repository, operation.target(), new BackupId(backupId), operation::progress);
        operation.result(
                repository.id(),
                verification
                        .cutOff()
                        .<Map<String, Object>>map(away -> isArchived(away)
                                ? Map.of("archived", NOT_READ + ": " + away.getMessage())
                                : Map.of("unreachable", away.getMessage()))
                        .orElseGet(() -> Map.of(
                                "passed", verification.passed(),
                                "checks", verification.checks().size(),
                                "bytesRead", verification.bytesRead())));
        return verification;
    }

    /**
     * The catalog's row of a verification; of what lies in an archive tier that it was looked at and not read, and null where
     * nothing is known.
     */
    public CatalogEntry entry(Verification verification, RunningOperation operation) {
        if (!verification.isConclusive()) {
            var copy = new CopyRef(
                    new BackupRef(operation.target(), verification.backupId(), false), verification.repository());
            return verification.cutOff().filter(Verifications::isArchived).isPresent()
                    ? CopyLooks.entry(new CopyLook(copy, CopyLook.Outcome.ARCHIVED, NOT_READ, verification.endedAt()))
                    : null;
        }
        return CatalogEntry.entry(
                "record-verification",
                "id",
                UUID.randomUUID().toString(),
                "operationId",
                operation.id(),
                "backupId",
                verification.backupId(),
                "repository",
                verification.repository(),
                "outcome",
                verification.passed() ? "passed" : "failed",
                "startedAt",
                verification.startedAt().toString(),
                "endedAt",
                verification.endedAt().toString(),
                "checks",
                CatalogEntry.json(verification.checks()));
    }

    /** A bad copy off site is sent again, where a good one is here: the catalog's rows that see to that. */
    public List<CatalogEntry> repairs(List<Verification> copies) {
        boolean goodHere =
                copies.stream().anyMatch(copy -> copy.repository().equals(LocalRepository.ID) && copy.good());
        return copies.stream()
                .filter(copy -> goodHere && copy.isConclusive() && !copy.passed())
                .map(copy -> CatalogEntry.entry(
                        "record-copy-damage",
                        "backupId",
                        copy.backupId(),
                        "repository",
                        copy.repository(),
                        "error",
                        copy.failures(),
                        "at",
                        clock.instant()))
                .toList();
    }

    /**
     * Ends it: well, if every copy could be read and is good. One in an archive tier says nothing, and does no harm beside
     * a good one, or where nobody asked for this very backup.
     *
     * @param scheduled whether its turn had come; null or false: somebody asked
     * @throws IOException naming every check that failed, so that the route takes its path of failure
     * @throws RepositoryFailure when a copy could not be read
     */
    public void conclude(List<Verification> copies, RunningOperation operation, Boolean scheduled) throws IOException {
        List<Verification> bad = copies.stream()
                .filter(copy -> copy.isConclusive() && !copy.passed())
                .toList();
        boolean anyGood = copies.stream().anyMatch(Verification::good);
        if (bad.isEmpty()) {
            for (Verification copy : copies) {
                boolean excused =
                        copy.cutOff().filter(Verifications::isArchived).isPresent()
                                && (anyGood || Boolean.TRUE.equals(scheduled));
                if (copy.cutOff().isPresent() && !excused) {
                    throw copy.cutOff().get();
                }
            }
            operation.succeed();
            return;
        }
        String hint = anyGood
                ? "the other copy is good; do not rely on this one, and look for the cause."
                : "do not rely on this backup; make a new one now and look for the cause.";
        throw new IOException(bad.stream()
                .map(copy -> "The copy of " + copy.backupId() + " in repository " + copy.repository() + " is not good: "
                        + copy.failures())
                .collect(Collectors.joining(" ", "", " HINT: " + hint)));
    }

    /** Ends a verification that failed. */
    public Alert fail(Exception failure, RunningOperation operation) {
        var problem = Problem.of("The verification of a backup of " + operation.target() + " failed", failure);
        operation.fail(problem);
        Operation ended = operation.snapshot();
        // A copy that can't be read today is not a bad one.
        Level level = RepositoryFailure.awayIn(failure)
                .map(away -> away.temporary() || isArchived(away) ? Level.WARNING : Level.ERROR)
                .orElse(Level.CRITICAL);
        return Alert.of(level, "verification", ended, problem, clock.instant())
                .about(ended.backupId())
                .until(Ending.success(Operation.Kind.VERIFICATION, ended.backupId()));
    }

    private static boolean isArchived(RepositoryFailure away) {
        return away.reason() == RepositoryFailure.Reason.ARCHIVED;
    }

    private boolean holds(Repository repository, String target, String backupId) throws IOException {
        try {
            return repository.size(Manifest.folder(target, new BackupId(backupId)) + Manifest.FILE_NAME) >= 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
