package co.zencap.backup.verify;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The steps of {@code verify-backup}: every copy of one backup, one after the other. */
public final class Verifications {
    private final List<Repository> repositories;
    private final BackupVerifier verifier;
    private final String target;
    private final Clock clock;

    public Verifications(List<Repository> repositories, BackupVerifier verifier, String target, Clock clock) {
        this.repositories = repositories;
        this.verifier = verifier;
        this.target = target;
        this.clock = clock;
    }

    /**
     * The repositories that hold the backup. One that can't be asked is left out and named in the outcome; its copy then
     * stays unverified, which the list of backups shows.
     *
     * @throws IOException when none is left
     */
    public List<Repository> holders(String backupId, RunningOperation operation) throws IOException {
        var holders = new ArrayList<Repository>();
        RepositoryFailure away = null;
        for (Repository repository : repositories) {
            try {
                if (holds(repository, backupId)) {
                    holders.add(repository);
                }
            } catch (RepositoryFailure e) {
                operation.result(repository.id(), Map.of("unreachable", e.getMessage()));
                away = e;
            }
        }
        if (holders.isEmpty() && away != null) {
            throw away;
        }
        if (holders.isEmpty()) {
            throw new IOException("No repository holds backup " + backupId
                    + ". HINT: ./zencap list shows which backups there are, and where.");
        }
        return holders;
    }

    /** Verifies one copy. */
    public Verification verify(Repository repository, String backupId, RunningOperation operation) {
        operation.phase("verify " + repository.id(), 0);
        Verification verification = verifier.verify(repository, target, new BackupId(backupId), operation::progress);
        operation.result(
                repository.id(),
                verification
                        .cutOff()
                        .<Map<String, Object>>map(away -> Map.of("unreachable", away.getMessage()))
                        .orElseGet(() -> Map.of(
                                "passed", verification.passed(),
                                "checks", verification.checks().size(),
                                "bytesRead", verification.bytesRead())));
        return verification;
    }

    /** The catalog's row of a verification. */
    public CatalogEntry entry(Verification verification, RunningOperation operation) {
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

    /**
     * Ends it: well, if every copy is good that could be read.
     *
     * @throws IOException naming every check that failed, so that the route takes its path of failure
     * @throws RepositoryFailure when no copy could be read
     */
    public void conclude(List<Verification> copies, RunningOperation operation) throws IOException {
        List<Verification> read =
                copies.stream().filter(Verification::isConclusive).toList();
        if (read.isEmpty()) {
            throw copies.get(0).cutOff().orElseThrow();
        }
        List<Verification> bad = read.stream().filter(copy -> !copy.passed()).toList();
        if (bad.isEmpty()) {
            operation.succeed();
            return;
        }
        String hint = bad.size() < read.size()
                ? "the other copy is good; do not rely on this one, and look for the cause."
                : "do not rely on this backup; make a new one now and look for the cause.";
        throw new IOException(bad.stream()
                .map(copy -> "The copy of " + copy.backupId() + " in repository " + copy.repository() + " is not good: "
                        + copy.failures())
                .collect(Collectors.joining(" ", "", " HINT: " + hint)));
    }

    /** Ends a verification that failed. */
    public Alert fail(Exception failure, RunningOperation operation) {
        var problem = Problem.of("The verification of a backup of " + target + " failed", failure);
        operation.fail(problem);
        Operation ended = operation.snapshot();
        // A copy that can't be read today is not a bad one.
        Level level = RepositoryFailure.temporaryIn(failure).isPresent() ? Level.ERROR : Level.CRITICAL;
        return Alert.of(level, "verification", target, problem, ended.id(), ended.backupId(), clock.instant());
    }

    private boolean holds(Repository repository, String backupId) throws IOException {
        try {
            return repository.size(Manifest.folder(target, new BackupId(backupId)) + Manifest.FILE_NAME) > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
