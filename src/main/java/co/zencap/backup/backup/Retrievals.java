package co.zencap.backup.backup;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Retrieval.Order;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Before a backup is restored: what of it lies in an archive tier is asked for and waited for. */
public final class Retrievals {
    /** An operation's phase, and the figure in its result. */
    public static final String PHASE = "retrieval";

    private static final Logger LOG = LoggerFactory.getLogger(Retrievals.class);

    private final Optional<S3Retrieval> offsite;
    private final String offsiteId;
    private final Clock clock;

    /**
     * @param offsite of the off-site repository, if there is one; nothing is ever archived elsewhere
     * @param offsiteId that repository's name
     */
    public Retrievals(Optional<S3Retrieval> offsite, String offsiteId, Clock clock) {
        this.offsite = offsite;
        this.offsiteId = offsiteId;
        this.clock = clock;
    }

    /** Opens a backup, whose manifest and key may be archived themselves. */
    public StoredBackup open(
            Repository repository,
            String target,
            BackupId id,
            Optional<MasterKey> masterKey,
            RunningOperation operation)
            throws IOException {
        try {
            return StoredBackup.open(repository, target, id, masterKey);
        } catch (RepositoryFailure e) {
            if (e.reason() != Reason.ARCHIVED) {
                throw e;
            }
        }
        var keys = new ArrayList<>(List.of(Manifest.folder(target, id) + Manifest.FILE_NAME));
        if (masterKey.isPresent()) {
            keys.add(Manifest.folder(target, id) + WrappedKey.FILE_NAME);
        }
        bring(repository, keys, operation);
        return StoredBackup.open(repository, target, id, masterKey);
    }

    /** What of these objects would have to be brought back; asks for nothing. */
    public Optional<Order> needed(Repository repository, Collection<String> keys) throws IOException {
        return offsite.isEmpty() || !repository.id().equals(offsiteId)
                ? Optional.empty()
                : offsite.get().needed(keys);
    }

    /** Waits until these objects can be read, and notes how long that took. */
    public void bring(Repository repository, List<String> keys, RunningOperation operation) throws IOException {
        if (offsite.isEmpty() || !repository.id().equals(offsiteId)) {
            return;
        }
        Instant before = clock.instant();
        var orders = new ArrayList<Order>();
        offsite.get().bring(keys, order -> begin(order, orders, operation), operation::progress);
        if (!orders.isEmpty()) {
            note(orders.get(0), Duration.between(before, clock.instant()), operation);
        }
    }

    private static void begin(Order order, List<Order> orders, RunningOperation operation) {
        orders.add(order);
        operation.phase(PHASE, order.bytes());
        note(order, Duration.ZERO, operation);
        LOG.info(
                "{} objects are being retrieved from {}, which usually takes {}",
                order.objects(),
                order.storageClass(),
                order.expected());
    }

    private static void note(Order order, Duration took, RunningOperation operation) {
        // A manifest may have had to come back first.
        long before = operation.snapshot().result().get(PHASE) instanceof Map<?, ?> earlier
                        && earlier.get("seconds") instanceof Number seconds
                ? seconds.longValue()
                : 0;
        operation.result(
                PHASE,
                Map.of(
                        "objects", order.objects(),
                        "bytes", order.bytes(),
                        "storageClass", order.storageClass(),
                        "tier", order.tier().name().toLowerCase(Locale.ROOT),
                        "expected", order.expected(),
                        "seconds", before + took.toSeconds()));
    }
}
