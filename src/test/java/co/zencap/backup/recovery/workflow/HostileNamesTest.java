package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.api.Answer;
import co.zencap.backup.api.TableResource;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.table.TableWish;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database, roles, schemas, tables, columns, folders and files with names that are commands to a shell, to psql, to SQL, to
 * Camel, to printf and to a terminal: from the backup over each proof to each way back they are nothing but names.
 */
class HostileNamesTest {
    /** What any of the commands would leave. */
    private static final Path MARK = Path.of("/tmp/zcmark");

    private static final String TOUCH = "touch " + MARK;
    private static final Caller ANNA = new Caller("anna", Role.RECOVERY, Optional.of("key-1"), "192.0.2.7");

    private static final List<String> NAMES = List.of(
            ";" + TOUCH + ";",
            "$(" + TOUCH + ")",
            "`" + TOUCH + "`",
            "|" + TOUCH,
            "'",
            "\"; DROP SCHEMA public CASCADE; --",
            "a\n\\! " + TOUCH + "\n",
            "a\nCOPY t TO PROGRAM '" + TOUCH + "';",
            "\\copy",
            "\\",
            "%s%n%d%",
            "${env:HOME}${body}",
            "{{env:HOME}}",
            "#{1+1}",
            "-rf",
            "--clean",
            "*",
            "~",
            " ",
            "\u202Egpj.exe",
            "a\u200Bb",
            "\u001b[2J\u001b]0;x\u0007",
            "a\tb\rc",
            "CON",
            "n".repeat(63),
            "ü".repeat(31));

