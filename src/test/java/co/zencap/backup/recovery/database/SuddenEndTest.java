package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever swaps is killed before each step, with the catalog in the database; another process goes on. */
class SuddenEndTest {
    @TempDir
    Path folder;

    @Test
    void whenEverItEndsTheLiveDatabaseIsUnderItsNameAndTheNextProcessGoesOn() throws Exception {
        StoredBackup backup = ShopBackup.make(folder, TestCluster.createDatabase(), Map.of());
        PostgresUrl live = TestCluster.createDatabase();
        Databases.execute(live, "CREATE TABLE only_live (id int)");
        try (Catalog catalog = new Catalog(live, "zencap")) {
            catalog.migrate();
        }
        try (DatabaseRecovery recovery = DatabaseRecovery.open(live, "r1", ShopBackup.tools(folder), true)) {
            recovery.beside(backup, ShopBackup.operation());
            recovery.verify(backup, ShopBackup.operation());
        }
        for (SwapStep step : SwapStep.values()) {
            assertThat(end(live, step, "swap")).isEqualTo(SuddenEnd.STATUS);
            requireLive(live, "only_live", RecoveryState.VERIFIED);
        }
        swap(live);
        requireLive(live, "orders", RecoveryState.SWAPPED);
        for (SwapStep step : SwapStep.values()) {
            if (step != SwapStep.DRESS) {
                assertThat(end(live, step, "undo")).isEqualTo(SuddenEnd.STATUS);
                requireLive(live, "orders", RecoveryState.SWAPPED);
            }
        }
    }

    private int end(PostgresUrl live, SwapStep step, String what) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SuddenEnd.class.getName(),
                        "r1",
                        folder.toString(),
                        step.name(),
                        what)
                .inheritIO();
        builder.environment().put(SuddenEnd.URL, Databases.text(live));
        return builder.start().waitFor();
    }

    /** The server needs a moment to notice that nobody is at the other end. */
    private void requireLive(PostgresUrl live, String table, RecoveryState state) {
        Awaitility.await().ignoreException(RecoveryBusy.class).untilAsserted(() -> {
            assertThat(Databases.query(live, "SELECT to_regclass('" + table + "')"))
                    .containsExactly(table);
            Databases.execute(
                    live, "INSERT INTO zencap.backup_system_events (type, component, message) VALUES ('t', 't', 't')");
            try (DatabaseRecovery recovery = DatabaseRecovery.open(live, "r1", ShopBackup.tools(folder), true)) {
                assertThat(recovery.state()).isEqualTo(state);
            }
        });
    }

    private void swap(PostgresUrl live) throws IOException {
        try (DatabaseRecovery recovery = DatabaseRecovery.open(live, "r1", ShopBackup.tools(folder), true)) {
            recovery.swap(SwapStep.Witness.NONE);
        }
    }
}
