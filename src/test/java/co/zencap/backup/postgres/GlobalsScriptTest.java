package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GlobalsScriptTest {
    @Test
    void statementsEndAtSemicolonsOutsideOfQuotes() {
        assertThat(
                        GlobalsScript.split(
                                """
                                \\restrict abc
                                -- it's; "a comment
                                CREATE ROLE "a;b";
                                ALTER ROLE "a;b" SET x TO 'it''s; -- no comment'; -- User's
                                COMMENT ON ROLE c IS E'two
                                lines; \\\\';
                                \\unrestrict abc
                                """))
                .containsExactly(
                        "CREATE ROLE \"a;b\"",
                        "ALTER ROLE \"a;b\" SET x TO 'it''s; -- no comment'",
                        "COMMENT ON ROLE c IS E'two\nlines; \\\\'");
    }

    @Test
    void aClusterOfTheSameSuperuserTakesThemInAndLetsUsInAfterwards() throws Exception {
        try (LocalCluster cluster = cluster("Boss")) {
            PostgresUrl url = cluster.url("postgres");
            int roles;
            try (Connection connection = Databases.connect(url)) {
                roles = script(
                                """
                                SET client_encoding = 'UTF8';
                                CREATE ROLE "Boss";
                                ALTER ROLE "Boss" WITH NOSUPERUSER NOLOGIN CONNECTION LIMIT 0 PASSWORD 'other' VALID UNTIL '2000-01-01';
                                ALTER ROLE "Boss" SET statement_timeout TO '1ms';
                                CREATE ROLE app;
                                ALTER ROLE app WITH LOGIN PASSWORD 'x';
                                CREATE ROLE other SUPERUSER;
                                GRANT "Boss" TO app GRANTED BY other;
                                SECURITY LABEL FOR anon ON ROLE app IS 'x';
                                CREATE TABLESPACE fast OWNER app LOCATION '/nowhere';
                                COMMENT ON TABLESPACE fast IS 'a
                                b';
                                GRANT ALL ON TABLESPACE fast TO app;
                                """)
                        .apply(connection, "Boss");
            }
            assertThat(roles).isEqualTo(3);
            assertThat(Databases.query(
                            url, "SELECT rolname FROM pg_roles WHERE rolname IN ('app', 'Boss') AND rolcanlogin"))
                    .containsExactlyInAnyOrder("app", "Boss");
            cluster.delete();
        }
    }

    @Test
    void aFailureNamesTheStatementWithoutItsSecretsAndChangesNothing() throws Exception {
        try (LocalCluster cluster = cluster("postgres")) {
            PostgresUrl url = cluster.url("postgres");
            try (Connection connection = Databases.connect(url)) {
                GlobalsScript script = script("CREATE ROLE app;\nALTER ROLE missing WITH PASSWORD 'hunter2';");

                assertThatThrownBy(() -> script.apply(connection, "postgres"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("ALTER ROLE missing")
                        .hasMessageNotContaining("hunter2");
            }
            assertThat(Databases.query(url, "SELECT rolname FROM pg_roles WHERE rolname = 'app'"))
                    .isEmpty();
            cluster.delete();
        }
    }

    private static GlobalsScript script(String text) throws IOException {
        return GlobalsScript.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static LocalCluster cluster(String superuser) throws IOException {
        return LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(), TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of(), superuser));
    }
}
