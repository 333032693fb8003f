package co.zencap.backup.runtime;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.BaseBackupPipes;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.StagedBackup;
import co.zencap.backup.security.ScratchFolders;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code routes/startup.camel.yaml}: what an earlier process left is removed, named and taken up again. */
public final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    /** Another node may be at work on one, and large ones over a slow line take days. */
    private static final Duration UPLOADS_OLDER_THAN = Duration.ofDays(7);

    private final Settings settings;
    private final LocalRepository local;
    private final Optional<S3Uploads> uploads;
    private final Clock clock;
    private final Instant startedAt;
    private List<Path> leftovers;

    public Startup(Settings settings, LocalRepository local, Optional<S3Uploads> uploads, Clock clock) {
        this.settings = settings;
        this.local = local;
        this.uploads = uploads;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Deletes staged backups of dead processes. */
    public void sweepLocal() throws IOException {
        for (Path folder : StagedBackup.sweep(local.root(), startedAt)) {
            LOG.warn("Deleted {}, left by a backup that was cut off", folder);
        }
    }

    /** Deletes plaintext, sandboxes and passfiles of work that was cut off, here and of the command line. */
    public void sweepScratch() throws IOException {
        for (Path file : leftovers()) {
            delete(file);
        }
        Path recoveries = ScratchFolders.ofRecover(settings.workDir());
        Optional<FolderUse> alone = FolderUse.alone(recoveries);
        if (alone.isPresent()) {
            try (FolderUse nobodyElse = alone.get()) {
                for (Path file : ScratchFolders.in(recoveries)) {
                    delete(file);
                }
            }
        }
    }

    private static void delete(Path file) throws IOException {
        LOG.warn("Deleting {}, left by work that was cut off", file);
        if (file.getFileName().toString().startsWith(BaseBackupPipes.PREFIX)) {
            BaseBackupPipes.letGo(file);
        }
        FileTree.delete(file);
    }

    /** Aborts unfinished multipart uploads of ours that nobody can be working on any more. */
    public void sweepOffsite() throws IOException {
        if (uploads.isPresent()) {
            int aborted = uploads.get().sweep(UPLOADS_OLDER_THAN);
            uploads.get().repository().connection().excess().ifPresent(LOG::warn);
            if (aborted > 0) {
                LOG.warn(
                        "Aborted {} unfinished uploads in {}",
                        aborted,
                        uploads.get().repository().connection().settings().place());
            }
        }
    }

    /** The alert for an operation that was cut off. */
    public Alert interrupted(Map<String, Object> row) {
        String kind = (String) row.get("kind");
        Problem problem = problem(row);
        // Should this process end before the row is marked, the next one tells of it again: by the same id.
        String id = UUID.nameUUIDFromBytes(("interrupted " + row.get("id")).getBytes(StandardCharsets.UTF_8))
                .toString();
        return Alert.of(
                        Level.ERROR,
                        kind,
                        (String) row.get("target"),
                        problem,
                        (String) row.get("id"),
                        (String) row.get("backup_id"),
                        clock.instant())
                .about("cut off")
                .until(Ending.success(Kind.of(kind)))
                .named(id);
    }

    /** The same in the operation's row, as JSON. */
    public String interruption(Map<String, Object> row) {
        return CatalogEntry.json(problem(row));
    }

    private static Problem problem(Map<String, Object> row) {
        return Interruption.of(Kind.of((String) row.get("kind")), (String) row.get("target"));
    }

    /** Found once: a deletion that fails halfway makes a folder look new. */
    private synchronized List<Path> leftovers() throws IOException {
        if (leftovers == null) {
            leftovers = ScratchFolders.in(settings.workDir()).stream()
                    .filter(this::isLeft)
                    .toList();
        }
        return leftovers;
    }

    private boolean isLeft(Path file) {
        return Instant.ofEpochMilli(file.toFile().lastModified()).isBefore(startedAt);
    }
}
