package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds that are placed and released while their backup goes off site. */
class UploadedHoldTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private EmbeddedS3 s3;
    private FaultyS3 proxy;
    private TestService service;

    /** A write that waits, once it has come, until it is let through. */
    private record Gate(String name, CountDownLatch reached, CountDownLatch open) {
        Gate(String name) {
            this(name, new CountDownLatch(1), new CountDownLatch(1));
        }

        void pass() {
            reached.countDown();
            try {
                open.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitWrite() throws InterruptedException {
            assertThat(reached.await(1, TimeUnit.MINUTES)).as(name).isTrue();
        }
    }

    @BeforeEach
    void open() throws Exception {
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        Map<String, String> variables = new HashMap<>(S3TestSettings.of(s3).variables());
        variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        service = TestService.start(folder, variables);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
        proxy.close();
        s3.close();
    }

    @Test
    void oneThatIsPlacedBeforeTheManifestIsThereHoldsOffSiteAsWell() throws Exception {
        var manifest = new Gate("manifest.json");
        stopAt(manifest);
        Operation backup = service.backup();
        manifest.awaitWrite();

        service.send("direct:place-hold", wish(backup));
        manifest.open().countDown();

        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.state() == State.SUCCEEDED);
        assertThat(isHeldOffSite(backup)).isTrue();
    }

    @Test
    void oneThatIsReleasedWhileItIsSentIsReleasedOffSiteAsWell() throws Exception {
        var dump = new Gate(".dump");
        var hold = new Gate(LegalHold.FILE_NAME);
        stopAt(dump, hold);
        Operation backup = service.backup();
        dump.awaitWrite();
        service.send("direct:place-hold", wish(backup));
        dump.open().countDown();
        hold.awaitWrite();

        service.send("direct:release-hold", wish(backup));
        hold.open().countDown();

        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.state() == State.SUCCEEDED);
        assertThat(isHeldOffSite(backup)).isFalse();
    }

    private void stopAt(Gate... gates) {
        proxy.spoil(request -> {
            List.of(gates).stream()
                    .filter(gate ->
                            request.method().equals("PUT") && request.target().contains(gate.name()))
                    .forEach(Gate::pass);
            return Optional.empty();
        });
    }

    private static LegalHolds.Wish wish(Operation backup) {
        BackupRef ref = TestService.ref(backup);
        return new LegalHolds.Wish(ref, "case 4711", "operator", "192.0.2.7");
    }

    private boolean isHeldOffSite(Operation backup) throws Exception {
        try (var connection = new S3Connection(service.settings().s3().orElseThrow(), Clock.systemUTC());
                var there = new S3Repository(connection)
                        .list(LegalHold.key(backup.target(), new BackupId(backup.backupId())))) {
            return there.findAny().isPresent();
        }
    }
}
