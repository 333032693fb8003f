package co.zencap.backup.audit;

import co.zencap.backup.audit.AuditVerification.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A verification for whoever asks: it reads the whole trail, in the catalog and in each repository, so there is one at a time,
 * and who asks again soon is told the same. Thread-safe.
 */
public final class LatestVerification {
    static final Duration AGAIN = Duration.ofMinutes(1);

    private final AuditVerification verification;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();
    private Report latest;

    public LatestVerification(AuditVerification verification, Clock clock) {
        this.verification = verification;
        this.clock = clock;
    }

    AuditVerification verification() {
        return verification;
    }

    /** @return empty while another one runs */
    public Optional<Report> ask() {
        if (!running.tryLock()) {
            return Optional.empty();
        }
        try {
            Instant now = clock.instant();
            if (latest == null
                    || now.isBefore(latest.at())
                    || !now.isBefore(latest.at().plus(AGAIN))) {
                latest = verification.run();
            }
            return Optional.of(latest);
        } finally {
            running.unlock();
        }
    }
}
