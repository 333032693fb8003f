package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog lies in the database that is recovered, as it does where nothing else is set. */
class CatalogCarrierTest {
    @TempDir
    Path folder;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<String> committed = new ArrayList<>();
    private PostgresUrl live;

    @Test
    void nothingThatWasWrittenInTheCatalogIsLostByASwapItsFailureOrAnUndo() throws Exception {
        live = TestCluster.createDatabase();
        StoredBackup backup = ShopBackup.make(folder, live, Map.of("BACKUP_CATALOG_URL", Databases.text(live)));
        Databases.execute(live, "DROP TABLE orders");
        var writer = new Thread(this::write);
        writer.start();
        try (DatabaseRecovery recovery = DatabaseRecovery.open(live, "r1", ShopBackup.tools(folder), true)) {
            recovery.beside(backup, ShopBackup.operation());
            recovery.verify(backup, ShopBackup.operation());

            assertThatThrownBy(() -> recovery.swap(step -> {
                        if (step == SwapStep.COMMIT) {
                            throw new IOException("no more today");
                        }
                    }))
                    .hasMessageContaining("no more today");
            requireAll();
            for (int turn = 0; turn < 3; turn++) {
                recovery.swap(st -> System.out.println(System.nanoTime() / 1000000 + " " + st));
                System.out.println(System.nanoTime() / 1000000 + " done");
                requireAll();
                assertThat(Databases.query(live, "SELECT count(*) FROM orders")).containsExactly("5000");
                recovery.undo(SwapStep.Witness.NONE);
                requireAll();
            }
            recovery.swap(SwapStep.Witness.NONE);
        } finally {
            ended.set(true);
            writer.join();
        }
        requireAll();
        assertThat(committed.size()).isGreaterThan(20);
        try (Catalog catalog = new Catalog(live, "zencap")) {
            assertThat(catalog.migrate()).isZero();
        }
    }

    /** A new session for each row, as often as it goes. */
    private void write() {
        for (int i = 0; !ended.get(); i++) {
            try (Connection session = Databases.connect(live)) {
                session.createStatement()
                        .execute("INSERT INTO zencap.backup_system_events (type, component, message)"
                                + " VALUES ('test', 'test', 'row " + i + "')");
                synchronized (committed) {
                    committed.add("row " + i);
                }
            } catch (SQLException e) {
                // it was sent away, and nothing is promised of what it wrote
            }
        }
    }

    private void requireAll() {
        List<String> written;
        synchronized (committed) {
            written = List.copyOf(committed);
        }
        assertThat(Databases.query(live, "SELECT message FROM zencap.backup_system_events WHERE type = 'test'"))
                .containsAll(written);
    }
}
