package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.recovery.pointintime.ArchivedParts;
import co.zencap.backup.recovery.pointintime.BaseRestore;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.PointInTimePlans.Wish;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalLibrary.Reach;
import co.zencap.backup.wal.WalPosition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a dump is about to be restored: whether base backup and write-ahead log of the same cluster bring back more.
 *
 * @param repository where they are looked for
 */
record LogInstead(Settings settings, Repository repository) {

    /**
     * What was found.
     *
     * @param log what is used instead of the dump; empty: the dump is
     * @param note a sentence for who plans the recovery; empty where no log is kept, or it leads no further than the dump
     */
    record Found(Optional<FromLog> log, Optional<String> note) {
        private static final Found NOTHING = new Found(Optional.empty(), Optional.empty());

        private static Found only(String note) {
            return new Found(Optional.empty(), Optional.of(note));
        }
    }

    /**
     * @param whose the database; the log is that of the primary one's cluster
     * @param dumpWanted a sentence on why it is the dump in any case; empty: whatever brings back more
     */
    Found find(DatabaseTarget whose, RecoveryWish wish, Manifest dump, Optional<String> dumpWanted) {
        // Whose dump does not tell its cluster may be another's, or a new server's that has nothing in it yet.
        Optional<String> cluster = dump.source().flatMap(Manifest.Source::systemIdentifier);
        if (!settings.isLogged(whose) || cluster.isEmpty()) {
            return Found.NOTHING;
        }
        RecoveryTarget where = wish.at().map(RecoveryTarget::at).orElseGet(RecoveryTarget::end);
        try {
            var plans = new PointInTimePlans(repository, settings.masterKey());
            Reach reach =
                    plans.choose(new Wish(Optional.of(settings.target().value()), where, Optional.empty(), cluster));
            Optional<Instant> end = reach.position().map(WalPosition::recoverable);
            Instant shows = wish.at()
                    .filter(at -> end.filter(at::isAfter).isEmpty())
                    .or(() -> end)
                    .orElseGet(() -> PointInTimePlans.moment(reach));
            Instant dumped = Shelf.moment(dump);
            if (!shows.isAfter(dumped)) {
                return Found.NOTHING;
            }
            String gain = "Base backup and write-ahead log show the database as of " + shows + ", "
                    + Figures.duration(Duration.between(dumped, shows)) + " later than the dump of " + dumped;
            Optional<String> against = dumpWanted.or(() -> hindrance(reach));
            if (against.isPresent()) {
                return Found.only(gain + "; the dump is restored all the same: " + against.get());
            }
            return new Found(
                    Optional.of(new FromLog(
                            reach.manifest().id().value(),
                            reach.manifest().target(),
                            cluster.get(),
                            repository.id(),
                            wish.at().orElse(null),
                            shows)),
                    Optional.of(gain
                            + ", and are what is restored. Replaying them comes on top of the time that a dump takes;"
                            + " tests of base backups show how long it is. \"fromDump\" (--from-dump)"
                            + " restores the dump." + archived(plans.archived(reach, where))));
        } catch (IOException e) {
            return Found.only("The write-ahead log does not help here: " + e.getMessage());
        }
    }

    private static String archived(ArchivedParts parts) {
        return parts.objects() == 0
                ? ""
                : " First " + Figures.count(parts.objects(), "object") + " ("
                        + Figures.bytes(parts.bytes())
                        + ") are fetched from an archive tier, which takes hours.";
    }

    /** What of this machine stands in the way; a dump needs less. */
    private Optional<String> hindrance(Reach reach) {
        try {
            BaseRestore.requirePrograms(
                    reach.manifest(),
                    RecoveryPrograms.find(
                            settings.sandboxBin(),
                            settings.postgresBin(),
                            reach.manifest().source().orElseThrow().serverMajor()));
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
        FreeSpace free = FreeSpace.of(settings.workDir());
        long needed = BaseRestore.room(reach.manifest());
        return free.isLessThan(needed)
                ? Optional.of("the cluster takes " + Figures.bytes(needed) + " in " + settings.workDir() + ", where "
                        + Figures.bytes(free.bytes()) + " are free. HINT: name a folder on a larger disk in"
                        + " BACKUP_WORK_DIR.")
                : Optional.empty();
    }
}
