package co.zencap.backup.bench;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backup until it lies in a bucket, against what people send dumps there with. */
final class OffsiteContest implements Contest {
    private static final String DUMP = "pg_dump -Fc -Z0";
    private static final String ENCRYPT = "openssl enc -aes-256-ctr -pbkdf2 -pass pass:bench";

    private final List<Contender> contenders = new ArrayList<>();
    private final Path folder;
    private final PostgresUrl source;
    private final CountingS3 s3;
    private final TestService service;
    private final StringBuilder notes = new StringBuilder();

    OffsiteContest(Path folder, LocalCluster cluster, PostgresUrl source) throws Exception {
        this.folder = Files.createDirectories(folder.resolve("offsite"));
        this.source = source;
        Folders.delete(this.folder);
        s3 = new CountingS3(Files.createDirectories(this.folder.resolve("s3")));
        service = start(cluster);
        if (has("rclone") & has("zstd") & has("openssl")) {
            add(
                    DUMP + " | zstd -3 -T0 | openssl | rclone rcat",
                    DUMP + " | zstd -q -3 -T0 | " + ENCRYPT + " | rclone rcat bench:" + CountingS3.BUCKET
                            + "/pipeline");
            add(
                    "pg_dump -Fc > file; rclone copy",
                    "pg_dump -Fc > plain.out; rclone copyto plain.out bench:" + CountingS3.BUCKET + "/plain");
        }
        if (has("restic")) {
            contenders.add(new Contender(DUMP + " | restic backup --stdin", () -> {
                run("restic -q init");
                long start = System.nanoTime();
                run(DUMP + " | restic -q backup --stdin --stdin-filename bench.dump");
                return (System.nanoTime() - start) / 1e9;
            }));
        }
        contenders.add(Contender.inProcess("zencap: backup and upload", this::backup));
    }

    private TestService start(LocalCluster cluster) throws Exception {
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        return TestService.start(
                folder.resolve("service"),
                new HashMap<>(Map.of(
                        "POSTGRES_URL_NON_POOLING",
                        Databases.text(source),
                        "BACKUP_CATALOG_URL",
                        Databases.text(cluster.url("catalog")),
                        "BACKUP_TEST_AFTER_BACKUP",
                        "false",
                        "BACKUP_S3_BUCKET",
                        CountingS3.BUCKET,
                        "BACKUP_S3_ENDPOINT",
                        s3.endpoint().toString(),
                        "BACKUP_S3_PATH_STYLE",
                        "true",
                        "AWS_REGION",
                        "us-east-1",
                        "AWS_ACCESS_KEY_ID",
                        CountingS3.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        CountingS3.SECRET_KEY)));
    }

    private boolean has(String program) throws Exception {
        boolean there = Shell.has(program);
        if (!there) {
            notes.append(program).append(" is not installed and was left out. ");
        }
        return there;
    }

    private void add(String name, String line) {
        contenders.add(new Contender(name, () -> run(line)));
    }

    private double run(String line) throws IOException, InterruptedException {
        try (PassFile passFile = PassFile.write(folder, source)) {
            var environment = new HashMap<>(source.childEnvironment(passFile.path()));
            environment.putAll(Map.of(
                    "AWS_ACCESS_KEY_ID",
                    CountingS3.ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY",
                    CountingS3.SECRET_KEY,
                    "RESTIC_PASSWORD",
                    "bench",
                    "RESTIC_REPOSITORY",
                    "s3:" + s3.endpoint() + "/" + CountingS3.BUCKET + "/restic",
                    "RESTIC_CACHE_DIR",
                    folder.resolve("cache").toString(),
                    "RCLONE_CONFIG_BENCH_TYPE",
                    "s3",
                    "RCLONE_CONFIG_BENCH_PROVIDER",
                    "Other",
                    "RCLONE_CONFIG_BENCH_ENV_AUTH",
                    "true",
                    "RCLONE_CONFIG_BENCH_ENDPOINT",
                    s3.endpoint().toString(),
                    "RCLONE_CONFIG",
                    "/dev/null"));
            environment.put("RCLONE_S3_NO_CHECK_BUCKET", "true");
            // rclone does not start where the environment names certificates, which nobody needs here
            return Shell.run(folder, environment, "unset AWS_CA_BUNDLE; " + line);
        }
    }

    /** @return seconds from the beginning of the backup to the end of its upload; verification goes on meanwhile */
    private double backup() {
        Operation backup = service.backup();
        Operation upload = service.awaitProof(backup.id()).stream()
                .filter(operation -> operation.kind() == Kind.UPLOAD)
                .findAny()
                .orElseThrow();
        if (upload.problem() != null) {
            throw new IllegalStateException(upload.problem().sentence());
        }
        return Duration.between(backup.startedAt(), upload.endedAt()).toMillis() / 1e3;
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    /** Each finds an empty bucket. */
    @Override
    public void beforeEach() throws Exception {
        Shell.run(folder, Map.of(), "rm -rf s3/" + CountingS3.BUCKET + "/* cache service/repository/bench; sync");
        s3.requests();
    }

    @Override
    public void afterEach(Contender contender) throws Exception {
        contender.result((s3.bytes() >> 20) + " MB stored, " + s3.requests() + " requests");
    }

    @Override
    public Set<Long> bystanders() {
        return Set.of(s3.pid());
    }

    @Override
    public String notes() {
        return notes + "CPU and requests of zencap include the verification of both copies, which goes on meanwhile.";
    }

    @Override
    public void close() throws Exception {
        service.close();
        s3.close();
        Folders.delete(folder);
    }
}
