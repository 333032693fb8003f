package co.zencap.backup.settings;

import co.zencap.backup.files.FileName;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.Globs;
import co.zencap.backup.target.TargetId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads which folders are to be backed up: {@code config/file-sets.yaml}, and the short form {@code BACKUP_FILE_SETS}. */
final class FileSetsReader {
    private static final String EXAMPLE = "BACKUP_FILE_SETS=uploads=/srv/uploads,images=/srv/images";

    private final Path home;

    /** One set in the file; what is left out is empty. */
    private record Entry(List<String> roots, List<String> include, List<String> exclude, boolean followLinks) {
        FileSet named(String name) {
            return new FileSet(
                    new TargetId(name),
                    orEmpty(roots).stream().map(Path::of).toList(),
                    Globs.of(orEmpty(include)),
                    Globs.of(orEmpty(exclude)),
                    followLinks);
        }

        private static List<String> orEmpty(List<String> list) {
            return list == null ? List.of() : list;
        }
    }

    /** @param home the installation */
    FileSetsReader(Path home) {
        this.home = home;
    }

    /** @throws IllegalArgumentException with a sentence and a hint */
    List<FileSet> read(Optional<String> shorthand) {
        var sets = new ArrayList<>(new YamlFile(home.resolve("config/file-sets.yaml"), "fileSets")
                .read(
                        Entry.class,
                        "a file set has roots, include, exclude and followLinks",
                        (name, entry) -> entry.named(name))
                .values());
        shorthand.ifPresent(text -> {
            for (String each : text.split(",")) {
                sets.add(shorthand(each.strip()));
            }
        });
        return List.copyOf(sets);
    }

    private static FileSet shorthand(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("BACKUP_FILE_SETS: '" + text + "' is no name with a folder. HINT: write "
                    + EXAMPLE + "; patterns and more go into config/file-sets.yaml.");
        }
        try {
            return FileSet.of(
                    new TargetId(text.substring(0, equals).strip()),
                    Path.of(text.substring(equals + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("BACKUP_FILE_SETS: " + e.getMessage(), e);
        }
    }

    /** Names may stand for one thing only, and no backup may hold the backups. */
    static void check(Settings settings) {
        var names = new HashSet<String>(List.of(Settings.CONFIGURATION.value()));
        for (String target : settings.targets()) {
            if (!names.add(target)) {
                throw new IllegalArgumentException("'" + target + "' names two things that are backed up."
                        + " HINT: give the file set another name.");
            }
        }
        for (FileSet set : settings.fileSets()) {
            for (Path own : List.of(
                    settings.localDir().toAbsolutePath(), settings.workDir().toAbsolutePath())) {
                if (set.roots().stream().anyMatch(own::startsWith)
                        && !set.exclude().matches(FileName.of(own))) {
                    throw new IllegalArgumentException("File set " + set.id() + " holds " + own
                            + ", where this service keeps its own files. HINT: exclude it in config/file-sets.yaml.");
                }
            }
        }
    }
}
