package co.zencap.backup.objective;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Judges all objectives by what the catalog knows now. */
public final class ObjectivesReport {
    private final Settings settings;
    private final CatalogQueries backups;
    private final TestQueries tests;
    private final Clock clock;

    public ObjectivesReport(Settings settings, CatalogQueries backups, TestQueries tests, Clock clock) {
        this.settings = settings;
        this.backups = backups;
        this.tests = tests;
        this.clock = clock;
    }

    /** Recovery times by kind, then recovery points by target; throws while the catalog is away. */
    public List<Compliance> report() {
        Instant now = clock.instant();
        String database = settings.target().value();
        String full = settings.fullTarget().value();
        // Asked first: a backup that ends between the two questions is then among the newest.
        Map<String, Instant> begun = backups.latestBackupsBegun(settings.targets());
        var points = new RecoveryPoints(full, backups.newestBackups(), begun);

        var newest = new EnumMap<RecoveryKind, String>(RecoveryKind.class);
        points.newestWith(database).map(BackupRow::id).ifPresent(id -> newest.put(RecoveryKind.DATABASE, id));
        points.newestWith(full).map(BackupRow::id).ifPresent(id -> {
            newest.put(RecoveryKind.FILES, id);
            newest.put(RecoveryKind.FULL_SYSTEM, id);
        });
        var times = new RecoveryTimes(tests.times(now.minus(RecoveryTimes.KNOWN_FOR)), newest);

        Settings.Objectives objectives = settings.objectives();
        var all = new ArrayList<>(times.judge(objectives, tests.restoredBytes(times.sized()), now));
        all.add(points.judge(database, objectives.databasePoint(), now));
        for (FileSet set : settings.fileSets()) {
            all.add(points.judge(set.id().value(), objectives.filesPoint(), now));
        }
        return all;
    }
}
