package co.zencap.backup.privilege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The printed SQL on a real server: with it each job is done, and with any one statement less it is not. Nobody may connect
 * to the databases whom nobody has let in.
 */
class RolesTest {
    /** It may not get out of any statement. */
    private static final String HOSTILE = "z'; \"$do$ \\ -- %I";

    @TempDir
    static Path folder;

    private static LocalCluster production;
    private static LocalCluster tests;
    private static PostgresUrl shop;
    private static RoleScripts scripts;
    private static RoleScript backup;
    private static RoleScript catalog;
    private static RoleScript sandbox;

    @BeforeAll
    static void start() throws Exception {
        production = cluster();
        tests = cluster();
        shop = production.createDatabase("shop");
        Databases.fill(shop);
        Databases.execute(
                shop,
                "CREATE SCHEMA \"O'Neil\"",
                "CREATE TABLE \"O'Neil\".secrets (id serial PRIMARY KEY, body text)",
                "INSERT INTO \"O'Neil\".secrets (body) VALUES ('one'), ('two')",
                "ALTER TABLE \"O'Neil\".secrets ENABLE ROW LEVEL SECURITY",
                "SELECT lo_from_bytea(0, 'large')",
                "REVOKE CONNECT ON DATABASE shop FROM PUBLIC");
        Databases.execute(tests.url("postgres"), "REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
        scripts = new RoleScripts(MadeRole.wishes("shop", "shop", Map.of(RolePurpose.BACKUP, HOSTILE)));
        backup = scripts.of(RolePurpose.BACKUP);
        catalog = scripts.of(RolePurpose.CATALOG);
        sandbox = scripts.of(RolePurpose.SANDBOX);
    }

    private static LocalCluster cluster() throws Exception {
        return LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
    }

    @AfterAll
    static void stop() throws Exception {
        production.delete();
        tests.delete();
    }

    private static TestService service(Path folder, PostgresUrl source, PostgresUrl history, PostgresUrl sandboxes)
            throws Exception {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source, source.user(), "it's secret"));
        variables.put("BACKUP_CATALOG_URL", Databases.text(history));
        variables.put("TEST_POSTGRES_URL", Databases.text(sandboxes));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return TestService.start(folder, variables);
    }

    @Test
    void theThreeRolesBackUpKeepHistoryAndTestAndNoStatementIsTooMany() throws Exception {
        PostgresUrl history = MadeRole.make(shop, catalog, -1);
        PostgresUrl reader = MadeRole.make(shop, backup, -1);
        PostgresUrl sandboxes = MadeRole.make(tests.url("postgres"), sandbox, -1);
        try (TestService service = service(folder, reader, history, sandboxes)) {
            Operation made = service.backup();
            assertThat(made.problem()).isNull();
            assertThat(made.result()).containsEntry("tables", 3);
            Operation tested = service.test(TestType.QUICK, TestService.ref(made));
            assertThat(tested.problem()).isNull();
            assertThat(Databases.query(shop, "SELECT count(*) FROM zencap.backups"))
                    .containsExactly("1");

            for (int i = 1; i < backup.statements().size(); i++) {
                MadeRole.drop(shop, backup);
                MadeRole.make(shop, backup, i);
                if (!isOfTheLog(backup.statements().get(i))) {
                    assertThat(service.backup().state())
                            .as("a backup without " + backup.statements().get(i).sql())
                            .isEqualTo(State.FAILED);
                }
            }
            for (int i = 1; i < sandbox.statements().size(); i++) {
                MadeRole.drop(tests.url("postgres"), sandbox);
                MadeRole.make(tests.url("postgres"), sandbox, i);
                assertThat(service.test(TestType.QUICK, TestService.ref(made)).state())
                        .as("a test without " + sandbox.statements().get(i).sql())
                        .isEqualTo(State.FAILED);
            }
        } finally {
            MadeRole.drop(shop, backup);
            MadeRole.drop(shop, catalog);
            MadeRole.drop(tests.url("postgres"), sandbox);
        }
    }

    private static boolean isOfTheLog(Grant grant) {
        return grant.sql().matches(".* REPLICATION|.*pg_read_all_stats.*|.*pg_switch_wal.*");
    }

    @Test
    void theBackupRoleWritesNothing() {
        PostgresUrl reader = MadeRole.make(shop, backup, -1);
        try {
            assertThat(Databases.query(reader, "SELECT count(*) FROM \"O'Neil\".secrets"))
                    .containsExactly("2");
            for (String write : new String[] {
                "INSERT INTO customers VALUES (0, 'x', now())",
                "UPDATE customers SET name = 'x'",
                "DELETE FROM orders",
                "TRUNCATE orders",
                "DROP TABLE orders",
                "CREATE TABLE public.mine (id int)",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "SELECT nextval('\"O''Neil\".secrets_id_seq')",
                "SELECT lo_unlink(oid) FROM pg_largeobject_metadata",
                "UPDATE pg_authid SET rolpassword = NULL",
                "COPY customers TO PROGRAM 'true'"
            }) {
                assertThatThrownBy(() -> Databases.execute(reader, write), write)
                        .hasMessageMatching("(?s).*(permission denied|must be owner|must be superuser).*");
            }
        } finally {
            MadeRole.drop(shop, backup);
        }
    }

    @Test
    void eachOfTheLogsThreeRightsIsNeeded() throws Exception {
        for (int without = -1; without < backup.statements().size(); without++) {
            if (without >= 0 && !isOfTheLog(backup.statements().get(without))) {
                continue;
            }
            PostgresUrl reader = MadeRole.make(shop, backup, without);
            String left = without < 0 ? "" : backup.statements().get(without).sql();
            try (WalServer server = WalServer.open(reader)) {
                WalServer.Identity cluster = server.identity();
                assertThat(cluster.mayWatch()).as(left).isEqualTo(!left.contains("pg_read_all_stats"));
                assertThat(cluster.maySwitch()).as(left).isEqualTo(!left.contains("pg_switch_wal"));
                if (cluster.maySwitch()) {
                    server.switchSegment();
                }
                if (left.contains("REPLICATION")) {
                    assertThatThrownBy(() -> server.createSlot("zencap_roles", true))
                            .hasMessageContaining("replication");
                } else {
                    server.createSlot("zencap_roles", true);
                    server.dropSlot("zencap_roles");
                }
            } finally {
                MadeRole.drop(shop, backup);
            }
        }
    }

    @Test
    void theCatalogRoleOwnsItsSchemaAndNeedsEachStatement() {
        for (int without = -1; without < catalog.statements().size(); without++) {
            if (without == 0) {
                continue; // the role itself
            }
            PostgresUrl owner = MadeRole.make(shop, catalog, without);
            try (Catalog history = new Catalog(owner, Settings.CATALOG_SCHEMA)) {
                if (without < 0) {
                    assertThat(history.migrate()).isPositive();
                    assertThatThrownBy(() -> Databases.query(owner, "SELECT id FROM customers"))
                            .hasMessageContaining("permission denied");
                    assertThatThrownBy(() -> Databases.execute(owner, "CREATE SCHEMA mine"))
                            .hasMessageContaining("permission denied");
                } else {
                    assertThatThrownBy(history::migrate).isInstanceOf(RuntimeException.class);
                }
            } finally {
                MadeRole.drop(shop, catalog);
            }
        }
    }

    @Test
    void onAnOlderServerEachSchemaIsGrantedForItself() throws Exception {
        RoleScript older = new RoleScripts(new RoleWishes("shop", "shop", "postgres", Map.of(), 13, false, true, true))
                .of(RolePurpose.BACKUP);
        assertThat(older.text()).doesNotContain("GRANT pg_read_all_data");
        assertThat(older.notes()).anyMatch(note -> note.contains("backups come without them"));
        PostgresUrl history = production.createDatabase("history");
        for (int without = -1; without < older.statements().size(); without++) {
            if (without == 0) {
                continue; // the role itself
            }
            PostgresUrl reader = MadeRole.make(shop, older, without);
            try (TestService service = service(folder.resolve("older"), reader, history, tests.url("postgres"))) {
                assertThatThrownBy(() -> Databases.query(reader, "SELECT rolpassword FROM pg_authid"))
                        .isInstanceOf(IllegalStateException.class);
                Operation made = service.backup();
                assertThat(made.state())
                        .as("%s: %s", without, made.problem())
                        .isEqualTo(without < 0 ? State.SUCCEEDED : State.FAILED);
            } finally {
                MadeRole.drop(shop, older);
            }
        }
    }

    /** As whoever pipes it into psql sees it, with names that would like to get out of their place. */
    @Test
    void psqlTakesWhatIsPrinted() throws Exception {
        var process = new ProcessBuilder(
                        "psql",
                        "-X",
                        "-q",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(production.port()),
                        "-U",
                        shop.user(),
                        "shop")
                .redirectErrorStream(true);
        process.environment().put("PGPASSWORD", shop.password().orElse(""));
        Process psql = process.start();
        try (var in = psql.outputWriter()) {
            in.write(backup.text());
            in.write(catalog.text());
            in.write(scripts.of(RolePurpose.RECOVERY).text());
        }
        String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(psql.waitFor()).as(said).isZero();
            assertThat(Databases.query(shop, "SELECT count(*) FROM customers")).containsExactly("2000");
        } finally {
            for (RoleScript script : new RoleScript[] {scripts.of(RolePurpose.RECOVERY), backup, catalog}) {
                MadeRole.drop(shop, script);
            }
        }
    }

    @Test
    void namesThatPostgresqlWouldChangeOrKeepsAreRefused() {
        for (String name : new String[] {"", "a\nb", "a\u0000b", "x".repeat(64), "pg_mine", "public"}) {
            assertThatThrownBy(() -> MadeRole.wishes("shop", "shop", Map.of(RolePurpose.BACKUP, name)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HINT:");
        }
        assertThatThrownBy(() -> MadeRole.wishes("shop", "shop", Map.of(RolePurpose.BACKUP, "zencap_catalog")))
                .hasMessageContaining("same name");
    }
}
