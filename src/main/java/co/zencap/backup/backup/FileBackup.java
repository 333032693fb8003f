package co.zencap.backup.backup;

import co.zencap.backup.files.FileCounts;
import co.zencap.backup.files.FilePacking;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.FileSetBackup;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code backup-files}. */
public final class FileBackup {
    private static final Logger LOG = LoggerFactory.getLogger(FileBackup.class);

    private final Settings settings;
    private final LocalRepository local;
    private final Supplier<List<String>> damagedBackups;

    /** @param damagedBackups asks the catalog for the ids of backups whose local copy is not good; throws while it is away */
    public FileBackup(Settings settings, LocalRepository local, Supplier<List<String>> damagedBackups) {
        this.settings = settings;
        this.local = local;
        this.damagedBackups = damagedBackups;
    }

    /** The file sets that belong into this run's backup: one of them, or all, with the service's configuration. */
    public List<FileSet> fileSets(@ExchangeProperty("run") BackupRun run) {
        return run.getKind() == Manifest.Kind.FULL
                ? settings.allFileSets()
                : settings.fileSets().stream()
                        .filter(set -> set.id().value().equals(run.operation().target()))
                        .toList();
    }

    /** Packs what is new of a file set, and lists all of it. */
    public void pack(FileSet set, @ExchangeProperty("run") BackupRun run) throws IOException, InterruptedException {
        run.operation().phase("files " + set.id(), 0);
        Set<String> damaged = damaged();
        Optional<PackAge> age = settings.reuse().map(PackAge::new);
        var artifacts = new FileArtifacts(run, set);
        var backup = new FileSetBackup(
                set,
                run.operation().target(),
                run.id().value(),
                pack -> !damaged.contains(pack.backupId())
                        && age.map(limit -> limit.allows(pack, run.id().time())).orElse(true)
                        && isHere(pack.key(), pack.storedBytes()),
                FilePacking.Sizes.of(run.performance().compressionWorkers()));
        FileSetIndex index = backup.run(olderBackups(set, run), artifacts, run.operation()::progress);
        run.fileSets().add(index);
        warn(set, run, backup.counts());
    }

    private static void warn(FileSet set, BackupRun run, FileCounts counts) {
        if (counts.warned() > 0) {
            run.operation().result("warnings", counts.warned());
            run.operation().result("warningExamples", counts.warnings());
            run.notes()
                    .add(counts.warned() + " paths of " + set.id() + " were skipped or changed while they were read;"
                            + " the index says which.");
            counts.warnings().forEach(warning -> LOG.warn("File set {}: {}", set.id(), warning));
        }
    }

    /** Of each target the newest backup with its file sets, oldest first; last the newest that has this very set. */
    private List<FileSetBackup.Older> olderBackups(FileSet set, BackupRun run) throws IOException {
        var newest = new ArrayList<StoredBackup>();
        for (String target : settings.targets()) {
            StoredBackup.newest(local, target, settings.masterKey())
                    // A backup in the clear and an encrypted one can't share packs.
                    .filter(backup ->
                            backup.dataKey().isPresent() == run.dataKey().isPresent())
                    .ifPresent(newest::add);
        }
        newest.sort(Comparator.comparing(backup -> backup.manifest().createdAt()));
        var same = new ArrayList<FileSetBackup.Older>();
        var others = new ArrayList<FileSetBackup.Older>();
        for (StoredBackup backup : newest) {
            for (FileSetIndex each : backup.manifest().fileSets()) {
                boolean isSame = each.set().equals(set.id().value());
                (isSame ? same : others).add(new FileSetBackup.Older(each, () -> backup.index(each)));
            }
        }
        others.addAll(same);
        return others;
    }

    /** Nothing is borrowed from a backup of which the last verification found that it is not good. */
    private Set<String> damaged() {
        try {
            return Set.copyOf(damagedBackups.get());
        } catch (RuntimeException e) {
            LOG.warn("Which older backups are damaged is not known: {}", e.getMessage());
            return Set.of();
        }
    }

    private boolean isHere(String key, long size) {
        try {
            return Files.size(local.path(key)) == size;
        } catch (IOException e) {
            return false;
        }
    }
}
