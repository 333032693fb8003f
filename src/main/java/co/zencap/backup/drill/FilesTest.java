package co.zencap.backup.drill;

import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.files.FileComparison;
import co.zencap.backup.files.FileComparison.Compared;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Globs;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that are about files: one set at a time, gone again before the next. */
public final class FilesTest {
    private static final int SHOWN = 10;

    private final Settings settings;

    public FilesTest(Settings settings) {
        this.settings = settings;
    }

    /** A file set whose files lie in the test's folder. */
    public record RestoredSet(FileSetIndex set, Restored restored) {}

    /** Restores a file set. */
    public RestoredSet restore(@Body FileSetIndex set, @ExchangeProperty("testRun") TestRun run)
            throws IOException, InterruptedException {
        var files = new StoredFiles(run.backup(), set);
        run.operation().phase("files", set.bytes());
        int jobs = settings.performance().restoreJobs();
        return new RestoredSet(
                set, new FileRestore(files, run.files(set), Globs.NONE, jobs, run.operation()::progress).run());
    }

    /**
     * Reads the restored files back, compares and deletes them.
     *
     * @throws IOException naming the first differences
     */
    public void compare(@Body RestoredSet files, @ExchangeProperty("testRun") TestRun run) throws IOException {
        FileSetIndex set = files.set();
        Path folder = run.files(set);
        try {
            run.operation().phase("compare files", set.bytes());
            Compared compared = new FileComparison(
                            new StoredFiles(run.backup(), set),
                            folder,
                            files.restored().owners(),
                            run.operation()::progress)
                    .run();
            requireAll(set, files.restored(), compared, run.differences());
            note(set, files.restored(), run);
        } finally {
            FileTree.delete(folder);
        }
    }

    private static void requireAll(FileSetIndex set, Restored restored, Compared compared, List<String> differences)
            throws IOException {
        if (restored.files() != set.files() || restored.folders() != set.folders() || restored.links() != set.links()) {
            differences.add(String.format(
                    "%,d files, %,d folders and %,d links came back; %,d, %,d and %,d were expected.",
                    restored.files(), restored.folders(), restored.links(), set.files(), set.folders(), set.links()));
        }
        differences.addAll(compared.differences());
        if (!differences.isEmpty()) {
            List<String> shown = differences.subList(0, Math.min(SHOWN, differences.size()));
            throw new IOException("The restored files of " + set.set() + " are not as they were backed up: "
                    + String.join(" ", shown)
                    + (compared.differing() > SHOWN ? " In all, " + compared.differing() + " paths differ." : "")
                    + " HINT: keep this backup for analysis, verify it and make a new one at once.");
        }
    }

    @SuppressWarnings("unchecked")
    private static void note(FileSetIndex set, Restored restored, TestRun run) {
        var sets = (Map<String, Object>) run.report().computeIfAbsent("files", name -> new LinkedHashMap<>());
        sets.put(
                set.set(),
                Map.of(
                        "files",
                        restored.files(),
                        "folders",
                        restored.folders(),
                        "links",
                        restored.links(),
                        "bytes",
                        restored.bytes(),
                        "ownersCompared",
                        restored.owners()));
        run.operation().result("fileSets", sets.size());
        Object before = run.operation().snapshot().result().getOrDefault("files", 0L);
        run.operation().result("files", (Long) before + restored.files());
    }
}