    @TempDir
    Path folder;

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getLoggerName() + " " + new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private PostgresUrl source;
    private PostgresUrl catalog;
    private Path uploads;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Files.deleteIfExists(MARK);
        Logger.getLogger("").addHandler(listening);
        folder = folder.toRealPath();
        String name = "-d;" + TOUCH + ";$(" + TOUCH + ")'\"\\%s{{x}}${y}\u202E";
        source = TestCluster.createDatabase(name + "x".repeat(63 - name.getBytes(StandardCharsets.UTF_8).length));
        catalog = TestCluster.createDatabase();
        for (String each : NAMES) {
            String quoted = quoted(each);
            Databases.execute(
                    source,
                    "CREATE ROLE " + role(each),
                    "CREATE SCHEMA " + quoted + " AUTHORIZATION " + role(each),
                    "CREATE TABLE " + quoted + "." + quoted + " (" + quoted + " int PRIMARY KEY, note text DEFAULT "
                            + literal(each) + ")",
                    "COMMENT ON TABLE " + quoted + "." + quoted + " IS " + literal(each),
                    "INSERT INTO " + quoted + "." + quoted + " SELECT i FROM generate_series(1, 5) i",
                    "GRANT SELECT ON " + quoted + "." + quoted + " TO " + role(each));
        }
        uploads = Files.createDirectories(folder.resolve("srv/-rf $(" + TOUCH.replace('/', '_') + ");'\"{{x}}${y}"));
        for (String each : NAMES) {
            String file = each.replace('/', '_');
            Files.writeString(
                    Files.createDirectories(uploads.resolve("in " + file)).resolve(file), each);
            Files.writeString(uploads.resolve(file), each);
            Files.createSymbolicLink(uploads.resolve(file + " link"), Path.of("../../../../etc/" + file));
        }
        service = Recoveries.start(
                folder,
                source,
                catalog,
                routes -> routes,
                Map.of(
                        "BACKUP_FILE_SETS",
                        "uploads=" + uploads,
                        "TEST_POSTGRES_URL",
                        Databases.text(TestCluster.sandbox().url("postgres"))));
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        Logger.getLogger("").removeHandler(listening);
        Databases.execute(catalog, "DROP DATABASE " + quoted(source.database()) + " WITH (FORCE)");
        for (String kept : Databases.query(catalog, "SELECT datname FROM pg_database WHERE datname LIKE '-d;%'")) {
            Databases.execute(catalog, "DROP DATABASE " + quoted(kept) + " WITH (FORCE)");
        }
        for (String each : NAMES) {
            Databases.execute(catalog, "DROP ROLE " + role(each));
        }
    }

    @Test
    void aNameIsANameFromTheBackupToEachWayBack() throws Exception {
        Map<String, String> files = FileTrees.describe(uploads);
        List<String> database = database();

        Operation backup =
                service.backup(Kind.FULL, service.settings().fullTarget().value());
        assertThat(backup.problem()).isNull();
        assertThat(service.verify(TestService.ref(backup)).problem()).isNull();
        for (TestType type : List.of(TestType.QUICK, TestType.FULL)) {
            assertThat(service.test(type, TestService.ref(backup)).problem())
                    .as(type.name())
                    .isNull();
        }
        tablesComeBack(backup.backupId());

        for (String each : NAMES.subList(0, 8)) {
            Databases.execute(source, "DROP SCHEMA " + quoted(each) + " CASCADE");
            Files.delete(uploads.resolve(each.replace('/', '_')));
        }
        Operation recovery =
                Recoveries.run(service, "{\"confirmed\":true,\"recoveryType\":\"full\",\"withoutSafetyBackup\":true}");
        assertThat(recovery.problem()).isNull();
        assertThat(database()).isEqualTo(database);
        assertThat(FileTrees.describe(uploads)).isEqualTo(files);

        assertThat(MARK).doesNotExist();
        assertThat(logged).isNotEmpty();
        assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain("\u001b", "\u0007", "\r"));
    }

    /** Each beside its live one, compared with it, and its rows brought back. */
    private void tablesComeBack(String backupId) throws Exception {
        TableResource tables = Recoveries.bean(service, "tableResource", TableResource.class);
        List<String> wishes =
                NAMES.stream().map(each -> TableWish.shown(each, each)).toList();
        String body = Json.MAPPER.writeValueAsString(Map.of("tables", wishes, "backupId", backupId));
        for (String each : NAMES) {
            Databases.execute(
                    source, "DELETE FROM " + quoted(each) + "." + quoted(each) + " WHERE " + quoted(each) + " < 3");
        }
        Operation restored = await(tables.restore(body, "application/json", ANNA));
        assertThat(restored.problem()).isNull();
        assertThat(restored.result()).containsEntry("tables", NAMES.size());
        String schema = (String) restored.result().get("schema");
        for (String wish : wishes) {
            Operation compared = await(tables.compare(
                    schema, null, Json.MAPPER.writeValueAsString(Map.of("table", wish)), "application/json"));
            assertThat(compared.problem()).as(wish).isNull();
            assertThat(compared.result()).as(wish).containsEntry("missing", 2L);
        }
        Operation copied = await(tables.copyBack(schema, null, "{\"confirmed\":true}", "application/json", ANNA));
        assertThat(copied.problem()).isNull();
        assertThat(tables.drop(schema, null, ANNA).status()).isEqualTo(200);
    }

    private Operation await(Answer answer) throws Exception {
        JsonNode begun = Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(answer.body()));
        return service.await(begun.path("operationId").asText());
    }

    /** What is in it: names, owners, comments, rights, rows. */
    private List<String> database() {
        var all = new ArrayList<>(Databases.query(
                source,
                "SELECT concat_ws(' / ', nspname, relname, pg_get_userbyid(nspowner), obj_description(c.oid, 'pg_class'),"
                        + " relacl::text) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                        + " WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema|zencap)' ORDER BY 1"));
        for (String each : NAMES) {
            all.addAll(Databases.query(
                    source,
                    "SELECT " + quoted(each) + " || note FROM " + quoted(each) + "." + quoted(each) + " ORDER BY 1"));
        }
        return all;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Roles are all of the server's databases': no names that it keeps for itself, and none that is another's. */
    private static String role(String name) {
        return quoted(name.length() > 60 ? name : name + "h");
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
