package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restored beside, swapped in and put back on servers of other versions. */
class OtherServersIT {
    /** Of each version but the one on the class path; the build puts them there. */
    private static final Path SERVERS = Path.of("target/other-postgres");

    @TempDir
    Path folder;

    @ParameterizedTest(name = "from {0} into {1}")
    @CsvSource({"12, 12", "13, 13", "14, 14", "14, 16", "14, 17", "14, 18"})
    void aDatabaseIsSwappedAndPutBack(int older, int newer) throws Exception {
        LocalCluster source = start(older);
        LocalCluster target = older == newer ? source : start(newer);
        try {
            StoredBackup backup = ShopBackup.make(folder, source.createDatabase("source"), Map.of());
            PostgresUrl live = target.createDatabase("live");
            Databases.execute(
                    live, "ALTER DATABASE live SET search_path = 'public'", "CREATE TABLE only_live (id int)");
            try (DatabaseRecovery recovery = DatabaseRecovery.open(live, "r1", ShopBackup.tools(folder), true);
                    Connection connected = TestCluster.connect(live)) {
                assertThat(recovery.preflight(backup)).noneMatch(PreflightCheck::isBlocking);
                recovery.beside(backup, ShopBackup.operation());
                assertThat(recovery.verify(backup, ShopBackup.operation()).rows())
                        .isEqualTo(7000);
                recovery.analyze(ShopBackup.operation());

                assertThat(recovery.swap(SwapStep.Witness.NONE)).isEmpty();
                assertThat(connected.isValid(5)).isFalse();
                assertThat(Databases.query(live, "SELECT count(*) FROM orders")).containsExactly("5000");

                recovery.undo(SwapStep.Witness.NONE);
                assertThat(Databases.query(live, "SELECT count(*) FROM only_live"))
                        .containsExactly("0");
                recovery.cleanUp();
            }
            try (DatabaseRecovery recovery =
                    DatabaseRecovery.open(live.withDatabase("made"), "r2", ShopBackup.tools(folder), true)) {
                recovery.beside(backup, ShopBackup.operation());
                recovery.verify(backup, ShopBackup.operation());
                assertThat(recovery.swap(SwapStep.Witness.NONE)).isEmpty();
            }
            assertThat(Databases.query(live.withDatabase("made"), "SELECT count(*) FROM orders"))
                    .containsExactly("5000");
        } finally {
            target.delete();
            source.delete();
        }
    }

    private static LocalCluster start(int major) throws Exception {
        return LocalCluster.start(new LocalCluster.Settings(
                EmbeddedBinaries.unpack(SERVERS.resolve(major + ".jar"), TestCluster.cache()),
                TestCluster.newHome(),
                0,
                Profile.THROWAWAY,
                Map.of()));
    }
}
