package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.restore.DatabaseSettings;
import co.zencap.backup.restore.DatabaseSettings.Checked;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what was set for a database comes back, which pg_restore leaves out. */
class DatabaseSettingsTest {
    @TempDir
    Path folder;

    @Test
    void areProvedByTheDumpAndMissedWhereItLacksThem() throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        String name = source.database();
        String role = "\"Set; ter " + name + "\"";
        Databases.execute(
                source,
                "CREATE ROLE " + role,
                "ALTER DATABASE " + name + " SET work_mem TO '7MB'",
                "ALTER DATABASE " + name + " SET \"my.own\" TO 'it''s; here'",
                "ALTER DATABASE " + name + " SET DateStyle TO 'German'",
                "ALTER ROLE " + role + " IN DATABASE " + name + " SET search_path TO \"a; b\", public");
        StoredBackup backup = ShopBackup.make(folder, source, Map.of());
        List<String> ofDump = DatabaseSettings.ofDump(backup);
        PostgresUrl other = TestCluster.createDatabase();
        try (Connection server = TestCluster.connect(TestCluster.get().url("postgres"))) {
            Checked whole = DatabaseSettings.check(backup, ofDump, server, other.database(), true);
            assertThat(whole.differences()).isEmpty();
            assertThat(whole.compared()).isEqualTo(4);
            assertThat(Databases.query(
                            other,
                            "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                                    + " WHERE datname = current_database()"))
                    .as("is taken away again")
                    .containsExactly("0");
            assertThat(Databases.query(
                            other,
                            "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                                    + " WHERE datname = '" + name + "'"))
                    .as("and the source's are as they were")
                    .containsExactly("2");

            assertThat(DatabaseSettings.check(backup, ofDump, server, other.database(), false)
                            .compared())
                    .isEqualTo(3);
            List<String> changed = ofDump.stream()
                    .map(text ->
                            text.replace("7MB", "9MB").replaceAll("ALTER DATABASE \\S+ SET \"DateStyle\"[^;]*;", ""))
                    .toList();
            assertThat(DatabaseSettings.check(backup, changed, server, other.database(), true)
                            .differences())
                    .containsExactlyInAnyOrder(
                            "Database setting work_mem is not as it was.", "Database setting DateStyle is missing.");
            assertThat(DatabaseSettings.check(backup, List.of(), server, other.database(), true)
                            .differences())
                    .hasSize(4);
        }
    }
}
