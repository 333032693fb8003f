package co.zencap.backup.api;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.files.Globs;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTask;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** {@code /api/v1/backups}. */
public final class BackupResource {
    private static final int MOST_BACKUPS = 10_000;

    private final Settings settings;
    private final BackupTasks tasks;
    private final CatalogQueries queries;
    private final RouteQueues queues;

    public BackupResource(Settings settings, BackupTasks tasks, CatalogQueries queries, RouteQueues queues) {
        this.settings = settings;
        this.tasks = tasks;
        this.queries = queries;
        this.queues = queues;
    }

    /** The newest backups, the newest first; all that anybody can look through unless {@code limit} says otherwise. */
    public Answer list(@Header("limit") String limit) {
        return Answer.ok(queries.backups(SearchTerm.limit(limit, MOST_BACKUPS, MOST_BACKUPS)));
    }

    /** Starts the verification of a backup. */
    public Answer verify(@Header("id") String id) {
        BackupTask task = tasks.verification(RequestedBackup.of(queries, id), null);
        return Answer.accepted(queues.put("seda:verify-on-demand", task, task.operation()));
    }

    /** Starts bringing files of a backup back, into an empty folder of the service's machine. */
    public Answer restoreFiles(
            @Header("id") String id, String body, @Header(Exchange.CONTENT_TYPE) String contentType) {
        AdminRequest request = AdminRequest.parse(contentType, body);
        Path folder = folder(request.required("to", "{\"to\":\"/srv/restored\"}"));
        Globs paths;
        try {
            paths = Globs.of(request.texts("paths"));
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(
                    422, "Wrong pattern", e.getMessage(), "Write patterns like *.xlsx or /srv/uploads/**.");
        }
        Optional<String> fileSet = request.optional("fileSet");
        Optional<String> repository = request.optional("repository");
        BackupRef backup = RequestedBackup.of(queries, id);
        // The last thing that may refuse: from here on an operation runs.
        var wish = new FileRestoreRequest(tasks.fileRestoration(backup), folder, paths, fileSet, repository);
        return Answer.accepted(queues.put("seda:restore-files", wish, wish.operation()));
    }

    private Path folder(String text) {
        try {
            Path folder = Path.of(text).normalize();
            if (folder.isAbsolute()
                    && !folder.startsWith(settings.localDir().toAbsolutePath())
                    && !folder.startsWith(settings.workDir().toAbsolutePath())) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw new ApiProblem(422, "Wrong folder", "'to' can't be a path.", "Name a folder like /srv/restored.");
        }
        throw new ApiProblem(
                422,
                "Wrong folder",
                "'to' is not a whole path, or it lies in this service's own folders.",
                "Name a folder like /srv/restored.");
    }
}
