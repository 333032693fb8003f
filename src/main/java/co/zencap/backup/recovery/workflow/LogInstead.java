package co.zencap.backup.recovery.workflow;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What base backup and write-ahead log could bring back where a dump is about to be restored.
 *
 * @param repository where they are looked for
 */
record LogInstead(Settings settings, Repository repository) {

    /**
     * A sentence for who plans a recovery; nothing where no log is kept, or it leads no further than the dump.
     *
     * @param at until when; empty: the latest
     * @param dump as of when the dump shows the database
     */
    Optional<String> note(Optional<Instant> at, Instant dump) {
        if (settings.wal().isEmpty()) {
            return Optional.empty();
        }
        var wish = new PointInTimePlans.Wish(
                Optional.of(settings.target().value()),
                at.map(RecoveryTarget::at).orElseGet(RecoveryTarget::end),
                Optional.empty());
        try {
            return new PointInTimePlans(repository, settings.masterKey())
                    .choose(wish)
                    .position()
                    .map(WalPosition::recoverable)
                    .map(end -> at.orElse(end))
                    .filter(dump::isBefore)
                    .map(instant ->
                            "This restores a dump as of " + dump + ". Base backup and write-ahead log would bring the"
                                    + " whole cluster to " + instant + ", "
                                    + Figures.duration(Duration.between(dump, instant))
                                    + " later, into a folder of its own: ./zencap recover --type point-in-time"
                                    + at.map(time -> " --at " + time).orElse("") + ".");
        } catch (IOException e) {
            return Optional.of("The write-ahead log does not help here: " + e.getMessage());
        }
    }
}
