package co.zencap.backup.wal;

import co.zencap.backup.operation.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one repository is with the log that this node receives.
 *
 * @param repository its id
 * @param newest all that was committed before this instant is stored there; empty until it is known
 * @param backlogBytes what waits here for it; empty while the work disk can't be read
 * @param problem why it does not get the log; empty when it does
 */
public record WalLag(
        String repository, Optional<Instant> newest, Optional<Long> backlogBytes, Optional<Problem> problem) {}
