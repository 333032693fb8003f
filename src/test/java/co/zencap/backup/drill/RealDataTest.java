package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Extensions;
import co.zencap.backup.testing.SampleDatabase;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What others made comes back as it was, and nothing else is said of it: public sample databases, and all that PostgreSQL's
 * extensions bring.
 */
class RealDataTest extends ThrowawayServers {
    private static final int CONTRIB = 40;

    /** Of the plain server without any more packages there are fewer. */
    private static final int MANY_EXTENSIONS = 60;

    /** Crashes its server when it reads some texts. */
    private static final Set<String> HARMFUL = Set.of("pg_sphere");

    @Test
    void aMusicShopAndEveryExtensionOfTheServer() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        try {
            SampleDatabase.CHINOOK.load(source);
            assertThat(Databases.query(source, "SELECT \"Title\" FROM chinook.\"Album\" WHERE \"AlbumId\" = 26"))
                    .containsExactly("Ac\u00fastico MTV [Live]");
            Extensions.createAll(source, Set.of());
            assertThat(Databases.query(
                            source, "SELECT name FROM public.not_created WHERE failure !~ 'could not load library'"))
                    .isEmpty();
            inUse(source, CONTRIB);

            comesBack(
                    source,
                    TestCluster.binaries(),
                    17_000,
                    "UPDATE chinook.\"Track\" SET \"Bytes\" = 1 WHERE \"TrackId\" = 7",
                    "Changed: TrackId=7");
        } finally {
            Databases.execute(source, "DROP OWNED BY \"ext'ra\"", "DROP ROLE \"ext'ra\"");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "chaos.points", matches = "all")
    void aChainOfGroceries() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        SampleDatabase.FOODMART.load(source);

        comesBack(
                source,
                TestCluster.binaries(),
                870_000,
                "DROP INDEX foodmart.i_sls_97_cust_id",
                "i_sls_97_cust_id is missing");
    }

    @Test
    @EnabledIfSystemProperty(named = "chaos.points", matches = "all")
    void everyExtensionOfTheDistribution() throws Exception {
        ServerBinaries binaries = ServerBinaries.onThisMachine().orElse(null);
        assumeTrue(binaries != null, "NOT TRIED: this machine has no PostgreSQL server of its distribution");
        LocalCluster server = LocalCluster.start(new LocalCluster.Settings(
                binaries, TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of("max_locks_per_transaction", "2000")));
        try {
            PostgresUrl source = server.createDatabase("source");
            int available = Integer.parseInt(Databases.query(source, "SELECT count(*) FROM pg_available_extensions")
                    .get(0));
            assumeTrue(
                    available > MANY_EXTENSIONS,
                    "NOT TRIED: this machine's PostgreSQL has " + available + " extensions only. HINT: install some of"
                            + " the distribution's packages, such as postgresql-15-postgis-3 and postgresql-15-ip4r");
            Extensions.createAll(source, HARMFUL);
            inUse(source, MANY_EXTENSIONS);

            comesBack(source, binaries, 2000, "DELETE FROM made.by_catalog WHERE number = 1", "made.by_catalog");
        } finally {
            server.delete();
        }
    }

    /** Most of what was tried was made: the rest is what no user can make. */
    private static void inUse(PostgresUrl source, int extensions) {
        assertThat(Databases.query(source, "SELECT extname FROM pg_extension")).hasSizeGreaterThan(extensions);
        assertThat(Databases.query(
                        source,
                        "SELECT kind FROM made.by_catalog GROUP BY kind HAVING count(failure) > count(*) * 0.75"))
                .isEmpty();
        assertThat(Databases.query(source, "SELECT DISTINCT kind FROM made.by_catalog WHERE failure IS NULL"))
                .contains(
                        "type",
                        "array value",
                        "index",
                        "exclusion",
                        "partition",
                        "trigger",
                        "foreign table",
                        "mapping");
    }

    /** Backup, verification and whole restoration test agree; with the database tampered with, the test says so. */
    private void comesBack(PostgresUrl source, ServerBinaries sandbox, long rows, String tampering, String words)
            throws Exception {
        try (TestService service = start(source, sandbox)) {
            Operation backup = service.backup();
            assertThat(backup.problem()).isNull();
            assertThat(service.verify(TestService.ref(backup)).problem()).isNull();

            Operation proof = service.test(TestType.FULL, TestService.ref(backup));

            assertThat(proof.problem()).isNull();
            assertThat(proof.result())
                    .containsEntry("contentCompared", true)
                    .hasEntrySatisfying("rows", n -> assertThat((long) n).isGreaterThanOrEqualTo(rows))
                    .hasEntrySatisfying("objects", n -> assertThat((long) n).isGreaterThan(60));

            finds(tampering, words, service, TestType.FULL, backup);
        }
    }
}
