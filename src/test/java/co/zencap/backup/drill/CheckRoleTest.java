package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckRoleTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final PostgresUrl database = TestCluster.createDatabase();
    private CheckRole role;

    @AfterEach
    void dropRole() {
        Databases.execute(database, "DROP OWNED BY " + role.name(), "DROP ROLE " + role.name());
    }

    /** The second as on servers that have no pg_read_all_data. */
    @ParameterizedTest
    @ValueSource(ints = {15, 13})
    void itSeesAllRowsAndCanDoNothingToTheServer(int serverMajor) throws Exception {
        Databases.execute(
                database,
                "CREATE SCHEMA \"Shop; x\"",
                "CREATE TABLE \"Shop; x\".orders AS SELECT generate_series(1, 7) AS id",
                "ALTER TABLE \"Shop; x\".orders ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE \"Shop; x\".orders FORCE ROW LEVEL SECURITY",
                "CREATE VIEW public.of_orders AS SELECT * FROM \"Shop; x\".orders",
                "CREATE FUNCTION public.run_program() RETURNS int LANGUAGE plpgsql AS"
                        + " $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'; RETURN 1; END $$",
                "SELECT lo_from_bytea(4711, 'large')");
        try (Connection superuser = Sandboxes.connect(database)) {
            role = CheckRole.make(superuser, serverMajor);
        }
        PostgresUrl url = role.at(database);

        assertThat(Databases.query(url, "SELECT count(*) FROM \"Shop; x\".orders"))
                .containsExactly("7");
        assertThat(Databases.query(url, "SELECT count(*) FROM of_orders")).containsExactly("7");
        assertThat(Databases.query(url, "SELECT convert_from(lo_get(4711), 'UTF8')"))
                .containsExactly("large");
        for (String statement : List.of(
                "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'",
                "SELECT run_program()",
                "COPY (SELECT 1) TO '/tmp/never'",
                "SELECT pg_read_file('PG_VERSION')",
                "SELECT lo_export(4711, '/tmp/never')",
                "SELECT lo_import('/etc/hostname')",
                "ALTER SYSTEM SET work_mem = '1MB'",
                "ALTER ROLE " + role.name() + " SUPERUSER",
                "DELETE FROM \"Shop; x\".orders")) {
            assertThat(sqlState(url, statement)).as(statement).isEqualTo(INSUFFICIENT_PRIVILEGE);
        }
        assertThat(role.toString()).doesNotContain(role.password());
    }

    private static String sqlState(PostgresUrl url, String statement) {
        Throwable failure = catchThrowable(() -> Databases.execute(url, statement));
        return failure != null && failure.getCause() instanceof SQLException refused ? refused.getSQLState() : "none";
    }
}
