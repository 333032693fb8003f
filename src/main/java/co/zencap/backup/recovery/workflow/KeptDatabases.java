package co.zencap.backup.recovery.workflow;

import co.zencap.backup.access.Caller;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Body;

/** Drops databases that recoveries have kept: that of before, or after an undo the recovered one. */
public final class KeptDatabases {
    private final Settings settings;
    private final RecoveryRecords records;
    private final Clock clock;

    public KeptDatabases(Settings settings, RecoveryRecords records, Clock clock) {
        this.settings = settings;
        this.records = records;
        this.clock = clock;
    }

    /**
     * A wish to be rid of one.
     *
     * @param database its name, so that it is not the wrong one
     * @param caller who wishes it
     */
    public record Wish(RecoveryRecord recovery, String database, Caller caller) {}

    private PostgresUrl live(RecoveryRecord record) throws IOException {
        try {
            return settings.databaseOf(record.target()).url().withDatabase(record.database());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Drops it, whoever is connected to it; there is no way back from here. */
    public List<CatalogEntry> drop(@Body Wish wish) throws IOException {
        RecoveryRecord record = wish.recovery();
        if (record.database() == null) {
            throw new IOException(
                    "Recovery " + record.id() + " was of files, and keeps no database. HINT: what it has kept"
                            + " lies beside the files; ./zencap disaster-recovery --list shows the recoveries.");
        }
        try (DatabaseRecovery database =
                DatabaseRecovery.open(live(record), record.id(), RestoreTools.of(settings), record.withOwners())) {
            RecoveryState state = database.state();
            boolean undone = state == RecoveryState.VERIFIED && record.state() == RecoveryRecord.State.UNDONE;
            if (state != RecoveryState.SWAPPED && !undone) {
                throw new IOException(
                        "Recovery " + record.id() + " keeps no database."
                                + " HINT: ./zencap disaster-recovery --list shows the recoveries; psql -l shows the databases.");
            }
            String kept = undone ? database.names().beside() : database.names().before();
            if (!kept.equals(wish.database())) {
                throw new IOException("Recovery " + record.id() + " keeps the database " + kept + ", and not another."
                        + " HINT: name that one.");
            }
            if (undone) {
                database.cleanUp();
            } else {
                database.forget();
            }
            RecoveryRecord noted = record.noted(List.of("The database " + kept + " was dropped."));
            CatalogEntry entry = records.write(noted);
            String reason = "Dropped the database " + kept + ", which recovery " + record.id() + " had kept.";
            return List.of(
                    entry,
                    new AuditEntry(
                                    wish.caller().name(),
                                    Action.DROP_KEPT,
                                    record.target(),
                                    "",
                                    record.backup().id(),
                                    null,
                                    0,
                                    reason)
                            .from(wish.caller().address())
                            .at(clock.instant()));
        }
    }
}
