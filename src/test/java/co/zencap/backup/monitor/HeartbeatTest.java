package co.zencap.backup.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.HeartbeatSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.HttpStub.Answer;
import co.zencap.backup.testing.HttpStub.Asked;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who outside hears that all is well, and when not. */
class HeartbeatTest {
    @TempDir
    Path folder;

    @Test
    void aServiceThatWorksAndEachGoodBackupAreHeard() throws Exception {
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        Path uploads = Files.createDirectories(folder.resolve("uploads"));
        Files.writeString(uploads.resolve("a"), "a");
        try (var watcher = new HttpStub(asked -> new Answer(200, "OK"));
                var service = start(watcher, Databases.text(shop), "uploads=" + uploads)) {
            Awaitility.await().until(() -> heard(watcher, "/service/s3cret") > 1);

            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);
            assertThat(service.backup(Kind.FILES, "uploads").state()).isEqualTo(State.SUCCEEDED);

            String target = service.settings().target().value();
            Awaitility.await().until(() -> heard(watcher, "/s3cret/" + target) == 1);
            Awaitility.await().until(() -> heard(watcher, "/s3cret/uploads") == 1);
            assertThat(watcher.asked()).extracting(Asked::method).containsOnly("GET");
        }
    }

    @Test
    void oneWhoseCatalogIsAwayIsNotHeardNorABackupThatFailed() throws Exception {
        try (var watcher = new HttpStub(asked -> new Answer(200, "OK"));
                var service = start(watcher, "postgresql://postgres:x@127.0.0.1:1/shop", "")) {
            assertThat(service.backup().state()).isEqualTo(State.FAILED);

            Awaitility.await().during(Duration.ofSeconds(3)).until(() -> watcher.asked()
                    .isEmpty());
        }
    }

    @Test
    void nobodyWhoHearsNothingStopsABackupOrIsNamedInTheLog() throws Exception {
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        var log = new StringBuffer();
        Handler handler = writesTo(log);
        Logger.getLogger("").addHandler(handler);
        try (var watcher = new HttpStub(asked -> new Answer(404, "not found"));
                var service = start(watcher, Databases.text(shop), "")) {
            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);

            Awaitility.await().until(() -> log.toString().contains("A heartbeat was not heard. It answered 404"));
            assertThat(log.toString()).doesNotContain("s3cret");
            assertThat(service.settings().toString()).doesNotContain("s3cret");
            assertThat(service.camel().getEndpoints())
                    .noneMatch(e -> e.getEndpointUri().contains("s3cret"));
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
    }

    @Test
    void aGoodBackupThatWasNotHeardIsToldAgain() throws Exception {
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        var tries = new AtomicInteger();
        try (var watcher = new HttpStub(asked -> asked.uri().startsWith("/s3cret/") && tries.incrementAndGet() <= 2
                        ? new Answer(503, "busy")
                        : new Answer(200, "OK"));
                var service = start(watcher, Databases.text(shop), "")) {
            assertThat(service.backup().state()).isEqualTo(State.SUCCEEDED);

            String target = service.settings().target().value();
            Awaitility.await().until(() -> heard(watcher, "/s3cret/" + target) == 3);
            Awaitility.await().during(Duration.ofSeconds(2)).until(() -> heard(watcher, "/s3cret/" + target) == 3);
        }
    }

    @Test
    void aServiceWhoseTimersDoNotFireIsNotHeard() {
        var settings = new HeartbeatSettings(Optional.of(URI.create("https://x/y")), Optional.empty());
        Clock clock = Clock.systemUTC();

        assertThat(new Heartbeat(settings, "shop", before -> Map.of(), clock).ofService())
                .isEqualTo("https://x/y");
        assertThat(new Heartbeat(settings, "shop", before -> Map.of("database", before), clock).ofService())
                .isNull();
    }

    @Test
    void anAddressWithoutATargetsNameIsForTheDatabase() {
        var heartbeat = new Heartbeat(
                new HeartbeatSettings(Optional.empty(), Optional.of("https://x/y")),
                "shop",
                before -> Map.of(),
                Clock.systemUTC());

        assertThat(heartbeat.ofBackup(new BackupRef("shop", "b1", true))).isEqualTo("https://x/y");
        assertThat(heartbeat.ofBackup(new BackupRef("uploads", "b2", false))).isNull();
    }

    private TestService start(HttpStub watcher, String database, String fileSets) throws Exception {
        var variables = new HashMap<String, String>(Map.of(
                "POSTGRES_URL_NON_POOLING",
                database,
                "BACKUP_FILE_SETS",
                fileSets,
                "BACKUP_TEST_AFTER_BACKUP",
                "false",
                "BACKUP_HEARTBEAT_URL",
                watcher.url() + "/service/s3cret",
                "BACKUP_HEARTBEAT_BACKUP_URL",
                watcher.url() + "/s3cret/{target}"));
        return TestService.start(folder, variables, routes -> routes.replace(
                        "tell-alive?delay=60000&period=60000", "tell-alive?delay=200&period=200")
                .replace("redeliveryDelay: \"30000\"", "redeliveryDelay: \"200\""));
    }

    private static long heard(HttpStub watcher, String uri) {
        return watcher.asked().stream().filter(asked -> asked.uri().equals(uri)).count();
    }

    private static Handler writesTo(StringBuffer log) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.append(record.getMessage()).append('\n');
                if (record.getThrown() != null) {
                    log.append(record.getThrown()).append('\n');
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
