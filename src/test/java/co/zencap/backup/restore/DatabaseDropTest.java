package co.zencap.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class DatabaseDropTest {
    @Test
    void onServersThatKnowNoForceSessionsEndBeforeItIsDropped() throws Exception {
        PostgresUrl database = TestCluster.createDatabase();
        String name = database.database();
        try (Connection server = TestCluster.connect(TestCluster.get().url("postgres"));
                Connection user = TestCluster.connect(database)) {
            DatabaseDrop.run(server, name, 12);

            assertThat(Databases.query(
                            TestCluster.get().url("postgres"),
                            "SELECT 1 FROM pg_database WHERE datname = '" + name + "'"))
                    .isEmpty();
            assertThat(user.isValid(5)).isFalse();
            DatabaseDrop.run(server, name, 12);
        }
    }
}
