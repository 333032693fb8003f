package co.zencap.backup.wal;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a repository has what of the log a base backup needs, every segment of it whole. */
public final class WalCoverage implements Predicate<Manifest.Base> {
    private static final Logger LOG = LoggerFactory.getLogger(WalCoverage.class);

    private final Repository repository;
    private final String target;
    private final Optional<MasterKey> masterKey;

    /** @param target that of the base backups */
    public WalCoverage(Repository repository, String target, Optional<MasterKey> masterKey) {
        this.repository = repository;
        this.target = target;
        this.masterKey = masterKey;
    }

    /** The first segment that the base backup can't be used without, and that is not there whole. */
    public Optional<WalSegment> missing(Manifest.Base base) throws IOException {
        WalSegment last = WalSegment.before(base.timeline(), base.end(), base.segmentBytes());
        WalSegment each = WalSegment.of(base.timeline(), base.start(), base.segmentBytes());
        Set<String> names;
        try {
            names = WalArchive.open(repository, target, base.systemIdentifier(), masterKey)
                    .names();
        } catch (NoSuchFileException e) {
            return Optional.of(each);
        }
        while (each.number() <= last.number()) {
            if (!names.contains(each.name())) {
                return Optional.of(each);
            }
            each = each.next();
        }
        return Optional.empty();
    }

    @Override
    public boolean test(Manifest.Base base) {
        try {
            return missing(base).isEmpty();
        } catch (IOException e) {
            LOG.warn("Whether the log of a base backup is stored can't be told now: {}", e.getMessage());
            return false;
        }
    }
}
