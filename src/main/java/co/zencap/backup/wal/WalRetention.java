package co.zencap.backup.wal;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what of the log no base backup needs any more: all before the oldest of those that a repository holds. Which base
 * backups stay is said by the retention of backups; of a log without any base backup nothing goes.
 */
public final class WalRetention {
    private static final Logger LOG = LoggerFactory.getLogger(WalRetention.class);

    private final String target;
    private final List<Repository> repositories;
    private final Optional<MasterKey> masterKey;

    /**
     * @param target that of the base backups
     * @param repositories of which those are left out where somebody else deletes
     */
    public WalRetention(String target, List<Repository> repositories, Optional<MasterKey> masterKey) {
        this.target = target;
        this.repositories = repositories.stream().filter(Repository::mayDelete).toList();
        this.masterKey = masterKey;
    }

    /** Goes through all repositories; one that can't be read keeps the others from nothing. */
    public void sweep() throws IOException {
        IOException failed = null;
        for (Repository repository : repositories) {
            try {
                sweep(repository);
            } catch (IOException e) {
                LOG.warn("The write-ahead log in {} is left as it is: {}", repository.id(), e.getMessage());
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void sweep(Repository repository) throws IOException {
        var library = new WalLibrary(repository, target, masterKey);
        List<Reach> bases = library.all();
        if (!library.passedOver().isEmpty()) {
            // It may be one that needs more than all others.
            throw new IOException(
                    "A base backup can't be read: " + library.passedOver().get(0));
        }
        for (String cluster : WalArchive.clusters(repository, target)) {
            List<Reach> own = bases.stream()
                    .filter(reach -> reach.base().systemIdentifier().equals(cluster))
                    .toList();
            OptionalLong first = own.stream()
                    .mapToLong(reach -> WalSegment.of(
                                    reach.base().timeline(),
                                    reach.base().start(),
                                    reach.base().segmentBytes())
                            .number())
                    .min();
            if (first.isPresent()) {
                delete(repository, cluster, first.getAsLong(), own.get(0).base().segmentBytes());
            }
        }
    }

    private void delete(Repository repository, String cluster, long first, long segmentBytes) throws IOException {
        WalArchive archive = WalArchive.open(repository, target, cluster, masterKey);
        int deleted = 0;
        for (String name : archive.names()) {
            String segment = name.split("\\.", 2)[0];
            boolean older = WalSegment.parse(segment, segmentBytes)
                    .filter(each -> each.number() < first)
                    .isPresent();
            if (older) {
                archive.delete(name);
                deleted++;
            }
        }
        if (deleted > 0) {
            LOG.info(
                    "Deleted {} files of the write-ahead log in {}, which no base backup needs",
                    deleted,
                    repository.id());
        }
    }
}
