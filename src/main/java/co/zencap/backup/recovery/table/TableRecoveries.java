package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.table.RestoredTables.NotRestored;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that can be done with tables of backups, in each of the databases that are backed up. */
public final class TableRecoveries {
    private final Settings settings;
    private final Function<PostgresUrl, TableRecovery> maker;

    /** @param maker of what can be done in one database */
    public TableRecoveries(Settings settings, Function<PostgresUrl, TableRecovery> maker) {
        this.settings = settings;
        this.maker = maker;
    }

    /** In the database that backups of a target are of. */
    public TableRecovery of(String target) {
        return maker.apply(settings.databaseOf(target).url());
    }

    /**
     * What has been restored in all of the databases.
     *
     * @param schemas in those that answer
     * @param away which do not, and why: they may hold more
     */
    public record Restored(List<RestoredSchema> schemas, List<String> away) {}

    /** What has been restored in any of them. One that is away keeps nothing of the others from being shown. */
    public Restored all() throws IOException {
        var all = new ArrayList<RestoredSchema>();
        var away = new ArrayList<String>();
        IOException first = null;
        List<DatabaseTarget> databases = settings.databases().all();
        for (DatabaseTarget database : databases) {
            try {
                all.addAll(of(database.name()).restored().all());
            } catch (IOException e) {
                first = first == null ? e : first;
                away.add(database.name() + ": " + e.getMessage());
            }
        }
        if (away.size() == databases.size() && first != null) {
            throw first;
        }
        return new Restored(all, away);
    }

    /**
     * In which database something was restored, by its target.
     *
     * @param named which it should be; empty: whichever it is in
     * @throws NotRestored when it is in none
     * @throws IOException when it is in none that answers, or in several
     */
    public String targetOf(String schema, Optional<String> named) throws IOException {
        if (named.isPresent()) {
            of(named.get()).restored().find(schema);
            return settings.databaseOf(named.get()).name();
        }
        var found = new ArrayList<String>();
        IOException failure = null;
        for (DatabaseTarget database : settings.databases().all()) {
            try {
                of(database.name()).restored().find(schema);
                found.add(database.name());
            } catch (IOException e) {
                failure = failure == null || failure instanceof NotRestored ? e : failure;
            }
        }
        if (found.size() > 1) {
            throw new IOException("The databases " + String.join(", ", found)
                    + " all have restored tables of that name." + " HINT: name the one that is meant (--target).");
        }
        if (found.isEmpty()) {
            throw failure;
        }
        return found.get(0);
    }

    /** Drops what restores have left whose process has died. */
    public void sweep() throws IOException {
        IOException failure = null;
        for (DatabaseTarget database : settings.databases().all()) {
            try {
                of(database.name()).sweep();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
