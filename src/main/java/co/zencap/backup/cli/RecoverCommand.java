package co.zencap.backup.cli;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.RecoveryIds;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.recovery.standalone.Shelf.SeveralTargets;
import co.zencap.backup.recovery.standalone.Shelf.Wish;
import co.zencap.backup.recovery.standalone.StandaloneFiles;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.security.ScratchFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a database and files back on a machine that has nothing: no service, no catalog, no configuration. */
@Command(
        name = "recover",
        description = {
            "Brings a database or files back from a repository and the key alone, without the service.",
            "First come the roles that the server lacks, then the database: restored beside what is there, compared with what was",
            "backed up, and only then put in its place.",
            "A database that does not exist is made; one that holds anything is replaced only with --replace, and kept.",
            "The same with files and a folder (--files-to)."
        },
        footer = {
            "",
            "Examples: ./zencap recover --repository s3://bucket/prefix --key-file key --list",
            "          PGPASSWORD=... ./zencap recover --repository s3://bucket/prefix --key-file key \\",
            "              --to postgresql://postgres@localhost/shop --dry-run",
            "          ./zencap recover --repository /mnt/backups --key-file key --to-file url --at '2026-11-26 07:30' --replace",
            "          ./zencap recover --repository s3://bucket/prefix --key-file key --files-to /srv/restored",
            "          ./zencap recover --repository s3://bucket/prefix --key-file key --type point-in-time \\",
            "              --at '2026-11-26 07:29:59.5' --cluster-to /var/lib/postgresql/recovered --promote"
        })
final class RecoverCommand extends SurroundedCommand {
    private static final int MOST_JOBS = 8;

    @Mixin
    private RecoverSource source;

    @Mixin
    private RecoverDestination destination;

    @Mixin
    private RecoverCluster cluster;

    @Option(
            names = "--files-to",
            paramLabel = "DIR",
            description = "Bring the backup's files back below DIR, which is empty or not there yet, or replaced.")
    private Optional<Path> filesTo = Optional.empty();

    @Option(
            names = "--replace",
            description = "Replace a database, and a folder, that holds something; it is kept, and can be put back.")
    private boolean replace;

    @Option(
            names = "--no-owners",
            description = "Everything becomes the connecting role's, which need not be a superuser; no roles are made.")
    private boolean noOwners;

    @Option(names = "--jobs", paramLabel = "N", description = "Connections that restore and compare at a time.")
    private Optional<Integer> jobs = Optional.empty();

    @ArgGroup
    private Instead instead = new Instead();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    /** What is done in place of a recovery. */
    static final class Instead {
        @Option(names = "--list", description = "Show the backups that there are.")
        private boolean list;

        @Option(
                names = "--dry-run",
                description = "Show what would be done and what stands in the way; change nothing.")
        private boolean dryRun;

        @Option(names = "--undo", paramLabel = "ID", description = "Put back what a recovery has replaced.")
        private Optional<String> undo = Optional.empty();

        @Option(
                names = "--forget",
                paramLabel = "ID",
                description = "Drop what a recovery has replaced, or what was undone; nothing can be put back then.")
        private Optional<String> forget = Optional.empty();
    }

    RecoverCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        if (jobs.filter(n -> n < 1 || n > 64).isPresent()) {
            throw new IllegalArgumentException("--jobs is " + jobs.get() + ", but must be from 1 to 64.");
        }
        if (source.isPointInTime()) {
            return new ClusterRecovery(surroundings(), source, cluster, json).run(instead.list, instead.dryRun);
        }
        cluster.requireUnused();
        var view = new RecoverView(surroundings(), json);
        if (instead.undo.isPresent() || instead.forget.isPresent()) {
            String id = instead.undo.or(() -> instead.forget).orElseThrow();
            return new RecoverUndo(surroundings(), destination, filesTo, tools(), view)
                    .run(id, instead.undo.isPresent());
        }
        RunningOperation operation = new Operations(surroundings().clock(), o -> {})
                .begin(Kind.RECOVERY, source.target().orElse("database"), null);
        try (RepositoryPlace place = source.open(surroundings())) {
            return new WatchedWork(surroundings(), operation).run(() -> recover(place, operation, view));
        } catch (SeveralTargets e) {
            view.targets(e.newest());
            throw new Refusal(ExitStatus.USAGE, Problem.of("Nothing was recovered", e));
        } catch (NoBackup e) {
            String title = instead.list ? "There is nothing to list" : "Nothing was recovered";
            throw new Refusal(ExitStatus.NOT_FOUND, Problem.of(title, e));
        }
    }

    /** On the other thread; nothing is printed while the line of progress is there. */
    private WatchedWork.Ending recover(RepositoryPlace place, RunningOperation operation, RecoverView view)
            throws Exception {
        Shelf shelf = Shelf.of(place, source.key(surroundings()), operation);
        if (instead.list) {
            List<Manifest> all = shelf.all(source.target());
            if (all.isEmpty()) {
                shelf.requireFittingKey();
            }
            return () -> view.list(all, shelf.passedOver());
        }
        boolean database = destination.isGiven(surroundings());
        Wish wish = source.wish(surroundings(), database, filesTo.isPresent());
        StoredBackup backup = shelf.choose(wish);
        var result = new RecoverResult(
                place.shown(),
                backup.manifest(),
                shelf.passedOver(),
                Shelf.leftAside(shelf.aside(), backup.manifest()));
        String id = id();
        result.begun(id);
        try (StandaloneFiles files = wish.kind().hasFiles() ? files(id, backup) : null) {
            if (files != null) {
                result.files(files);
            }
            var run = new RecoverRun(place, backup, operation, files, tools(), result);
            if (instead.dryRun) {
                run.lookIntoArchive(wish.kind().hasDatabase());
            }
            if (wish.kind().hasDatabase()) {
                PostgresUrl url = destination.url(surroundings());
                try (FolderUse use = FolderUse.share(tools().workDir());
                        DatabaseRecovery recovery = DatabaseRecovery.open(url, id, tools(), !noOwners)) {
                    result.database(destination.shown(url), url, recovery);
                    run.lookAhead(recovery, replace);
                    if (!instead.dryRun && !result.isBlocked()) {
                        run.database(recovery);
                    }
                }
            }
            if (instead.dryRun || result.isBlocked()) {
                return () -> view.plan(result);
            }
            run.files(wish.kind().hasDatabase());
            return () -> view.recovered(result, operation);
        }
    }

    private StandaloneFiles files(String id, StoredBackup backup) throws IOException {
        Path folder = filesTo.orElseThrow().toAbsolutePath().normalize();
        return StandaloneFiles.into(folder, replace, !instead.dryRun, id, backup);
    }

    private RestoreTools tools() {
        Map<String, String> variables = surroundings().variables();
        return new RestoreTools(
                Optional.ofNullable(variables.get("BACKUP_PG_BIN"))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of),
                ScratchFolders.ofRecover(
                        surroundings().home().resolve(variables.getOrDefault("BACKUP_WORK_DIR", ".zencap/work"))),
                Limits.NONE,
                jobs.orElseGet(() -> Math.min(Math.max(Runtime.getRuntime().availableProcessors(), 2), MOST_JOBS)));
    }

    private static String id() {
        byte[] random = new byte[(RecoveryIds.COMMAND_LINE.digits() + 1) / 2];
        new SecureRandom().nextBytes(random);
        return RecoveryIds.COMMAND_LINE.id(HexFormat.of().formatHex(random));
    }
}
