package co.zencap.backup.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.security.SecurityCheck.Outcome;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseAccessTest {
    private final PostgresUrl owner = TestCluster.createDatabase();
    private final String role =
            "reader_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    @AfterEach
    void dropRole() {
        Databases.execute(owner, "DROP OWNED BY " + role, "DROP ROLE " + role);
    }

    @Test
    void aRoleThatOnlyReadsIsRight() throws IOException {
        create("LOGIN");

        assertThat(check(reader(), "database role").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(check(reader(), "TLS to the database").sentence()).contains("on this machine");
    }

    @Test
    void aSuperuserIsToldOf() throws IOException {
        create("LOGIN SUPERUSER");

        SecurityCheck check = check(reader(), "database role");
        assertThat(check.outcome()).isEqualTo(Outcome.WARNING);
        assertThat(check.sentence()).contains(role, "superuser");
        assertThat(check.hint()).contains("./zencap setup roles");
    }

    @Test
    void everyRightThatIsNotNeededIsNamed() throws IOException {
        create("LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS");

        assertThat(check(reader(), "database role").sentence())
                .contains("CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS");
    }

    @Test
    void replicationIsNeededWhereTheLogIsReceived() throws IOException {
        create("LOGIN REPLICATION");

        assertThat(check(reader(), "database role").outcome()).isEqualTo(Outcome.WARNING);
        assertThat(new DatabaseAccess("database", reader(), true, true).ask())
                .noneMatch(check -> check.outcome() == Outcome.WARNING);
    }

    @Test
    void goingRoundRowLevelSecurityIsNeededWhereThereIsSome() throws IOException {
        create("LOGIN BYPASSRLS");
        assertThat(check(reader(), "database role").outcome()).isEqualTo(Outcome.WARNING);

        Databases.execute(owner, "CREATE TABLE t (i int)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY");
        assertThat(check(reader(), "database role").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void aServerThatCanNotBeAskedIsSaid() {
        create("NOLOGIN");

        assertThatThrownBy(() -> new DatabaseAccess("database", reader(), true, false).ask())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HINT:");
    }

    private void create(String rights) {
        Databases.execute(owner, "CREATE ROLE " + role + " PASSWORD 'pa55' " + rights);
    }

    private PostgresUrl reader() {
        return PostgresUrl.parse(Databases.text(owner, role, "pa55"));
    }

    private static SecurityCheck check(PostgresUrl url, String name) throws IOException {
        return new DatabaseAccess("database", url, true, false)
                .ask().stream()
                        .filter(check -> check.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }
}
