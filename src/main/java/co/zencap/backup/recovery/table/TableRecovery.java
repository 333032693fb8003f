package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * All that can be done with tables of backups in a live database.
 *
 * @param live the database
 */
public record TableRecovery(
        PostgresUrl live,
        TableRestore restore,
        RestoredTables restored,
        TableComparison comparison,
        DifferencePages pages,
        CopyPlanning planning,
        CopyBack copyBack) {
    /** Whoever asks the API waits for a minute. */
    private static final Duration ANSWER = Duration.ofSeconds(50);

    /** In a database, as the settings have it done. */
    public static TableRecovery of(PostgresUrl live, Settings settings, Clock clock) {
        return of(live, RestoreTools.of(settings), settings.limits(), ANSWER, clock);
    }

    /** @param answer how long whoever asks is kept waiting */
    static TableRecovery of(
            PostgresUrl live, RestoreTools tools, Settings.Limits limits, Duration answer, Clock clock) {
        var quick = new LiveSession.Patience(limits.lockWait(), answer);
        var planning = new CopyPlanning(live, quick);
        return new TableRecovery(
                live,
                new TableRestore(live, tools, limits.lockWait(), clock),
                new RestoredTables(live, quick),
                new TableComparison(live, new LiveSession.Patience(limits.lockWait(), limits.wallClock()), clock),
                new DifferencePages(live, quick),
                planning,
                new CopyBack(live, new LiveSession.Patience(limits.lockWait(), limits.noProgress()), planning, clock));
    }

    /** Drops what a restore has left on the server whose process has died. */
    public void sweep() throws IOException {
        StructureDatabase.sweep(live);
    }
}
