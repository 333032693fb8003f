package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What processes have left that died, also those of others. */
class ThrowawayDatabasesTest {
    private final PostgresUrl server = TestCluster.createDatabase();
    private final String prefix = "thrown_" + server.database() + "_";
    private final ThrowawayDatabases databases = new ThrowawayDatabases(prefix);

    @Test
    void theirNamesTellThemFromOthers() {
        assertThat(ThrowawayDatabases.isOne(ThrowawayDatabases.SANDBOXES.name()))
                .isTrue();
        assertThat(ThrowawayDatabases.isOne(ThrowawayDatabases.STRUCTURES.name()))
                .isTrue();
        assertThat(ThrowawayDatabases.isOne("zencap")).isFalse();
    }

    @Test
    void anotherRolesDatabaseKeepsNobodyFromDroppingHisOwn() throws Exception {
        String role = role("a");
        String other = role("b");
        database("1", other);
        database("2", role);

        try (Connection owner = connect(role)) {
            databases.sweep(owner);
        }

        assertThat(left()).containsExactly(prefix + "1");
    }

    @Test
    void oneThatCannotBeDroppedKeepsNoneOfTheOthersAndNoLock() throws Exception {
        String role = role("a");
        database("1", role);
        database("2", role);
        Databases.execute(server, "ALTER DATABASE " + prefix + "1 IS_TEMPLATE true");

        try (Connection owner = connect(role)) {
            databases.sweep(owner);

            assertThat(left()).containsExactly(prefix + "1");
            assertThat(Databases.query(
                            server,
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                                    + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                    .containsExactly("0");
        }
        Databases.execute(server, "ALTER DATABASE " + prefix + "1 IS_TEMPLATE false");
        try (Connection owner = connect(role)) {
            databases.sweep(owner);
        }
        assertThat(left()).isEmpty();
    }

    private String role(String name) {
        String role = prefix + name;
        Databases.execute(server, "CREATE ROLE " + role + " LOGIN CREATEDB PASSWORD 'pw'");
        return role;
    }

    private void database(String name, String owner) {
        Databases.execute(server, "CREATE DATABASE " + prefix + name + " OWNER " + owner);
    }

    private Connection connect(String role) throws Exception {
        PostgresUrl url = PostgresUrl.of(server.hosts().get(0), role, "pw", server.database());
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
    }

    private List<String> left() {
        return Databases.query(
                server, "SELECT datname FROM pg_database WHERE starts_with(datname, '" + prefix + "') ORDER BY 1");
    }
}
