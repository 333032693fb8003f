package co.zencap.backup.verify;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Which backups are to be verified although nobody asks for it. */
public final class DueVerifications {
    private static final Duration PROOF_TAKES = Duration.ofHours(3);

    private final Settings settings;
    private final List<Repository> repositories;
    private final CatalogQueries queries;
    private final Clock clock;
    private final Instant startedAt;

    public DueVerifications(Settings settings, List<Repository> repositories, CatalogQueries queries, Clock clock) {
        this.settings = settings;
        this.repositories = repositories;
        this.queries = queries;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Those with a copy that nobody has verified, because the service ended before. */
    public List<BackupRef> cutOff() {
        return queries.unproved(settings.targets(), startedAt);
    }

    /** Those with a copy that nobody has verified, although there was time enough. */
    public List<BackupRef> late() {
        return queries.unproved(settings.targets(), clock.instant().minus(PROOF_TAKES));
    }

    /** Those that the comprehensive verification has to read: each one comes once in {@code BACKUP_VERIFY_DAYS}. */
    public List<BackupRef> comprehensive() {
        // An hour less, as each night takes a moment more or less to get there.
        Instant before = clock.instant().minus(settings.verifyEvery()).plus(Duration.ofHours(1));
        return queries.dueVerifications(
                settings.targets(), repositories.stream().map(Repository::id).toList(), before);
    }
}
