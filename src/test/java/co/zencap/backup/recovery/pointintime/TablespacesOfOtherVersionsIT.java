package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BaseIncrementTimer;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clusters with tablespaces of servers that are older, and newer, than the one of the build; of newer ones in increments as well. */
class TablespacesOfOtherVersionsIT {
    private static final Path SERVERS = Path.of("target/other-postgres");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {13, 14})
    void oneThatIsOlderComesBack(int major) throws Exception {
        comesBack(EmbeddedBinaries.unpack(SERVERS.resolve(major + ".jar"), TestCluster.cache()), Map.of(), Map.of());
    }

    @ParameterizedTest(name = "server in {0}")
    @MethodSource("co.zencap.backup.recovery.pointintime.NewerServers#folders")
    void oneThatIsNewerComesBackFromAChain(String bin) throws Exception {
        assumeFalse(bin.isEmpty(), NewerServers.NONE);
        ServerBinaries binaries = ServerBinaries.in(Path.of(bin));
        Map<String, String> settings = binaries.major() < 17 ? Map.of() : Map.of("summarize_wal", "on");
        comesBack(binaries, settings, Map.of("BACKUP_PG_BIN", bin));
    }

    private void comesBack(ServerBinaries binaries, Map<String, String> settings, Map<String, String> more)
            throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
        try (LiveTablespaces live = new LiveTablespaces(binaries, settings)) {
            var variables = new HashMap<String, String>(bucket.variables());
            variables.put("POSTGRES_URL_NON_POOLING", Databases.text(live.shop));
            variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
            variables.put("BACKUP_CRITICAL_TARGETS", "shop");
            variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
            variables.put("BACKUP_SANDBOX_BIN", binaries.bin().toString());
            variables.putAll(more);
            try (TestService service = TestService.start(folder.resolve("service"), variables)) {
                service.awaitBackup("shop-base");
                Operation made = service.operations().stream()
                        .filter(o -> o.target().equals("shop-base") && o.kind() == Kind.BACKUP)
                        .findFirst()
                        .orElseThrow();
                requireProved(service, made);
                if (binaries.major() >= 17) {
                    Databases.execute(live.shop, "INSERT INTO orders VALUES (0, 'in the increment')");
                    Operation increment = increment(service);
                    assertThat(increment.result()).doesNotContainKey("fullBecause");
                    requireProved(service, increment);
                    Manifest.Base base = StoredBackup.manifest(
                                    new LocalRepository(folder.resolve("service/repository")),
                                    "shop-base",
                                    new BackupId(increment.backupId()),
                                    service.settings().masterKey())
                            .base()
                            .orElseThrow();
                    assertThat(base.chain()).hasSize(1);
                    assertThat(base.tablespaces())
                            .extracting(Tablespace::name)
                            .containsExactlyInAnyOrder("fast", "large");
                }
                if (binaries.major() >= 17) {
                    from = List.of(
                            "--base-backup",
                            service.operations().stream()
                                    .filter(o -> o.kind() == Kind.BACKUP)
                                    .map(Operation::backupId)
                                    .max(String::compareTo)
                                    .orElseThrow());
                    forgetWhatChanged(live);
                    // The server refuses the increment: pg_basebackup begins once more, with pipes of its own.
                    Operation full = increment(service);
                    assertThat(full.result().get("fullBecause").toString()).contains("summaries");
                    requireProved(service, full);
                }
                Databases.execute(live.shop, "INSERT INTO orders VALUES (-1, 'in the log')");
                service.awaitLog("shop-base");
            }
            Databases.execute(live.url("postgres"), "CHECKPOINT");
            Map<String, String> before = LiveTablespaces.content(live.fast);
            Map<String, String> large = LiveTablespaces.content(live.large);

            requireRecovered(bucket, binaries, live);

            assertThat(LiveTablespaces.content(live.fast)).isEqualTo(before);
            assertThat(LiveTablespaces.content(live.large)).isEqualTo(large);
        }
    }

    private static void requireProved(TestService service, Operation made) {
        assertThat(service.awaitProof(made.id())).extracting(Operation::problem).containsOnlyNulls();
    }

    private static Operation increment(TestService service) {
        List<Object> begun =
                service.bean("baseIncrementTimer", BaseIncrementTimer.class).fired();
        service.send("direct:begin-due-backups", begun);
        Operation made =
                service.await(((BackupRequest) begun.get(0)).operation().id());
        assertThat(made.problem()).isNull();
        return made;
    }

    private static void forgetWhatChanged(LiveTablespaces live) throws Exception {
        Databases.execute(live.shop, "UPDATE orders SET body = 'not known' WHERE id = 7");
        String place =
                Databases.query(live.shop, "SELECT pg_current_wal_insert_lsn()").get(0);
        Databases.execute(live.url("postgres"), "CHECKPOINT");
        Awaitility.await().until(() -> !Databases.query(
                        live.shop, "SELECT 1 FROM pg_available_wal_summaries() WHERE end_lsn >= '" + place + "'")
                .isEmpty());
        try (Stream<Path> summaries = Files.list(live.home.resolve("data/pg_wal/summaries"))) {
            for (Path each : summaries.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
    }

    private List<String> from = List.of();

    private void requireRecovered(S3TestSettings bucket, ServerBinaries binaries, LiveTablespaces live)
            throws Exception {
        Path home = TestCluster.newHome();
        Path wanted = home.resolve("else=where/large");
        var more = new ArrayList<>(List.of("--tablespace-mapping", live.large + "=" + wanted));
        more.addAll(from);
        String content = "SELECT md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o";
        try (ClusterFromBucket recovered =
                ClusterFromBucket.of(binaries, bucket, folder, live.home, more.toArray(String[]::new))) {
            assertThat(wanted).isNotEmptyDirectory();
            assertThat(recovered.query("shop", content)).isEqualTo(Databases.query(live.shop, content));
            assertThat(recovered.query(
                            "shop", "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE spcname = 'large'"))
                    .containsExactly(wanted.toString());
        } finally {
            FileTree.delete(home);
        }
    }
}
