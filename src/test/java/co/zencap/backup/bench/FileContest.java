package co.zencap.backup.bench;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.files.Globs;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Backups of files against a pipeline of standard tools and against restic: a first one, a second after one file in a
 * hundred has changed, and a restore of everything, which is compared with the source.
 */
final class FileContest implements Contest {
    private final List<Contender> contenders = new ArrayList<>();
    private final List<Bar> bars = new ArrayList<>();
    private final BenchTree tree;
    private final Path folder;
    private final Path own;
    private final TestService service;
    private final Restic restic;
    private final Path away;
    private final StringBuilder leftOut = new StringBuilder();
    private Operation newest;
    private int round;
    private int putAway;
    private double firstOfAll;
    private String stored = "";

    FileContest(Path folder, LocalCluster cluster, int small, int megabytes) throws Exception {
        this.folder = folder.resolve("files");
        Folders.delete(this.folder);
        Files.createDirectories(this.folder.resolve("away"));
        tree = new BenchTree(this.folder.resolve("tree"), small, megabytes);
        System.out.printf("Making %d small files and %d MB of large ones ...%n", small, megabytes);
        tree.make();
        own = this.folder.resolve("service");
        away = this.folder.resolve("away");
        restic = new Restic(this.folder.resolve("restic"), tree.root());
        service = start(cluster);
        Contender first = Contender.inProcess("zencap: first backup", this::first);
        Contender second = Contender.inProcess("zencap: second, 1% changed", () -> backup("second"));
        Contender restore = Contender.inProcess("zencap: restore of everything", this::restore);
        if (has("zstd", "zstd") & has("openssl", "openssl")) {
            bars.add(new Bar(
                    first, add(new Contender("tar | zstd -3 -T0 | openssl aes-256-ctr > file", this::pipeline)), 1.2));
        }
        boolean rival = has("restic", "restic");
        Contender resticSecond = new Contender("restic: second, 1% changed", restic::backup);
        Contender resticRestore = new Contender("restic: restore of everything", this::resticRestore);
        if (rival) {
            bars.add(new Bar(first, add(new Contender("restic: first backup", this::resticFirst)), 1));
            bars.add(new Bar(second, resticSecond, 1));
            bars.add(new Bar(restore, resticRestore, 1));
        }
        bars.add(new Bar(second, first, 0.1));
        add(first);
        add(second);
        contenders.addAll(rival ? List.of(resticSecond, resticRestore) : List.of());
        add(restore);
    }

    private TestService start(LocalCluster cluster) throws Exception {
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        return TestService.start(
                own,
                new HashMap<>(Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(cluster.url("postgres")),
                        "BACKUP_CATALOG_URL",
                        Databases.text(cluster.url("catalog")),
                        "BACKUP_FILE_SETS",
                        "tree=" + tree.root(),
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false")));
    }

    private Contender add(Contender contender) {
        contenders.add(contender);
        return contender;
    }

    private boolean has(String program, String distributionPackage) throws Exception {
        boolean there = Shell.has(program);
        if (!there) {
            leftOut.append(program)
                    .append(" is not installed and was left out; install the package ")
                    .append(distributionPackage)
                    .append(".\n");
        }
        return there;
    }

    private double pipeline() throws Exception {
        return Shell.run(
                folder,
                Map.of(),
                "tar -cf - tree | zstd -q -3 -T0 | openssl enc -aes-256-ctr -pbkdf2 -pass pass:bench > pipeline.out");
    }

    private double resticFirst() throws Exception {
        putAway(restic.repository());
        restic.begin();
        return restic.backup();
    }

    private double first() throws Exception {
        putAway(own.resolve("repository/tree"));
        double seconds = backup("first");
        firstOfAll = firstOfAll == 0 ? seconds : firstOfAll;
        tree.change(round++); // for the second ones
        return seconds;
    }

    private double backup(String which) throws Exception {
        Operation backup = service.backup(Manifest.Kind.FILES, "tree");
        succeeded(backup);
        service.awaitProof(backup.id());
        newest = backup;
        stored = (which.equals("first") ? "" : stored + "; ") + which + ": "
                + (((Number) backup.result().get("storedBytes")).longValue() >> 20) + " MB stored, ms "
                + backup.result().get("timingsMillis");
        return backup.durationMillis() / 1e3;
    }

    private double restore() throws Exception {
        Path target = folder.resolve("restored");
        var tasks = service.bean("tasks", BackupTasks.class);
        var request = new FileRestoreRequest(
                tasks.fileRestoration(TestService.ref(newest)),
                target,
                Globs.NONE,
                Optional.empty(),
                Optional.of("local"));
        try (var routes = service.camel().createProducerTemplate()) {
            routes.sendBody("seda:restore-files?waitForTaskToComplete=Never", request);
        }
        Operation restoration = service.await(request.operation().id());
        succeeded(restoration);
        requireSame(target);
        return restoration.durationMillis() / 1e3;
    }

    private double resticRestore() throws Exception {
        Path target = folder.resolve("restored");
        double seconds = restic.restore(target);
        requireSame(target);
        return seconds;
    }

    /** A fast restore of something else is worth nothing. */
    private void requireSame(Path target) throws Exception {
        Path restored = target.resolve(Path.of("/").relativize(tree.root()));
        if (!FileTrees.describe(restored).equals(FileTrees.describe(tree.root()))) {
            throw new IllegalStateException(restored + " is not what was backed up");
        }
        tree.emptyLarge(restored);
        putAway(target);
    }

    /** Until the end: a file system is slow for a while at making files after many were deleted. */
    private void putAway(Path path) throws Exception {
        if (Files.exists(path)) {
            Files.move(path, away.resolve(String.valueOf(putAway++)));
        }
    }

    private static void succeeded(Operation operation) {
        if (operation.problem() != null) {
            throw new IllegalStateException(operation.problem().sentence());
        }
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    @Override
    public List<Bar> bars() {
        return bars;
    }

    /** One backup is over before the compiler has seen all of it often enough; the notes tell what the very first took. */
    @Override
    public int warmUps() {
        return 3;
    }

    /** What one has written must not be on its way to the disk during another's turn. */
    @Override
    public void beforeEach() throws Exception {
        Shell.run(folder, Map.of(), "sync");
    }

    @Override
    public String notes() {
        return leftOut + "zencap, the first backup after its start: " + firstOfAll + " s\nzencap, last round: "
                + stored;
    }

    @Override
    public void close() throws Exception {
        service.close();
        Folders.delete(folder);
    }
}
