package co.zencap.backup.recovery.workflow;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.recovery.files.ChosenPaths;
import co.zencap.backup.recovery.standalone.SafetyChoice;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Databases;
import co.zencap.backup.settings.NoSuchTarget;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What somebody wants back, as it was asked for.
 *
 * @param target whose database; empty: the primary one's
 * @param type what is recovered
 * @param at the newest backup that shows this moment or an earlier one; empty: the newest
 * @param fileSets names of file sets; none: all
 * @param paths chosen paths in them; none: everything
 * @param withOwners whether the database's objects get their owners and grants
 * @param fromSafetyBackup whether it is what an earlier recovery has replaced, and which
 * @param fromDump whether it is a dump also where base backup and write-ahead log bring back more
 */
public record RecoveryWish(
        Optional<String> target,
        RecoveryType type,
        Optional<Instant> at,
        List<String> fileSets,
        List<String> paths,
        boolean withOwners,
        SafetyChoice fromSafetyBackup,
        boolean fromDump) {

    public RecoveryWish {
        fileSets = List.copyOf(fileSets);
        paths = List.copyOf(paths);
        if (type != RecoveryType.FILES_ONLY && !(fileSets.isEmpty() && paths.isEmpty())) {
            throw new IllegalArgumentException("File sets and paths are chosen for files alone: a full recovery brings"
                    + " back all of one recovery point. HINT: use \"recoveryType\": \"files_only\".");
        }
    }

    /**
     * The database that is meant.
     *
     * @throws NoSuchTarget when there is none of such a name
     * @throws IllegalArgumentException when it has no part in what is wanted
     */
    DatabaseTarget database(Databases databases) {
        DatabaseTarget meant = target.map(databases::of).orElse(databases.primary());
        if (type != RecoveryType.DATABASE_ONLY && !meant.equals(databases.primary())) {
            throw new IllegalArgumentException(
                    "Backups of " + meant.name() + " hold no files: those of the full system go" + " with "
                            + databases.primary().name() + ". HINT: use \"recoveryType\": \"database_only\".");
        }
        return meant;
    }

    /**
     * The file sets that are meant.
     *
     * @throws NoSuchTarget when there is none of such a name
     * @throws IllegalArgumentException when there is none at all where files alone are wanted
     */
    List<FileSet> sets(List<FileSet> configured) {
        if (!type.hasFiles()) {
            return List.of();
        }
        if (type == RecoveryType.FILES_ONLY && configured.isEmpty()) {
            String none = "No file set is configured. HINT: files of a backup come back by ./zencap restore-files.";
            throw fileSets.isEmpty() ? new IllegalArgumentException(none) : new NoSuchTarget(none);
        }
        for (String name : fileSets) {
            if (configured.stream().noneMatch(set -> set.id().value().equals(name))) {
                throw new NoSuchTarget("There is no file set of such a name. HINT: use one of "
                        + configured.stream().map(set -> set.id().value()).collect(Collectors.joining(", ")) + ".");
            }
        }
        List<FileSet> named = configured.stream()
                .filter(set -> fileSets.isEmpty() || fileSets.contains(set.id().value()))
                .toList();
        List<Path> chosen = chosen(named);
        return named.stream()
                .filter(set -> chosen.isEmpty() || chosen.stream().anyMatch(path -> ChosenPaths.isIn(path, set)))
                .toList();
    }

    /** @throws IllegalArgumentException naming the path that will not do */
    List<Path> chosen(List<FileSet> sets) {
        return paths.isEmpty() ? List.of() : ChosenPaths.of(paths, sets);
    }
}
