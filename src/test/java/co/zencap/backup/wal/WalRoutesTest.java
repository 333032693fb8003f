package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.PointInTimeResource;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.cli.AtTheAuditors;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The log is received, watched and proved by the service with its real routes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WalRoutesTest {
    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static PostgresUrl shop;
    private static TestService service;
    private static CatalogQueries queries;
    private static final Map<String, String> variables = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        cluster = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
        shop = cluster.createDatabase("shop");
        Databases.execute(shop, "CREATE TABLE notes (id serial PRIMARY KEY, body text)");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "5");
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        begin();
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> queries.newestBackups()
                .containsKey("shop-base"));
    }

    private static void begin() throws Exception {
        service = TestService.start(folder, variables);
        queries = service.bean("catalogQueries", CatalogQueries.class);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        cluster.delete();
    }

    @Test
    @Order(1)
    void aBaseBackupIsMadeByItselfVerifiedAndRecovered() throws Exception {
        Operation backup = service.operations().stream()
                .filter(o -> o.target().equals("shop-base") && o.kind() == Operation.Kind.BACKUP)
                .findFirst()
                .orElseThrow();

        List<Operation> proof = service.awaitProof(backup.id());

        assertThat(proof).extracting(Operation::problem).containsOnlyNulls();
        assertThat(proof)
                .extracting(Operation::kind)
                .containsExactlyInAnyOrder(Operation.Kind.VERIFICATION, Operation.Kind.RESTORATION_TEST);
        Operation test = proof.stream()
                .filter(o -> o.kind() == Operation.Kind.RESTORATION_TEST)
                .findFirst()
                .orElseThrow();
        assertThat(test.result()).containsEntry("testType", "pointInTimeTest").containsKeys("lossSeconds", "place");
        assertThat((long) test.result().get("tables")).isGreaterThan(100);
        Awaitility.await().untilAsserted(() -> assertThat(new TestQueries(queries).latest(10))
                .extracting(TestQueries.TestRow::testType, TestQueries.TestRow::outcome)
                .contains(tuple("pointInTimeTest", "passed")));
        try (var left = Files.list(folder.resolve("work"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("restoration-test-"));
        }
        Manifest manifest = StoredBackup.newest(
                        repository(), "shop-base", service.settings().masterKey())
                .orElseThrow()
                .manifest();
        JsonNode certificate = certificate(test.id());
        assertThat(certificate.path("verdict").asText()).isEqualTo("passed");
        assertThat(certificate.at("/backup/id").asText())
                .isEqualTo(manifest.id().value());
        JsonNode log = certificate.at("/compared/log");
        assertThat(log.path("replayedFrom").asText())
                .isEqualTo(manifest.base().orElseThrow().start().toString());
        assertThat(Lsn.parse(log.path("replayedTo").asText()))
                .isGreaterThanOrEqualTo(manifest.base().orElseThrow().end());
        assertThat(Instant.parse(log.path("allCommittedBefore").asText()))
                .isBetween(manifest.source().orElseThrow().snapshotTime(), Instant.now());
        assertThat(certificate.at("/compared/cluster/tables").asLong()).isGreaterThan(100);
        assertThat(manifest.kind()).isEqualTo(Manifest.Kind.BASE);
        requireNotTestedOnDemand(manifest.id().value());
        assertThat(manifest.base().orElseThrow().limits()).containsEntry("max_connections", 100);
    }

    private static void requireNotTestedOnDemand(String id) {
        var actions = service.camel().getRegistry().lookupByNameAndType("adminActions", AdminActions.class);
        for (String type : List.of("quickTest", "fullTest")) {
            assertThatThrownBy(() -> actions.command(
                            "{\"action\":\"test\",\"testType\":\"" + type + "\",\"backupId\":\"" + id + "\"}",
                            "application/json"))
                    .isInstanceOfSatisfying(ApiProblem.class, e -> {
                        assertThat(e.status()).isEqualTo(422);
                        assertThat(e.getMessage()).contains("is of a whole cluster", "pointInTimeTest");
                    });
        }
    }

    @Test
    void whatIsWrittenCanBeRecoveredSecondsLaterAndEverybodyIsTold() throws Exception {
        Databases.execute(shop, "INSERT INTO notes (body) VALUES ('now')");
        Instant now = Instant.now();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> WalWindow.of(queries, "shop-base")
                .map(WalWindow::newest)
                .filter(now::isBefore)
                .isPresent());

        watch().look();
        var answer =
                service.bean("pointInTimeResource", PointInTimeResource.class).get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(((Map<?, ?>) answer.body()).get("objectiveSeconds")).isEqualTo(900L);
    }

    @Test
    void aSegmentWithChangesIsClosedInTimeAndAnIdleServerGetsNone() throws Exception {
        Databases.execute(shop, "INSERT INTO notes (body) SELECT repeat('x', 500) FROM generate_series(1, 200)");
        String written = Databases.query(shop, "SELECT pg_walfile_name(pg_current_wal_lsn())")
                .get(0);
        WalArchive archive = archive();

        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> archive.names()
                .contains(written));

        assertThat(archive.names()).doesNotContain(written + WalSegment.PARTIAL);
        int before = archive.names().size();
        // One more at most, with what the server notes by itself; it would be four.
        Awaitility.await()
                .during(Duration.ofSeconds(20))
                .atMost(Duration.ofSeconds(30))
                .until(() -> archive.names().size() <= before + 1);
    }

    @Test
    void aGapIsToldOfAndANewBaseBackupBegins() throws Exception {
        // The test looks in the timer's place.
        service.camel().getRouteController().stopRoute("watch-wal");
        for (int i = 0; i < 3; i++) {
            Databases.execute(
                    shop,
                    "INSERT INTO notes (body) SELECT repeat('y', 500) FROM generate_series(1, 50)",
                    "SELECT pg_switch_wal()");
        }
        // Of a place between two segments some versions name the one, and some the other.
        String last = Databases.query(shop, "SELECT pg_walfile_name(pg_switch_wal() - 1)")
                .get(0);
        WalArchive archive = archive();
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> archive.names()
                .contains(last));
        Manifest manifest = StoredBackup.newest(
                        repository(), "shop-base", service.settings().masterKey())
                .orElseThrow()
                .manifest();
        Manifest.Base base = manifest.base().orElseThrow();
        var backup = new BackupRef("shop-base", manifest.id().value(), false);
        assertThat(service.verify(backup).problem()).isNull();
        String lost = WalSegment.of(base.timeline(), base.end(), base.segmentBytes())
                .next()
                .name();
        // Several are sent side by side, and a later one may be there first.
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> archive.names()
                .contains(lost));
        archive.delete(lost);

        WalWatch watch = watch();
        watch.look();
        assertThat(watch.sightings().alerts()).as("it may be on its way").isEmpty();
        watch.look();

        assertThat(watch.sightings().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.level()).isEqualTo(Alert.Level.CRITICAL);
            assertThat(alert.problem().sentence()).contains(lost);
        });
        service.send("direct:test-cluster", backup);
        Operation tried = service.operations().stream()
                .filter(o -> o.kind() == Operation.Kind.RESTORATION_TEST)
                .max(Comparator.comparing(Operation::startedAt))
                .orElseThrow();
        assertThat(tried.problem().detail())
                .as("a recovery that stops at the gap proves nothing")
                .contains(lost);
        JsonNode certificate = certificate(tried.id());
        assertThat(certificate.path("verdict").asText()).isEqualTo("failed");
        assertThat(certificate.at("/differences/0").asText()).contains(lost);
        assertThat(certificate.at("/backup/id").asText()).isEqualTo(backup.id());
        List<Object> due = watch.due();
        assertThat(due).singleElement().isInstanceOfSatisfying(BackupRequest.class, request -> assertThat(
                        request.kind())
                .isEqualTo(Manifest.Kind.BASE));
        service.send("direct:begin-due-backups", due);
        Operation made = service.await(((BackupRequest) due.get(0)).operation().id());
        assertThat(made.problem()).isNull();
        watch.look();
        watch.look();
        assertThat(watch.sightings().alerts()).isEmpty();
        assertThat(watch.due()).isEmpty();

        String needed = WalSegment.of(base.timeline(), base.start(), base.segmentBytes())
                .name();
        archive.delete(needed);
        assertThat(service.verify(backup).problem().sentence())
                .as("verification of the base backup that needs it")
                .contains(needed);
    }

    @Test
    void aServiceThatWasAwayGoesOnWhereItWas() throws Exception {
        service.close();
        Databases.execute(
                shop,
                "INSERT INTO notes (body) SELECT repeat('z', 500) FROM generate_series(1, 100)",
                "SELECT pg_switch_wal()",
                "INSERT INTO notes (body) VALUES ('while it was away')");
        Instant now = Instant.now();

        begin();

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> WalWindow.of(queries, "shop-base")
                .map(WalWindow::newest)
                .filter(now::isBefore)
                .isPresent());
        service.camel().getRouteController().stopRoute("watch-wal");
        WalWatch watch = watch();
        watch.look();
        watch.look();
        assertThat(watch.sightings().alerts()).isEmpty();
        assertThat(watch.due()).isEmpty();
        service.camel().getRouteController().startRoute("watch-wal");
    }

    /** As somebody checks it who has nothing else but the public key. */
    private static JsonNode certificate(String operationId) throws Exception {
        String text = Awaitility.await()
                .until(() -> new TestQueries(queries).certificate(operationId), Optional::isPresent)
                .orElseThrow();
        Path file =
                Files.writeString(Files.createTempDirectory(folder, "auditor").resolve("proof.json"), text);
        String key = service.settings().masterKey().orElseThrow().certificates().publicKey();
        AtTheAuditors seen = AtTheAuditors.check(file, key);
        JsonNode certificate = Json.MAPPER.readTree(text);
        boolean passed = certificate.path("verdict").asText().equals("passed");
        assertThat(seen.status()).isEqualTo(passed ? ExitStatus.OK : ExitStatus.FAILED);
        assertThat(seen.out()).contains("pointInTimeTest", "Genuine");
        if (passed) {
            assertThat(seen.out())
                    .contains("replayedTo "
                            + certificate.at("/compared/log/replayedTo").asText());
        }
        Files.writeString(
                file,
                text.replace("\"verdict\" : \"failed\"", "\"verdict\" : \"passed\"")
                        .replace("\"timeline\" : 1", "\"timeline\" : 2"));
        assertThat(AtTheAuditors.check(file, key).out()).contains("NOT GENUINE");
        return certificate;
    }

    private static WalWatch watch() {
        return service.bean("walWatch", WalWatch.class);
    }

    private static LocalRepository repository() throws Exception {
        return new LocalRepository(service.settings().localDir());
    }

    private static WalArchive archive() throws Exception {
        String number = Databases.query(shop, "SELECT system_identifier FROM pg_control_system()")
                .get(0);
        return WalArchive.open(
                repository(), "shop-base", number, service.settings().masterKey());
    }
}
