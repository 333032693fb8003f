package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.structure.StructureComparison;
import co.zencap.backup.postgres.structure.StructureComparison.Compared;
import co.zencap.backup.restore.ContentComparison;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.restore.RestoredDatabase;
import co.zencap.backup.restore.StructureCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Compares what was restored beside with what was backed up, as far as the backup tells what that was. */
final class BesideComparison {
    private final StoredBackup backup;
    private final RestoredDatabase restored;
    private final RestoreTools tools;
    private final boolean withOwners;
    private final List<String> leftOut = new ArrayList<>();

    BesideComparison(StoredBackup backup, RestoredDatabase restored, RestoreTools tools, boolean withOwners) {
        this.backup = backup;
        this.restored = restored;
        this.tools = tools;
        this.withOwners = withOwners;
    }

    /**
     * @param dump the decrypted dump, or where it was
     * @param room that the search for rows that differ may take on the server
     * @param differences gets each that is found, a sentence
     * @throws IOException naming the differences
     */
    Verified run(Path dump, long room, RunningOperation operation, Consumer<String> differences)
            throws IOException, SQLException, InterruptedException {
        Optional<Fingerprint> content = content(dump, room, operation, differences);
        operation.phase("compare structure", 0);
        Optional<Compared> structure = StructureCheck.run(backup, restored, notCompared());
        if (structure.isPresent()) {
            structure.get().differences().forEach(differences);
            StructureCheck.requireNone(structure.get().names(), structure.get().differing());
        } else {
            leftOut.add("The backup does not say what the database was made of beside rows.");
        }
        if (!withOwners) {
            leftOut.add("Owners and grants were left out.");
        }
        return new Verified(
                content.map(c -> !c.countsOnly()).orElse(false),
                content.map(c -> c.tables().size()).orElse(0),
                content.map(Fingerprint::totalRows).orElse(0L),
                structure.map(Compared::compared).orElse(0L),
                List.copyOf(leftOut));
    }

    /** The live database's settings are carried over by the swap, whatever they were at the time of the backup. */
    private Set<String> notCompared() {
        var kinds = new HashSet<>(withOwners ? StructureComparison.ROLES : StructureComparison.OF_ROLES);
        kinds.addAll(StructureComparison.OF_NAME);
        return kinds;
    }

    private Optional<Fingerprint> content(
            Path dump, long room, RunningOperation operation, Consumer<String> differences)
            throws IOException, SQLException, InterruptedException {
        if (backup.manifest().fingerprint().isEmpty()) {
            leftOut.add("The backup has no fingerprint: its rows were not compared.");
            return Optional.empty();
        }
        Fingerprint compared =
                new ContentComparison(backup.manifest(), restored, tools, dump, room).run(operation, differences);
        if (compared.countsOnly()) {
            leftOut.add("The backup knows how many rows there were, and not what was in them.");
        }
        return Optional.of(compared);
    }
}
