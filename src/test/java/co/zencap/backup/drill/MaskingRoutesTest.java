package co.zencap.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator's SQL masks of a restored database, and for whom. */
class MaskingRoutesTest {
    private static volatile List<String> seen = List.of();

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private Path scripts;
    private Path programRan;
    private TestService service;
    private Operation backup;

    /** Stands in the route where the operator's program comes next. */
    public static final class NextOne {
        public static void look(@ExchangeProperty("testRun") TestRun run) {
            seen = Databases.query(
                    run.sandbox().url(),
                    "SELECT id || ' ' || name FROM people UNION ALL SELECT 'log ' || line FROM log");
        }
    }

    @BeforeEach
    void start() throws Exception {
        seen = List.of();
        Databases.execute(
                source,
                "CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL UNIQUE)",
                "CREATE TABLE log (line text)",
                "INSERT INTO people VALUES (1, 'Ada Lovelace'), (2, 'Grace Hopper')",
                "INSERT INTO log VALUES ('Ada Lovelace called')");
        scripts = Files.createDirectories(folder.resolve("home/config/masking"));
        Path checks = Files.createDirectories(folder.resolve("home/config/checks"));
        Files.writeString(
                checks.resolve("ada.sql"),
                "-- name: Ada is there\n-- expect: 1\nSELECT count(*) FROM people WHERE name = 'Ada Lovelace'");
        programRan = folder.resolve("program-ran");
        Path program = folder.resolve("home/program");
        Files.writeString(program, "#!/bin/sh\ntouch '" + programRan + "'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        String next = "        - filter:\n            simple: \"${bean:applicationTest?method=hasCommand}\"\n";
        service = TestService.start(
                folder,
                variables(),
                routes -> routes.replace(
                        next, "        - bean: {beanType: " + NextOne.class.getName() + ", method: look}\n" + next),
                Clock.systemUTC());
        backup = service.backup();
    }

    private Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_TEST_COMMAND", "program");
        return variables;
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    @Test
    void whatComesAfterTheComparisonSeesMaskedDataOnly() throws Exception {
        Files.writeString(
                scripts.resolve("10-people.sql"),
                "\uFEFF-- nobody's name\nUPDATE people SET name = 'person ' || id; -- one; by one\n"
                        + "DO $$ BEGIN PERFORM 'a;b'; END $$;");
        Files.writeString(scripts.resolve("20-log.sql"), "TRUNCATE log; INSERT INTO log SELECT min(name) FROM people");
        Files.writeString(scripts.resolve(".20-log.sql"), "an editor's");

        Operation test = test();

        assertThat(test.problem()).isNull();
        assertThat(seen).containsExactlyInAnyOrder("1 person 1", "2 person 2", "log person 1");
        assertThat(programRan).exists();
        String certificate = certificate();
        assertThat(Json.MAPPER.readTree(certificate).at("/compared/masking/scripts"))
                .extracting(name -> name.asText())
                .containsExactly("10-people.sql", "20-log.sql");
        assertThat(Databases.query(source, "SELECT name FROM people ORDER BY id"))
                .containsExactly("Ada Lovelace", "Grace Hopper");
    }

    @Test
    void nobodyIsLetToADatabaseThatCouldNotBeMasked() throws Exception {
        Files.writeString(scripts.resolve("10-people.sql"), "UPDATE people SET name = 'Ada Lovelace'");

        Operation test = test();

        assertThat(test.problem().sentence())
                .contains("10-people.sql failed, and nobody was let to", "duplicate key", "HINT:");
        assertThat(test.problem().toString()).doesNotContain("Lovelace");
        assertThat(programRan).doesNotExist();
        assertThat(seen).isEmpty();
        assertThat(certificate()).contains("\"failed\"").doesNotContain("Lovelace");
        assertThat(Databases.query(
                        TestCluster.sandbox().url("postgres"),
                        "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox_%'"))
                .isEmpty();
        assertThat(Folders.scratch(folder.resolve("work"))).isEmpty();
    }

    @Test
    void aScriptThatCannotBeReadFailsBeforeTheRestore() throws Exception {
        Files.write(scripts.resolve("10-people.sql"), new byte[] {(byte) 0xC3, (byte) 0x28});

        Operation test = test();

        assertThat(test.problem().sentence())
                .contains("The masking script 10-people.sql is not text in UTF-8", "HINT:");
        assertThat(test.result()).doesNotContainKey("rows");
        assertThat(programRan).doesNotExist();
    }

    private Operation test() {
        return service.test(TestType.QUICK, TestService.ref(backup));
    }

    private String certificate() {
        return Awaitility.await()
                .until(
                        () -> Databases.query(catalog, "SELECT certificate FROM zencap.backup_restoration_tests"),
                        all -> all.size() == 1)
                .get(0);
    }
}
