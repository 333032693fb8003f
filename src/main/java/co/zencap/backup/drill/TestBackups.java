package co.zencap.backup.drill;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.util.List;

/** Opens the backup that a restoration test is about. */
final class TestBackups {
    private final Settings settings;
    private final List<Repository> repositories;
    private final Retrievals retrievals;

    /** No repository has a copy of the backup that can be opened: the test has failed before it began. */
    static final class UnusableBackup extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableBackup(IOException cause) {
            super(cause.getMessage(), cause);
        }

        private UnusableBackup(String message) {
            super(message);
        }
    }

    /** @param repositories the nearest first, the one that outlives this machine last */
    TestBackups(Settings settings, List<Repository> repositories, Retrievals retrievals) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.retrievals = retrievals;
    }

    StoredBackup open(TestRequest request) throws IOException {
        return request.backup().isPresent()
                ? open(request.operation(), request.backup().get())
                : newestOfAll(request.operation());
    }

    /** From the first repository that has it: the local one is the nearest. */
    private StoredBackup open(RunningOperation operation, BackupRef backup) throws IOException {
        IOException failure = null;
        for (Repository repository : repositories) {
            try {
                return retrievals.open(
                        repository, backup.target(), new BackupId(backup.id()), settings.masterKey(), operation);
            } catch (IOException e) {
                failure = failure == null || RepositoryFailure.awayIn(e).isPresent() ? e : failure;
            }
        }
        throw RepositoryFailure.awayIn(failure).isPresent() ? failure : new UnusableBackup(failure);
    }

    /**
     * What somebody finds who has lost this machine: nothing but that repository is asked. The newest has to do; an older one
     * would pass for it. Only what a recovery has replaced is left aside, as a recovery would.
     */
    private StoredBackup newestOfAll(RunningOperation operation) throws IOException {
        Repository repository = repositories.get(repositories.size() - 1);
        for (String target :
                List.of(settings.fullTarget().value(), settings.target().value())) {
            for (BackupId id : StoredBackup.ids(repository, target)) {
                operation.backup(id.value());
                StoredBackup backup = newest(repository, target, id, operation);
                if (backup.manifest().safetyOf().isEmpty()) {
                    return backup;
                }
            }
        }
        throw new UnusableBackup("There is no backup of the database in repository " + repository.id()
                + ". HINT: make a full system backup (./zencap backup --type full) and see that it gets there.");
    }

    private StoredBackup newest(Repository repository, String target, BackupId id, RunningOperation operation)
            throws IOException {
        try {
            return retrievals.open(repository, target, id, settings.masterKey(), operation);
        } catch (IOException e) {
            throw RepositoryFailure.awayIn(e).isPresent() ? e : new UnusableBackup(e);
        }
    }
}
