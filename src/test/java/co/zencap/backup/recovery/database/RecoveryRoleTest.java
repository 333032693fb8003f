package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.privilege.MadeRole;
import co.zencap.backup.privilege.RolePurpose;
import co.zencap.backup.privilege.RoleScript;
import co.zencap.backup.privilege.RoleScripts;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recovery by the role that is printed for it: of a database with an owner of its own, a catalog of another role in it and an
 * application at work. With any statement less it is refused or fails, and the live database stays.
 */
class RecoveryRoleTest {
    @TempDir
    static Path folder;

    private static final RoleScripts SCRIPTS = new RoleScripts(MadeRole.wishes("shop", "shop", Map.of()));

    private static LocalCluster server;
    private static PostgresUrl superuser;
    private static StoredBackup backup;
    private static PostgresUrl application;

    @BeforeAll
    static void backUp() throws Exception {
        server = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(), TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of()));
        superuser = server.createDatabase("shop");
        Databases.execute(
                superuser,
                "CREATE ROLE owner LOGIN PASSWORD 'pw'",
                "CREATE ROLE application LOGIN PASSWORD 'pw'",
                "ALTER DATABASE shop OWNER TO owner",
                "REVOKE CONNECT ON DATABASE shop FROM PUBLIC",
                "GRANT CONNECT ON DATABASE shop TO application");
        PostgresUrl catalog = MadeRole.make(superuser, SCRIPTS.of(RolePurpose.CATALOG), -1);
        PostgresUrl owner = PostgresUrl.of(superuser.hosts().get(0), "owner", "pw", "shop");
        application = PostgresUrl.of(superuser.hosts().get(0), "application", "pw", "shop");
        backup = ShopBackup.make(folder, owner, Map.of("BACKUP_CATALOG_URL", Databases.text(catalog)));
        Databases.execute(superuser, "UPDATE customers SET name = 'lost'");
    }

    @AfterAll
    static void stop() throws IOException {
        server.delete();
    }

    @Test
    void itReplacesTheDatabaseAndNoStatementIsTooMany() throws Exception {
        RoleScript script = SCRIPTS.of(RolePurpose.RECOVERY);
        for (int without = 1; without < script.statements().size(); without++) {
            PostgresUrl weak = MadeRole.make(superuser, script, without);
            assertThatThrownBy(() -> recover(weak))
                    .as(script.statements().get(without).sql())
                    .isInstanceOf(IOException.class);
            assertThat(names()).containsExactly("lost");
            drop(script);
        }

        recover(MadeRole.make(superuser, script, -1));

        assertThat(names()).hasSize(2000);
        assertThat(
                        Databases.query(
                                superuser,
                                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'zencap') ORDER BY 1"))
                .containsExactly("owner", "zencap_catalog");
        assertThat(Databases.query(superuser, "SELECT count(*) FROM zencap.backups"))
                .containsExactly("1");
    }

    private static List<String> names() {
        return Databases.query(superuser, "SELECT DISTINCT name FROM customers");
    }

    /** While somebody works in the live database, who is put out. */
    private static void recover(PostgresUrl role) throws Exception {
        try (Connection session = TestCluster.connect(application);
                DatabaseRecovery recovery = DatabaseRecovery.open(role, "r1", ShopBackup.tools(folder), true)) {
            session.createStatement().execute("SELECT 1");
            try {
                List<PreflightCheck> blocking = recovery.preflight(backup).stream()
                        .filter(PreflightCheck::isBlocking)
                        .toList();
                if (!blocking.isEmpty()) {
                    throw new IOException(blocking.toString());
                }
                recovery.beside(backup, ShopBackup.operation());
                assertThat(recovery.verify(backup, ShopBackup.operation()).content())
                        .isTrue();
                recovery.swap(SwapStep.Witness.NONE);
            } finally {
                recovery.cleanUp();
            }
        }
    }

    private static void drop(RoleScript script) {
        Databases.execute(superuser, "DROP OWNED BY " + script.role(), "DROP ROLE " + script.role());
    }
}
