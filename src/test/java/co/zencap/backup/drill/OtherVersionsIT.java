package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.postgres.structure.StructureReading;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server of one version holds is proved on a server of a newer one, and what is not as it was is found there too. */
class OtherVersionsIT extends ThrowawayServers {
    /** Of each version but the one on the class path; the build puts them there. */
    private static final Path SERVERS = Path.of("target/other-postgres");

    private static final int OUR_VERSION = 15;

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"12, 15", "13, 15", "13, 18", "14, 15", "15, 16", "15, 17", "15, 18"})
    void aBackupIsProvedOnANewerServer(int older, int newer) throws Exception {
        LocalCluster server = LocalCluster.start(
                new LocalCluster.Settings(binaries(older), TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of()));
        try {
            PostgresUrl source = server.createDatabase("source");
            HardCases.fill(source, "versions");
            try (TestService service = start(source, binaries(newer))) {
                Operation backup = service.backup();
                assertThat(backup.problem()).isNull();

                Operation proof = service.test(TestType.QUICK, TestService.ref(backup));

                assertThat(proof.problem()).isNull();
                Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                                catalog,
                                "SELECT report #>> '{database,serverMajor}' FROM zencap.backup_restoration_tests"))
                        .containsExactly(String.valueOf(newer)));
                finds(
                        "UPDATE app.customers SET amount = 0 WHERE id = 100",
                        "app.customers",
                        service,
                        TestType.QUICK,
                        backup);
                finds("SELECT lo_put(4712, 0, 'M')", "arge object", service, TestType.QUICK, backup);
                if (older >= StructureReading.OLDEST_SERVER) {
                    assertThat(proof.result()).hasEntrySatisfying("objects", o -> assertThat((long) o)
                            .isGreaterThan(200));
                    finds(
                            "DROP INDEX app.customers_trgm",
                            "app.customers_trgm is missing",
                            service,
                            TestType.QUICK,
                            backup);
                }
            }
        } finally {
            server.delete();
        }
    }

    private static ServerBinaries binaries(int major) throws IOException {
        return major == OUR_VERSION
                ? TestCluster.binaries()
                : EmbeddedBinaries.unpack(SERVERS.resolve(major + ".jar"), TestCluster.cache());
    }
}
