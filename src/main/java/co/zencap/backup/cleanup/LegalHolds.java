package co.zencap.backup.cleanup;

import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryUse;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;

/** Places legal holds and takes them away: the steps of {@code place-hold} and {@code release-hold}. */
public final class LegalHolds {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Repository> repositories;
    private final Optional<MasterKey> masterKey;
    private final RepositoryUse use;
    private final Clock clock;

    /**
     * A wish for a hold, or for its end.
     *
     * @param backup which
     * @param reason why
     * @param actor whose wish it is
     * @param source from where it came
     */
    public record Wish(BackupRef backup, String reason, String actor, String source) {
        private BackupId id() {
            return new BackupId(backup.id());
        }

        private String key() {
            return LegalHold.key(backup.target(), id());
        }
    }

    public LegalHolds(List<Repository> repositories, Optional<MasterKey> masterKey, RepositoryUse use, Clock clock) {
        this.repositories = List.copyOf(repositories);
        this.masterKey = masterKey;
        this.use = use;
        this.clock = clock;
    }

    /**
     * Places a hold wherever the backup is.
     *
     * @return the catalog's rows of it
     * @throws IOException when it is nowhere, or a repository can't be asked whether it has it
     */
    public List<CatalogEntry> place(@Body Wish wish) throws IOException, InterruptedException {
        try (RepositoryUse.Use shared = share()) {
            List<Repository> holding = holding(wish, Manifest.FILE_NAME);
            if (holding.isEmpty()) {
                throw new IOException("No repository holds backup " + wish.id()
                        + ". HINT: ./zencap list shows which backups there are, and where.");
            }
            Instant now = clock.instant();
            var hold = new LegalHold(
                    LegalHold.FORMAT_VERSION,
                    wish.backup().target(),
                    wish.backup().id(),
                    wish.reason(),
                    wish.actor(),
                    now);
            for (Repository repository : holding) {
                repository.replace(wish.key(), hold.write(masterKey));
            }
            return entries(CleanupEntries.hold(hold), Action.HOLD, wish, now);
        }
    }

    /**
     * Takes a hold away, wherever it is.
     *
     * @return the catalog's rows of it
     * @throws IOException when a repository can't be asked whether it has it: it would go on holding
     */
    public List<CatalogEntry> release(@Body Wish wish) throws IOException, InterruptedException {
        try (RepositoryUse.Use shared = share()) {
            List<Repository> holding = holding(wish, LegalHold.FILE_NAME);
            for (Repository repository : holding) {
                if (!repository.mayDelete()) {
                    throw new IOException("The hold of backup " + wish.id() + " lies in " + repository.id()
                            + ", where this service deletes nothing, so that it stays everywhere. HINT: have "
                            + wish.key()
                            + " removed with credentials that may delete; then ask again.");
                }
            }
            for (Repository repository : holding) {
                repository.delete(wish.key());
            }
            Instant now = clock.instant();
            return entries(CleanupEntries.release(wish.backup().id(), now), Action.RELEASE, wish, now);
        }
    }

    private RepositoryUse.Use share() throws IOException, InterruptedException {
        return use.share(PATIENCE)
                .orElseThrow(
                        () -> new IOException(
                                "A cleanup is deleting right now. HINT: ask again in a minute; see whether it is still there."));
    }

    /** All are asked before anything is done. */
    private List<Repository> holding(Wish wish, String name) throws IOException {
        var holding = new ArrayList<Repository>();
        for (Repository repository : repositories) {
            try {
                repository.size(Manifest.folder(wish.backup().target(), wish.id()) + name);
                holding.add(repository);
            } catch (NoSuchFileException e) {
                // it is not there
            }
        }
        return holding;
    }

    private static List<CatalogEntry> entries(CatalogEntry entry, Action action, Wish wish, Instant now) {
        var audit = new AuditEntry(
                wish.actor(), action, wish.backup().target(), "", wish.backup().id(), null, 0, wish.reason());
        return List.of(entry, audit.from(wish.source()).at(now));
    }
}
