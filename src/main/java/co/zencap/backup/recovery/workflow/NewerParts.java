package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Database and files of one recovery point come from a backup of the full system, of which there are few: what there is of the
 * database alone, and of the files alone.
 *
 * @param target the database's
 * @param sets the file sets that are wanted
 * @param at the moment that is wanted; empty: the newest
 */
record NewerParts(Shelves shelves, String target, List<FileSet> sets, Optional<Instant> at) {
    private static final String DATABASE = "\"recoveryType\": \"database_only\" (--type database_only)";
    private static final String FILES = "\"recoveryType\": \"files_only\" (--type files_only)";

    /**
     * What is newer than the full system's backup that was chosen, and what would be lost with it; one text each.
     *
     * @param now until when changes would be lost
     */
    List<String> than(Manifest full, Instant now) {
        Instant chosen = Shelf.moment(full);
        Stream<String> database = database()
                .filter(each -> Shelf.moment(each).isAfter(chosen))
                .map(each ->
                        "A newer backup has the database: " + lost(each, now) + ". HINT: " + DATABASE + " restores it.")
                .stream();
        String newer = files().entrySet().stream()
                .filter(each -> Shelf.moment(each.getValue()).isAfter(chosen))
                .map(each -> each.getKey() + " in " + lost(each.getValue(), now))
                .collect(Collectors.joining(", "));
        Stream<String> files = newer.isEmpty()
                ? Stream.of()
                : Stream.of("Newer backups have files: " + newer + ". HINT: " + FILES + " restores them.");
        return Stream.concat(database, files).toList();
    }

    private static String lost(Manifest manifest, Instant now) {
        Instant moment = Shelf.moment(manifest);
        return manifest.id() + " of " + moment + ", with which changes of "
                + Figures.duration(Duration.between(moment, now)) + " would be lost";
    }

    /** In place of the failure to find a backup of the full system: what there is, and how to ask for it. */
    NoBackup instead(NoBackup none) {
        Optional<String> database =
                database().map(each -> "the database in " + each.id() + " of " + Shelf.moment(each));
        String files = files().entrySet().stream()
                .map(each -> each.getKey() + " in " + each.getValue().id() + " of " + Shelf.moment(each.getValue()))
                .collect(Collectors.joining(", "));
        if (database.isEmpty() && files.isEmpty()) {
            return none;
        }
        String there = Stream.concat(
                        database.stream(), files.isEmpty() ? Stream.of() : Stream.of("of the files " + files))
                .collect(Collectors.joining(", and "));
        String ask = database.isEmpty()
                ? "ask for " + FILES + "."
                : files.isEmpty()
                        ? "ask for " + DATABASE + "."
                        : "ask for " + DATABASE + ", and then for " + FILES + "; they are not of one moment.";
        return none.but("There is " + there, ask);
    }

    private Optional<Manifest> database() {
        return shelves.newestOfDatabase(target, at);
    }

    private Map<String, Manifest> files() {
        var newest = new LinkedHashMap<String, Manifest>();
        for (FileSet set : sets) {
            String name = set.id().value();
            shelves.newestOfFiles(name, at).ifPresent(manifest -> newest.put(name, manifest));
        }
        return newest;
    }
}
