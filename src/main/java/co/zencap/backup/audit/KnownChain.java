package co.zencap.backup.audit;

import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.catalog.AuditQueries.Chain;
import co.zencap.backup.catalog.AuditQueries.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the trail is whole as far as the catalog tells, for whoever looks at it all the time: all of it is hashed now and
 * then, and with each look what has come since. An older entry that is changed in between is found by the next whole check. One
 * checks at a time; who comes meanwhile is told what is known. Thread-safe.
 */
public final class KnownChain {
    static final Duration WHOLE_AGAIN = Duration.ofMinutes(15);

    private final AuditQueries catalog;
    private final Clock clock;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile Known known;

    /** @param wholeAt when all of it was hashed */
    private record Known(Chain chain, Instant wholeAt) {}

    public KnownChain(AuditQueries catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** How it stands with it. */
    public Chain look() {
        Known before = known;
        if (before == null) {
            checking.lock();
        } else if (!checking.tryLock()) {
            return before.chain();
        }
        try {
            known = next(known);
            return known.chain();
        } finally {
            checking.unlock();
        }
    }

    private Known next(Known before) {
        Instant now = clock.instant();
        if (before != null
                && !now.isBefore(before.wholeAt())
                && now.isBefore(before.wholeAt().plus(WHOLE_AGAIN))) {
            Optional<Chain> chain = before.chain().intact() ? continued(before.chain()) : Optional.of(before.chain());
            if (chain.isPresent()) {
                return new Known(chain.get(), before.wholeAt());
            }
        }
        return new Known(catalog.chain(), now);
    }

    /** @return empty when what has come does not fit, or what was there is not there any more */
    private Optional<Chain> continued(Chain chain) {
        long last = chain.rows(); // of a whole chain the last number, too
        if (last > 0 && !isLast(catalog.after(last - 1, 1), last, chain.head())) {
            return Optional.empty();
        }
        var check = new ChainCheck(last, last == 0 ? AuditHash.NONE : chain.head());
        for (var page = catalog.after(last, AuditExport.PAGE);
                !page.isEmpty();
                page = catalog.after(check.last(), AuditExport.PAGE)) {
            page.forEach(check::take);
        }
        if (check.rows() == 0) {
            return Optional.of(chain);
        }
        return check.problems().isEmpty()
                ? Optional.of(new Chain(true, check.last(), null, check.head()))
                : Optional.empty();
    }

    private static boolean isLast(List<Row> there, long seq, String head) {
        return !there.isEmpty()
                && there.get(0).seq() == seq
                && there.get(0).hash().equals(head);
    }
}
