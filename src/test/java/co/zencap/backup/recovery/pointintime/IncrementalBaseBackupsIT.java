package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.alert.Sightings;
import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BaseIncrementTimer;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.cleanup.Erasures;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import co.zencap.backup.wal.WalWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Incremental base backups of a real server that can make them, through the real routes, from the first to a lost disk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIf(
        value = "co.zencap.backup.recovery.pointintime.NewerServers#makeIncrements",
        disabledReason = "Of version 17 or newer: " + NewerServers.NONE)
class IncrementalBaseBackupsIT {
    private static final String TARGET = "shop-base";

    @TempDir
    static Path folder;

    private static ServerBinaries binaries;
    private static S3TestSettings bucket;
    private static S3Connection connection;
    private static S3Repository s3;
    private static LocalRepository local;
    private static Path home;
    private static LocalCluster production;
    private static PostgresUrl shop;
    private static TestService service;
    private static CatalogQueries queries;
    private static final List<String> ids = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        binaries = NewerServers.since(17).orElseThrow();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        connection = new S3Connection(bucket.prefix(""), Clock.systemUTC());
        s3 = new S3Repository(connection);
        home = TestCluster.newHome();
        production = Machine.start(binaries, home, Map.of());
        summarize("on");
        shop = production.createDatabase("shop");
        Databases.execute(
                shop,
                "CREATE EXTENSION amcheck",
                "CREATE TABLE notes (id int PRIMARY KEY, body text)",
                "INSERT INTO notes SELECT i, repeat(md5(i::text), 8) FROM generate_series(1, 300000) i",
                // Else this comes later by itself, and changes every block.
                "VACUUM (FREEZE) notes");
        var variables = new HashMap<String, String>(bucket.variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_PG_BIN", binaries.bin().toString());
        variables.put("BACKUP_SANDBOX_BIN", binaries.bin().toString());
        variables.put("BACKUP_RETENTION_LOCAL", "last=1");
        variables.put("BACKUP_RETENTION_S3", "last=1");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        service = TestService.start(folder.resolve("service"), variables);
        local = new LocalRepository(folder.resolve("service/repository"));
        queries = bean("catalogQueries", CatalogQueries.class);
        service.awaitBackup(TARGET);
        Operation first = service.operations().stream()
                .filter(o -> o.target().equals(TARGET) && o.kind() == Kind.BACKUP)
                .findFirst()
                .orElseThrow();
        ids.add(first.backupId());
        requireProved(first);
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        connection.close();
        production.delete();
        FileTree.delete(home);
    }

