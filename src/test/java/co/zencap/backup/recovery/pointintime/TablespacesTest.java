package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster with tablespaces is backed up and comes back from the bucket and the key while the original runs on the same machine:
 * what the recovered one has lies in folders of its own.
 */
class TablespacesTest {
    private static final String TARGET = "shop-base";

    @TempDir
    static Path folder;

    private static S3TestSettings bucket;
    private static LiveTablespaces live;
    private static Path gone;
    private static Manifest manifest;
    private static Instant between;
    private static Map<String, String> untouched;

    @BeforeAll
    static void backUp() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        live = new LiveTablespaces(TestCluster.binaries(), Map.of());
        gone = live.home.resolve("gone");
        live.create("gone", gone);
        Databases.execute(live.shop, "CREATE TABLE old TABLESPACE gone AS SELECT 1 AS id");
        var variables = new HashMap<String, String>(bucket.variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(live.shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CRITICAL_TARGETS", "shop");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        try (TestService service = TestService.start(folder, variables)) {
            service.awaitBackup(TARGET);
            Operation made = service.operations().stream()
                    .filter(o -> o.target().equals(TARGET) && o.kind() == Kind.BACKUP)
                    .findFirst()
                    .orElseThrow();
            List<Operation> proof = service.awaitProof(made.id());
            assertThat(proof).extracting(Operation::problem).containsOnlyNulls();
            assertThat(proof).extracting(Operation::state).containsOnly(State.SUCCEEDED);
            assertThat(proof)
                    .filteredOn(o -> o.kind() == Kind.RESTORATION_TEST)
                    .singleElement()
                    .satisfies(
                            test -> assertThat((long) test.result().get("rows")).isGreaterThan(20_000L));
            manifest = StoredBackup.manifest(
                    new LocalRepository(folder.resolve("repository")),
                    TARGET,
                    new BackupId(made.backupId()),
                    service.settings().masterKey());
            write();
            service.awaitLog(TARGET);
            try (Stream<Path> left = Files.list(folder.resolve("work"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("base-pipes-") || name.startsWith("restoration-test-"));
            }
        }
        Databases.execute(live.url("postgres"), "CHECKPOINT");
        untouched = content();
    }

    /** In both tablespaces, before and after an instant. A third is dropped, and somebody else uses its folder from then on. */
    private static void write() throws Exception {
        String version = Databases.query(live.shop, "SELECT 'PG_15_' || catalog_version_no FROM pg_control_system()")
                .get(0);
        assertThat(gone.resolve(version)).isNotEmptyDirectory();
        Databases.execute(live.shop, "DROP TABLE old");
        Databases.execute(live.url("postgres"), "CHECKPOINT", "DROP TABLESPACE gone");
        assertThat(gone).isEmptyDirectory();
        Files.writeString(
                Files.createDirectories(gone.resolve(version).resolve("5")).resolve("1234"), "not theirs");
        Databases.execute(
                live.shop,
                "INSERT INTO orders VALUES (-1, 'before')",
                "INSERT INTO notes VALUES (1)",
                "CREATE TABLE later TABLESPACE large AS SELECT i FROM generate_series(1, 3000) i");
        between = now();
        Databases.execute(
                live.shop, "INSERT INTO orders VALUES (-2, 'after')", "DROP TABLE notes", "DELETE FROM later");
    }

    @AfterAll
    static void end() throws Exception {
        live.close();
    }

    private static Map<String, String> content() throws Exception {
        var all = new HashMap<>(LiveTablespaces.content(live.fast));
        all.putAll(LiveTablespaces.content(live.large));
        all.putAll(LiveTablespaces.content(gone));
        return all;
    }

    @Test
    void theManifestSaysWhatWasWhere() {
        List<Tablespace> tablespaces = manifest.base().orElseThrow().tablespaces();

        assertThat(tablespaces)
                .extracting(Tablespace::name, Tablespace::location)
                .containsExactlyInAnyOrder(
                        tuple("fast", live.fast.toString()),
                        tuple("large", live.large.toString()),
                        tuple("gone", gone.toString()));
        assertThat(tablespaces).allSatisfy(each -> assertThat(each.bytes()).isPositive());
        assertThat(tablespaces.stream().mapToLong(Tablespace::bytes).sum()).isLessThan(manifest.plainBytes());
    }

    @Test
    void anInstantComesBackBesideTheDataAndTheOriginalIsNotTouched() throws Exception {
        Path home = TestCluster.newHome();
        try {
            assertThat(recover(home, "--at", between.toString(), "--promote"))
                    .as(err)
                    .isEqualTo(ExitStatus.OK);

            Path data = home.resolve("data");
            assertThat(out).contains("tablespace   fast, which was in " + live.fast, "data.tablespaces");
            assertThat(data.resolve("tablespace_map")).doesNotExist();
            assertThat(data.resolve("tablespace_map.old")).doesNotExist();
            assertThat(links(data)).hasSize(2).allSatisfy(to -> assertThat(to)
                    .startsWith(home.resolve("data.tablespaces")));
            assertThat(Files.getPosixFilePermissions(home.resolve("data.tablespaces")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            requireRows(home);
            assertThat(content()).as("the original's").isEqualTo(untouched);
            assertThat(Databases.query(live.shop, "SELECT count(*) FROM orders"))
                    .containsExactly("20002");
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void eachComesWhereItIsWanted() throws Exception {
        Path home = TestCluster.newHome();
        Path wanted = home.resolve("other disk/fast=2");
        try {
            assertThat(recover(
                            home,
                            "--at",
                            between.toString(),
                            "--promote",
                            "--tablespace-mapping",
                            live.fast.toString().replace("=", "\\=") + "=" + wanted))
                    .as(err)
                    .isEqualTo(ExitStatus.OK);

            assertThat(links(home.resolve("data"))).contains(wanted);
            requireRows(home);
            assertThat(content()).as("the original's").isEqualTo(untouched);
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void aPlanSaysWhereTheyWere() throws Exception {
        Path home = TestCluster.newHome();
        try {
            assertThat(recover(home, "--dry-run")).as(err).isEqualTo(ExitStatus.OK);

            assertThat(out).contains("Its tablespace fast was in " + live.fast + ".", "Nothing was changed.");
            assertThat(home).isEmptyDirectory();
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void theFolderOfTheLiveOneIsRefusedBeforeAnythingIsWritten() throws Exception {
        Path home = TestCluster.newHome();
        try {
            int status =
                    recover(home, "--tablespace-mapping", live.large + "=" + live.large, "--at", between.toString());

            assertThat(status).isEqualTo(ExitStatus.FAILED);
            assertThat(err).contains("The tablespace folder " + live.large + " is not empty", "HINT:");
            assertThat(home).isEmptyDirectory();
            assertThat(content()).isEqualTo(untouched);
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void aDamagedTarEndsItAndLeavesNothing() throws Exception {
        Path home = TestCluster.newHome();
        String key = manifest.folder() + "base.tar.zst.enc";
        try (var connection = new S3Connection(bucket.prefix(""), Clock.systemUTC())) {
            var s3 = new S3Repository(connection);
            byte[] whole;
            try (var in = s3.open(key)) {
                whole = in.readAllBytes();
            }
            byte[] changed = whole.clone();
            changed[changed.length - 1000] ^= 1;
            s3.replace(key, changed);
            try {
                assertThat(recover(home, "--tablespace-mapping", live.large + "=" + home.resolve("other disk/large")))
                        .isEqualTo(ExitStatus.FAILED);
            } finally {
                s3.replace(key, whole);
            }

            assertThat(home.resolve("data")).doesNotExist();
            assertThat(home.resolve("data.tablespaces")).doesNotExist();
            assertThat(home.resolve("other disk/large")).doesNotExist();
        } finally {
            FileTree.delete(home);
        }
    }

    @Test
    void aMappingOfNothingIsRefused() throws Exception {
        Path home = TestCluster.newHome();
        try {
            assertThat(recover(home, "--tablespace-mapping", "/mnt/typo=/mnt/new"))
                    .isEqualTo(ExitStatus.FAILED);
            assertThat(err).contains("No tablespace of the base backup was in /mnt/typo", live.large.toString());
            assertThat(recover(home, "--tablespace-mapping", "fast=/mnt/new")).isEqualTo(ExitStatus.USAGE);
            assertThat(err).contains("must be two whole paths");
            assertThat(home).isEmptyDirectory();
        } finally {
            FileTree.delete(home);
        }
    }

    private static void requireRows(Path home) throws Exception {
        try (LocalCluster recovered = Machine.startRecovered(home, live.home)) {
            PostgresUrl shop = recovered.url("shop");
            assertThat(Databases.query(shop, "SELECT count(*) FROM orders")).containsExactly("20001");
            assertThat(Databases.query(shop, "SELECT body FROM orders WHERE id = -1"))
                    .containsExactly("before");
            assertThat(Databases.query(shop, "SELECT id FROM notes")).containsExactly("1");
            assertThat(Databases.query(shop, "SELECT count(*) FROM later")).containsExactly("3000");
            assertThat(Databases.query(
                            shop,
                            "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname IN ('fast', 'large')"))
                    .allSatisfy(where -> assertThat(where).startsWith(home.toString()));
            // It is used from now on as any other.
            Databases.execute(
                    shop,
                    "UPDATE orders SET body = 'new'",
                    "CREATE TABLE more TABLESPACE fast AS SELECT 1 AS id",
                    "CHECKPOINT",
                    "DROP TABLE more, notes",
                    "ALTER INDEX orders_pkey SET TABLESPACE large",
                    "CHECKPOINT",
                    "DROP TABLESPACE fast");
        }
    }

    private String out;
    private String err;

    private int recover(Path home, String... more) throws Exception {
        var day = ClusterFromBucket.day(bucket, folder);
        var all = new ArrayList<>(ClusterFromBucket.to(TestCluster.binaries(), home));
        all.addAll(List.of(more));
        int status = day.recoverCluster(all.toArray(String[]::new));
        out = day.out();
        err = day.err();
        return status;
    }

    private static List<Path> links(Path data) throws Exception {
        var to = new ArrayList<Path>();
        try (Stream<Path> all = Files.list(data.resolve("pg_tblspc"))) {
            for (Path each : all.toList()) {
                to.add(Files.readSymbolicLink(each));
            }
        }
        return to;
    }

    private static Instant now() throws Exception {
        Thread.sleep(50);
        Instant now = Instant.parse(Databases.query(
                        live.shop,
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                .get(0));
        Thread.sleep(50);
        return now.truncatedTo(ChronoUnit.MICROS);
    }
}
