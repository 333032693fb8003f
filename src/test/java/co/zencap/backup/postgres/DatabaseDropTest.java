package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseDropTest {
    private final PostgresUrl server = TestCluster.sandbox().url("postgres");
    private final String name = "a \"strange\" name " + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(ints = {12, 13})
    void sessionsEndAlsoOnServersThatKnowNoForce(int serverMajor) throws Exception {
        PostgresUrl database = TestCluster.sandbox().createDatabase(name);
        try (Connection owner = Databases.connect(server);
                Connection user = Databases.connect(database)) {
            DatabaseDrop.now(owner, name, serverMajor);

            assertThat(Databases.query(server, "SELECT datname FROM pg_database"))
                    .doesNotContain(name);
            assertThat(user.isValid(5)).isFalse();
            DatabaseDrop.now(owner, name, serverMajor);
        }
    }
}