    @Test
    @Order(1)
    void eachBuildsOnTheOneBeforeAndIsProved() throws Exception {
        assertThat(manifest(0).base().orElseThrow().chain()).isEmpty();
        assertThat(manifest(0).artifact(Role.BASE_LIST)).isPresent();
        Instant full = begun();
        for (int i = 1; i <= 2; i++) {
            Databases.execute(shop, "UPDATE notes SET body = 'changed by " + i + "' WHERE id % 1000 = " + i);
            Databases.execute(shop, "CREATE TABLE new_" + i + " AS SELECT generate_series(1, 1000) AS id");
            Operation made = increment();

            assertThat(made.result()).containsEntry("incremental", true).doesNotContainKey("fullBecause");
            List<Operation> proof = requireProved(made);
            Operation test = proof.stream()
                    .filter(o -> o.kind() == Kind.RESTORATION_TEST)
                    .findFirst()
                    .orElseThrow();
            assertThat((long) test.result().get("rows")).isGreaterThan(300_000L);
            assertThat((long) test.result().get("indexes")).isPositive();
            assertThat(manifest(i).base().orElseThrow().chain())
                    .extracting(Borrowed::backupId)
                    .containsExactlyElementsOf(ids.subList(0, i));
            assertThat(manifest(i).plainBytes()).isLessThan(manifest(0).plainBytes() / 2);
        }
        assertThat(begun()).as("full ones, of which the schedule asks").isEqualTo(full);
        try (Stream<Path> left = Files.list(folder.resolve("service/work"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("base-list-") || name.startsWith("restoration-test-"));
        }
    }

    @Test
    @Order(2)
    void whatOthersBuildOnIsNotErased() {
        var erasures = bean("erasures", Erasures.class);
        var request = erasures.request(new BackupRef(TARGET, ids.get(0), false), "no reason", "somebody", "here");

        assertThatThrownBy(() -> erasures.begin(request))
                .hasMessageContaining("could not be restored without its key")
                .hasMessageContaining(ids.get(1))
                .hasMessageContaining(ids.get(2));
        request.operation().fail(new Problem("refused", "", ""));
    }

    @Test
    @Order(3)
    void cleanupKeepsWhatTheNewestBuildsOn() throws Exception {
        service.send("direct:clean-up", null);

        for (var repository : List.of(local, s3)) {
            assertThat(names(repository, 2)).contains("manifest.json", "backup_manifest.zst.enc");
            for (int i = 0; i < 2; i++) {
                assertThat(names(repository, i)).containsExactlyInAnyOrder("base.tar.zst.enc", "key.json");
            }
        }
        Operation verified = service.verify(new BackupRef(TARGET, ids.get(2), false));
        assertThat(verified.problem()).isNull();
        assertThat(verified.result()).containsKeys("local", "s3");
    }

    @Test
    @Order(4)
    void oneOfManyComesBackFromBucketAndKey() throws Exception {
        Databases.execute(shop, "INSERT INTO notes VALUES (-1, 'before')");
        Thread.sleep(50);
        Instant between = Instant.now();
        Thread.sleep(50);
        Databases.execute(shop, "INSERT INTO notes VALUES (-2, 'after')");
        service.awaitLog(TARGET);
        String live = Databases.query(shop, "SELECT md5(string_agg(n::text, ',' ORDER BY id)) FROM notes n")
                .get(0);

        assertThat(recovered("SELECT md5(string_agg(n::text, ',' ORDER BY id)) FROM notes n"))
                .isEqualTo(live);
        assertThat(recovered("SELECT min(id) FROM notes", "--at", between.toString()))
                .isEqualTo("-1");
    }

    @Test
    @Order(5)
    void aDamagedTarOfTheChainEndsTheRecoveryAndLeavesNothing() throws Exception {
        String key = TARGET + "/" + ids.get(1) + "/base.tar.zst.enc";
        byte[] whole = read(key);
        byte[] changed = whole.clone();
        changed[changed.length / 2] ^= 1;
        s3.replace(key, changed);
        Path to = TestCluster.newHome();
        try {
            var day = ClusterFromBucket.day(bucket, folder);
            int status = day.recoverCluster(ClusterFromBucket.to(binaries, to).toArray(String[]::new));

            assertThat(status).isNotEqualTo(ExitStatus.OK);
            assertThat(to).isEmptyDirectory();
        } finally {
            s3.replace(key, whole);
            FileTree.delete(to);
        }
    }

    @Test
    @Order(6)
    void whereTheServerHasForgottenWhatChangedItIsAFullOne() throws Exception {
        Databases.execute(shop, "UPDATE notes SET body = 'not known' WHERE id = 7");
        String place =
                Databases.query(shop, "SELECT pg_current_wal_insert_lsn()").get(0);
        Databases.execute(production.url("postgres"), "CHECKPOINT");
        Awaitility.await().until(() -> !Databases.query(
                        shop, "SELECT 1 FROM pg_available_wal_summaries() WHERE end_lsn >= '" + place + "'")
                .isEmpty());
        try (Stream<Path> summaries = Files.list(home.resolve("data/pg_wal/summaries"))) {
            for (Path each : summaries.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }

        Operation made = increment();

        assertThat(made.result()).containsEntry("incremental", false);
        assertThat(made.result().get("fullBecause").toString()).contains("summaries");
        assertThat(manifest(3).base().orElseThrow().chain()).isEmpty();
        requireProved(made);
    }

    @Test
    @Order(7)
    void aParentThatIsGoneHereIsToldOfAndAFullOneIsMade() throws Exception {
        requireProved(increment());
        assertThat(manifest(4).base().orElseThrow().chain()).hasSize(1);
        Path tar = local.path(TARGET + "/" + ids.get(3) + "/base.tar.zst.enc");
        Path aside = Files.move(tar, folder.resolve("aside"));

        Operation made = increment();

        assertThat(made.result()).containsEntry("incremental", false);
        assertThat(made.result().get("fullBecause").toString()).contains(ids.get(3), "is gone");
        assertThat(manifest(5).base().orElseThrow().chain()).isEmpty();
        assertThat(Databases.query(
                        service.settings().catalog(),
                        "SELECT title FROM zencap.backup_monitoring_alerts WHERE title LIKE 'No incremental%'"))
                .isNotEmpty();
        Files.move(aside, tar);
        requireProved(made);
    }

    @Test
    @Order(8)
    void aParentThatIsGoneInTheBucketIsToldOfAndAFullOneBeginsByItself() throws Exception {
        requireProved(increment());
        // The test looks in the timer's place.
        service.camel().getRouteController().stopRoute("watch-wal");
        var watch = bean("walWatch", WalWatch.class);
        watch.look();
        assertThat(watch.due()).isEmpty();
        s3.delete(TARGET + "/" + ids.get(5) + "/base.tar.zst.enc");

        watch.look();

        Sightings seen = watch.sightings();
        assertThat(seen.alerts()).anySatisfy(alert -> assertThat(alert.problem().title())
                .isEqualTo("The newest base backup lacks one that it builds on"));
        assertThat(watch.due()).singleElement().isInstanceOfSatisfying(BackupRequest.class, full -> {
            assertThat(full.incremental()).isFalse();
            service.send("seda:run-backup?waitForTaskToComplete=Never", full);
            Operation made = service.await(full.operation().id());
            // It has to come into the bucket first.
            assertThat(watch.due()).isEmpty();
            requireProved(made);
        });
        watch.look();
        assertThat(watch.due()).isEmpty();
        assertThat(watch.sightings().alerts()).isEmpty();
    }

    @Test
    @Order(9)
    void aServerThatDoesNotSummarizeIsNotAskedForOne() {
        summarize("off");

        assertThat(bean("baseIncrementTimer", BaseIncrementTimer.class).fired()).isEmpty();
    }

    private static void summarize(String how) {
        PostgresUrl postgres = production.url("postgres");
        Databases.execute(postgres, "ALTER SYSTEM SET summarize_wal = " + how);
        Databases.query(postgres, "SELECT pg_reload_conf()");
        Awaitility.await()
                .until(() ->
                        Databases.query(postgres, "SHOW summarize_wal").get(0).equals(how));
    }

    private static Instant begun() {
        return queries.latestBackupsBegun(List.of(TARGET), "process", "node", false)
                .get(TARGET);
    }

    private static Operation increment() {
        var begun = bean("baseIncrementTimer", BaseIncrementTimer.class).fired();
        assertThat(begun).hasSize(1);
        service.send("direct:begin-due-backups", begun);
        Operation made =
                service.await(((BackupRequest) begun.get(0)).operation().id());
        ids.add(made.backupId());
        return made;
    }

    private static List<Operation> requireProved(Operation made) {
        assertThat(made.problem()).isNull();
        List<Operation> proof = service.awaitProof(made.id());
        assertThat(proof).extracting(Operation::problem).containsOnlyNulls();
        assertThat(proof).extracting(Operation::state).containsOnly(State.SUCCEEDED);
        return proof;
    }

    private static Manifest manifest(int which) throws IOException {
        return StoredBackup.manifest(
                local, TARGET, new BackupId(ids.get(which)), service.settings().masterKey());
    }

    private static List<String> names(Repository repository, int which) throws IOException {
        try (Stream<StoredObject> objects = repository.list(TARGET + "/" + ids.get(which) + "/")) {
            return objects.map(object -> object.key().substring(object.key().lastIndexOf('/') + 1))
                    .toList();
        }
    }

    private static byte[] read(String key) throws IOException {
        try (var in = s3.open(key)) {
            return in.readAllBytes();
        }
    }

    private static <T> T bean(String name, Class<T> type) {
        return service.bean(name, type);
    }

    private static String recovered(String query, String... more) throws Exception {
        try (ClusterFromBucket cluster = ClusterFromBucket.of(binaries, bucket, folder, home, more)) {
            return cluster.query("shop", query).get(0);
        }
    }
}
