package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MissingRolesTest {
    private static final String SCRIPT =
            """
            SET default_transaction_read_only = off;
            CREATE ROLE missing_there;
            ALTER ROLE missing_there WITH SUPERUSER PASSWORD 'new';
            COMMENT ON ROLE missing_there IS 'changed';
            CREATE ROLE "missing, Clerk; ""x\""";
            ALTER ROLE "missing, Clerk; ""x\""" WITH NOSUPERUSER INHERIT NOCREATEROLE LOGIN NOREPLICATION NOBYPASSRLS PASSWORD 'it is NOSUPERUSER; so';
            ALTER ROLE "missing, Clerk; ""x\""" SET search_path TO 'a', 'b';
            COMMENT ON ROLE "missing, Clerk; ""x\""" IS 'of ours';
            CREATE ROLE missing_group;
            ALTER ROLE missing_group WITH NOSUPERUSER NOLOGIN;
            GRANT missing_group TO "missing, Clerk; ""x\""" WITH ADMIN OPTION GRANTED BY somebody;
            GRANT missing_there TO missing_there2 GRANTED BY somebody;
            CREATE TABLESPACE other LOCATION '/x';
            """;

    private final PostgresUrl server = TestCluster.get().url("postgres");

    @BeforeEach
    void oneIsThere() {
        Databases.execute(
                server,
                "CREATE ROLE missing_there PASSWORD 'old'",
                "CREATE ROLE missing_there2",
                "CREATE ROLE missing_maker LOGIN CREATEROLE PASSWORD 'pw'");
    }

    @AfterEach
    void drop() {
        Databases.execute(
                server,
                "DROP ROLE IF EXISTS \"missing, Clerk; \"\"x\"\"\", missing_group, missing_there, missing_there2, missing_maker");
    }

    private static MissingRoles roles(String script) throws IOException {
        return new MissingRoles(GlobalsScript.read(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void makesThoseThatAreMissingAndLeavesTheOthersAsTheyAre() throws Exception {
        MissingRoles roles = roles(SCRIPT);
        String there = "SELECT rolsuper, rolpassword, shobj_description(oid, 'pg_authid'),"
                + " (SELECT count(*) FROM pg_auth_members WHERE roleid = r.oid) FROM pg_authid r"
                + " WHERE rolname = 'missing_there'";
        var before = Databases.query(server, "SELECT x::text FROM (" + there + ") x");
        try (Connection session = TestCluster.connect(server)) {
            assertThat(roles.all()).hasSize(3);
            assertThat(roles.hasTablespaces()).isTrue();
            assertThat(roles.make(session)).containsExactly("missing, Clerk; \"x\"", "missing_group");
            assertThat(roles.make(session)).isEmpty();
        }

        assertThat(Databases.query(server, "SELECT x::text FROM (" + there + ") x"))
                .isEqualTo(before);
        requireClerk();
    }

    private void requireClerk() {
        assertThat(Databases.query(
                        server,
                        "SELECT r.rolcanlogin || ' ' || (r.rolpassword IS NOT NULL) || ' ' || s.setconfig::text || ' '"
                                + " || shobj_description(r.oid, 'pg_authid') || ' ' || m.admin_option"
                                + " FROM pg_authid r JOIN pg_db_role_setting s ON s.setrole = r.oid JOIN pg_auth_members m ON m.member = r.oid"
                                + " JOIN pg_authid g ON g.oid = m.roleid"
                                + " WHERE r.rolname LIKE 'missing, %' AND g.rolname = 'missing_group'"))
                .containsExactly("true true {\"search_path=a, b\"} of ours true");
    }

    @Test
    void whoMayMakeRolesNeedsToBeNoSuperuserAndMayGiveThemObjects() throws Exception {
        PostgresUrl maker = PostgresUrl.of(server.hosts().get(0), "missing_maker", "pw", "postgres");
        try (Connection session = TestCluster.connect(maker)) {
            assertThat(roles(SCRIPT).make(session)).hasSize(2);
        }

        requireClerk();
        assertThat(Databases.query(maker, "SELECT pg_has_role('missing_group', 'MEMBER')"))
                .containsExactly("t");
    }

    @Test
    void allAreMadeOrNone() throws Exception {
        MissingRoles roles =
                roles("CREATE ROLE missing_group;\nCREATE ROLE missing_bad;\nALTER ROLE missing_bad WITH BAD;");
        try (Connection session = TestCluster.connect(server)) {
            assertThatThrownBy(() -> roles.make(session)).hasMessageContaining("HINT: connect as a superuser");
            assertThat(roles.of(session)).containsExactly("missing_group", "missing_bad");
        }
    }
}
