package co.zencap.backup.bench;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalPosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The service with its real routes: received, compressed, encrypted, and stored in all repositories. */
final class ZencapFollower implements WalFollower {
    private final LocalCluster cluster;
    private final PostgresUrl source;
    private final Path folder;
    private final boolean offsite;
    private Optional<CountingS3> s3 = Optional.empty();
    private TestService service;

    /** @param offsite whether it goes to a bucket as well */
    ZencapFollower(LocalCluster cluster, PostgresUrl source, Path folder, boolean offsite) {
        this.cluster = cluster;
        this.source = source;
        this.folder = folder;
        this.offsite = offsite;
    }

    @Override
    public String name() {
        return offsite ? "zencap, local repository and bucket" : "zencap, local repository";
    }

    @Override
    public void begin() throws Exception {
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(cluster.url("catalog")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_WAL_ENABLED", "true");
        if (offsite) {
            s3 = Optional.of(new CountingS3(Files.createDirectories(folder.resolve("s3"))));
            variables.put("BACKUP_S3_BUCKET", CountingS3.BUCKET);
            variables.put("BACKUP_S3_ENDPOINT", s3.get().endpoint().toString());
            variables.put("BACKUP_S3_PATH_STYLE", "true");
            variables.put("AWS_REGION", "us-east-1");
            variables.put("AWS_ACCESS_KEY_ID", CountingS3.ACCESS_KEY);
            variables.put("AWS_SECRET_ACCESS_KEY", CountingS3.SECRET_KEY);
        }
        service = TestService.start(folder.resolve("service"), variables);
        // A base backup begins by itself where there is none; it is no part of this.
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .until(() -> service.operations().stream()
                                .filter(operation -> !operation.isRunning())
                                .filter(operation -> operation.kind() == Operation.Kind.VERIFICATION)
                                .count()
                        >= 1);
        Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> service.operations().stream()
                .noneMatch(Operation::isRunning));
    }

    /** It is written down when all repositories have it. */
    @Override
    public Lsn stored() throws Exception {
        String number = Databases.query(source, "SELECT system_identifier FROM pg_control_system()")
                .get(0);
        return WalArchive.open(
                        new LocalRepository(service.settings().localDir()),
                        service.settings().baseTarget().value(),
                        number,
                        service.settings().masterKey())
                .position()
                .map(WalPosition::reached)
                .orElse(new Lsn(0));
    }

    @Override
    public List<String> programs() {
        return List.of(folder.resolve("service").toString());
    }

    @Override
    public void close() throws Exception {
        service.close();
        s3.ifPresent(CountingS3::close);
        Thread.sleep(1000);
        Databases.execute(
                source, "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
    }
}
