package co.zencap.backup.bench;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.PointInTimePlans.Wish;
import co.zencap.backup.recovery.pointintime.PointInTimeRecovery;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A base backup of a cluster, or bringing one back, against pgBackRest and Barman. */
final class BaseContest implements Contest {
    private static final String KEY = "openssl enc -aes-256-ctr -pbkdf2 -pass pass:bench";
    private static final double AT_MOST = 1.0;

    private final List<Contender> contenders = new ArrayList<>();
    private final Path folder;
    private final LocalCluster cluster;
    private final PostgresUrl source;
    private final TestService service;
    private final Rivals rivals;
    private final boolean restoring;
    private String notes = "";
    private int restored;

    BaseContest(Path folder, LocalCluster cluster, PostgresUrl source, Path sockets, boolean restoring)
            throws Exception {
        this.folder = folder.resolve("base");
        this.cluster = cluster;
        this.source = source;
        this.restoring = restoring;
        Folders.delete(this.folder);
        Files.createDirectories(this.folder);
        Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwx--x--x"));
        rivals = new Rivals(this.folder.resolve("rivals"), cluster, sockets);
        service = start();
        Contender floor = new Contender(
                restoring ? "openssl -d | zstd -dc | tar -x" : "pg_basebackup -Ft | zstd -3 -T0 | openssl",
                restoring ? this::untar : this::tar);
        contenders.add(floor);
        if (rivals.hasPgbackrest()) {
            rivals.preparePgbackrest();
            contenders.add(new Contender(
                    "pgbackrest, 2 processes",
                    restoring ? () -> rivals.restoreWithPgbackrest(next()) : rivals::backUpWithPgbackrest));
        }
        if (rivals.hasBarman()) {
            rivals.prepareBarman();
            contenders.add(new Contender(
                    "barman, by pg_basebackup, not encrypted",
                    restoring ? () -> rivals.restoreWithBarman(next()) : rivals::backUpWithBarman));
        }
        contenders.add(Contender.inProcess(
                restoring ? "zencap: unpacked and compared file by file" : "zencap, its log awaited",
                restoring ? this::recover : this::backUp));
        if (restoring) {
            makeBackups();
        }
    }

    private TestService start() throws Exception {
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        TestService started = TestService.start(
                folder.resolve("service"),
                Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(cluster.url("catalog")),
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false",
                        "BACKUP_WAL_ENABLED",
                        "true"));
        // One begins by itself where there is none.
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> started.operations().stream()
                .anyMatch(operation -> operation.kind() == Operation.Kind.VERIFICATION && !operation.isRunning()));
        return started;
    }

    private void makeBackups() throws Exception {
        tar();
        if (rivals.hasPgbackrest()) {
            rivals.backUpWithPgbackrest();
        }
        if (rivals.hasBarman()) {
            rivals.backUpWithBarman();
        }
        backUp();
    }

    private double tar() throws Exception {
        return Shell.run(
                folder,
                source,
                "pg_basebackup -Ft -X none -c fast -D - 2>/dev/null | zstd -q -3 -T0 | " + KEY
                        + " > base.out; sync base.out");
    }

    private double untar() throws Exception {
        return Shell.run(folder, Map.of(), KEY + " -d -in base.out | zstd -qdc | tar -x -C " + next());
    }

    private double backUp() {
        Operation backup = service.backup(Kind.BASE, "bench-base");
        if (backup.problem() != null) {
            throw new IllegalStateException(backup.problem().sentence());
        }
        return Duration.between(backup.startedAt(), backup.endedAt()).toMillis() / 1e3;
    }

    /** The log that follows is replayed and everything looked through as well, which the others do not. */
    private double recover() throws Exception {
        Repository repository = new LocalRepository(service.settings().localDir());
        var key = service.settings().masterKey();
        var reach = new PointInTimePlans(repository, key)
                .choose(new Wish(Optional.of("bench"), RecoveryTarget.end(), Optional.empty()));
        RunningOperation operation =
                new Operations(Clock.systemUTC(), o -> {}).begin(Operation.Kind.RECOVERY, "bench", null);
        RecoveryPrograms programs = RecoveryPrograms.find(
                Optional.empty(),
                Optional.empty(),
                reach.manifest().source().orElseThrow().serverMajor());
        Path home = next();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        new PointInTimeRecovery(
                        repository, new Retrievals(Optional.empty(), "", Clock.systemUTC()), key, programs, operation)
                .run(reach, RecoveryTarget.end(), home.resolve("data"), Map.of(), false);
        operation.succeed();
        Map<String, Long> timings = operation.timings();
        notes = "Milliseconds of the last recovery: " + timings + ". ";
        return (timings.get("unpack the base backup") + timings.getOrDefault("compare the files", 0L)) / 1e3;
    }

    private Path next() throws Exception {
        return Files.createDirectories(folder.resolve("restored-" + restored++));
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    /** Against each of the rivals: the faster one counts. */
    @Override
    public List<Bar> bars() {
        Contender ours = contenders.get(contenders.size() - 1);
        return contenders.subList(1, contenders.size() - 1).stream()
                .map(rival -> new Bar(ours, rival, AT_MOST))
                .toList();
    }

    @Override
    public void afterEach(Contender contender) throws Exception {
        for (int i = 0; i < restored; i++) {
            Folders.delete(folder.resolve("restored-" + i));
        }
        restored = 0;
    }

    @Override
    public String notes() {
        return notes + "The service receives the write-ahead log meanwhile, as does barman. pgbackrest reads the files"
                + " beside the server and awaits no log.";
    }

    @Override
    public void close() throws Exception {
        service.close();
        rivals.close();
        Databases.execute(
                cluster.url("postgres"),
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
        Folders.delete(folder);
    }
}
