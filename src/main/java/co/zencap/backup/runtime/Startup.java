package co.zencap.backup.runtime;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.repository.StagedBackup;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code tidy-up}: what an earlier process left is removed, named and taken up again. */
public final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final Duration UPLOADS_OLDER_THAN = Duration.ofHours(24);

    private final Settings settings;
    private final LocalRepository local;
    private final Optional<S3Uploads> uploads;
    private final CatalogQueries queries;
    private final Clock clock;
    private final Instant startedAt;

    public Startup(
            Settings settings,
            LocalRepository local,
            Optional<S3Uploads> uploads,
            CatalogQueries queries,
            Clock clock) {
        this.settings = settings;
        this.local = local;
        this.uploads = uploads;
        this.queries = queries;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Deletes staged backups of dead processes and plaintext of cut-off restoration tests. */
    public void sweepLocal() throws IOException {
        for (Path folder : StagedBackup.sweep(local.root())) {
            LOG.warn("Deleted {}, left by a backup that was cut off", folder);
        }
        if (Files.isDirectory(settings.workDir())) {
            try (Stream<Path> files = Files.list(settings.workDir())) {
                for (Path file : files.filter(Startup::isScratch).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Aborts unfinished multipart uploads of ours that nobody can be working on any more. */
    public void sweepOffsite() throws IOException {
        if (uploads.isPresent()) {
            int aborted = uploads.get().sweep(UPLOADS_OLDER_THAN);
            if (aborted > 0) {
                LOG.warn(
                        "Aborted {} unfinished uploads in {}",
                        aborted,
                        uploads.get().repository().connection().settings().place());
            }
        }
    }

    /** Operations that began before this and still run belong to a process that has ended. */
    public String startedAt() {
        return startedAt.toString();
    }

    /** The alert for an operation that was cut off. */
    public Alert interrupted(Map<String, Object> row) {
        var problem = new Problem(
                "The " + row.get("kind") + " of " + row.get("target") + " was cut off",
                "The service ended while it was running; nothing of it is left behind.",
                "Look into the log for the reason of the end; the next run is not affected.");
        return Alert.of(
                Level.ERROR,
                (String) row.get("kind"),
                (String) row.get("target"),
                problem,
                (String) row.get("id"),
                (String) row.get("backup_id"),
                clock.instant());
    }

    /** Backups whose copies nobody has verified, because the service ended before. */
    public List<String> unproved() {
        return queries.unproved(startedAt);
    }

    private static boolean isScratch(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("restoration-test-") || name.startsWith("pass");
    }
}
