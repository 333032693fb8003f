package co.zencap.backup.bench;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.restore.DumpFile;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a bucket to a database in the live one's place, against pg_restore of the same dump lying decrypted on disk. */
final class RecoveryContest implements Contest {
    private static final double AT_MOST = 1.25;

    private final Path folder;
    private final CountingS3 s3;
    private final LocalCluster server;
    private final RestoreTools tools;
    private final RepositoryPlace place;
    private final StoredBackup backup;
    private final Contender floor;
    private final Contender recovery;
    private String notes = "";
    private int recoveries;

    RecoveryContest(Path folder, LocalCluster cluster, PostgresUrl source) throws Exception {
        this.folder = folder.resolve("recovery");
        Folders.delete(this.folder);
        Files.createDirectories(this.folder);
        s3 = new CountingS3(Files.createDirectories(this.folder.resolve("s3")));
        ServerBinaries binaries = EmbeddedBinaries.unpack(folder.resolve("postgres"));
        server = LocalCluster.start(new LocalCluster.Settings(
                binaries,
                folder.resolve("recovery-cluster"),
                0,
                Profile.DURABLE,
                Map.of("shared_buffers", "512MB", "max_wal_size", "4GB")));
        tools = new RestoreTools(
                Optional.empty(), Files.createDirectories(this.folder.resolve("work")), Limits.NONE, 2);
        place = RepositoryPlace.open("s3://" + CountingS3.BUCKET, bucket(), this.folder, Clock.systemUTC());
        backup = backUp(cluster, source);
        decrypt(this.folder.resolve("decrypted.dump"));
        floor = new Contender("pg_restore -j2 of the decrypted dump", this::pgRestore);
        recovery = Contender.inProcess("zencap recover from the bucket, comparison apart", this::recover);
    }

    private Map<String, String> bucket() {
        return Map.of(
                "BACKUP_S3_ENDPOINT",
                s3.endpoint().toString(),
                "BACKUP_S3_PATH_STYLE",
                "true",
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                CountingS3.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                CountingS3.SECRET_KEY);
    }

    private StoredBackup backUp(LocalCluster cluster, PostgresUrl source) throws Exception {
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        var variables = new HashMap<>(bucket());
        variables.put("BACKUP_S3_BUCKET", CountingS3.BUCKET);
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(cluster.url("catalog")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        try (TestService service = TestService.start(folder.resolve("service"), variables)) {
            Operation made = service.backup();
            service.awaitProof(made.id()).stream()
                    .filter(operation -> operation.kind() == Kind.UPLOAD && operation.problem() == null)
                    .findAny()
                    .orElseThrow();
            return StoredBackup.open(
                    place.repository(),
                    made.target(),
                    new BackupId(made.backupId()),
                    service.settings().masterKey());
        }
    }

    private Artifact dump() {
        return backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
    }

    private void decrypt(Path file) throws Exception {
        try (InputStream in = backup.plaintext(dump(), backup.openStored(dump(), bytes -> {}))) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private double pgRestore() throws Exception {
        server.dropDatabase("restored");
        server.createDatabase("restored");
        long start = System.nanoTime();
        Shell.run(folder, server.url("restored"), "pg_restore -j2 -d restored decrypted.dump");
        double seconds = seconds(start);
        server.dropDatabase("restored");
        return seconds;
    }

    private double recover() throws Exception {
        server.dropDatabase("live");
        server.createDatabase("live");
        Databases.execute(server.url("live"), "CREATE TABLE sold (id int)");
        var operation = new Operations(Clock.systemUTC(), o -> {}).begin(Kind.RECOVERY, "bench", null);
        try (DatabaseRecovery run = DatabaseRecovery.open(server.url("live"), "bench" + recoveries++, tools, true)) {
            long start = System.nanoTime();
            run.beside(backup, operation);
            double beside = seconds(start);
            start = System.nanoTime();
            run.verify(backup, operation);
            double verify = seconds(start);
            start = System.nanoTime();
            run.analyze(operation);
            double analyze = seconds(start);
            start = System.nanoTime();
            run.swap(SwapStep.Witness.NONE);
            double swap = seconds(start);
            run.forget();
            notes = String.format(
                    Locale.ROOT,
                    "The last recovery: fetched and restored beside %.2f s, compared %.2f s, ANALYZE %.2f s, swapped"
                            + " %.2f s; ms %s. %s",
                    beside,
                    verify,
                    analyze,
                    swap,
                    operation.timings(),
                    parts());
            return beside + analyze + swap;
        }
    }

    /** How long the parts of fetching take alone, and all of them at once. */
    private String parts() throws Exception {
        Path stored = folder.resolve("stored");
        long start = System.nanoTime();
        try (InputStream in = backup.openStored(dump(), bytes -> {});
                OutputStream out = Files.newOutputStream(stored)) {
            in.transferTo(out);
        }
        double fetched = seconds(start);
        start = System.nanoTime();
        try (InputStream plain = backup.plaintext(dump(), Files.newInputStream(stored));
                OutputStream out = Files.newOutputStream(folder.resolve("plain"))) {
            plain.transferTo(out);
        }
        double opened = seconds(start);
        Files.delete(folder.resolve("plain"));
        start = System.nanoTime();
        DumpFile.fetch(backup, folder.resolve("plain"), bytes -> {});
        double together = seconds(start);
        Files.delete(folder.resolve("plain"));
        Files.delete(stored);
        return String.format(
                Locale.ROOT,
                "Fetching alone %.2f s, decrypting and decompressing alone %.2f s, sum %.2f s, together %.2f s",
                fetched,
                opened,
                fetched + opened,
                together);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    @Override
    public List<Contender> contenders() {
        return List.of(floor, recovery);
    }

    @Override
    public List<Bar> bars() {
        return List.of(new Bar(recovery, floor, AT_MOST));
    }

    @Override
    public Set<Long> bystanders() {
        return Set.of(s3.pid());
    }

    @Override
    public String notes() {
        return notes;
    }

    @Override
    public void close() throws Exception {
        place.close();
        server.delete();
        s3.close();
        Folders.delete(folder);
    }
}
