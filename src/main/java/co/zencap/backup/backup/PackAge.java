package co.zencap.backup.backup;

import co.zencap.backup.files.Pack;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when new backups refer to a pack: what the lifecycle has moved to an archive tier is hours away, and the newest
 * backup must not need it. Packs end one by one between half of the limit and the limit, or all would be stored anew on one
 * day.
 *
 * @param limit of a pack's age
 */
record PackAge(Duration limit) {
    private static final int PARTS = 1000;

    /** @param now when the new backup starts */
    boolean allows(Pack pack, Instant now) {
        Duration own = limit.dividedBy(2)
                .plus(limit.dividedBy(2)
                        .dividedBy(PARTS)
                        .multipliedBy(Math.floorMod(pack.key().hashCode(), PARTS)));
        return !new BackupId(pack.backupId()).time().plus(own).isBefore(now);
    }
}
