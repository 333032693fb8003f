package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupRequest;
import co.zencap.backup.backup.BackupSchedules;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A starting node says what was cut off, and leaves alone what other nodes are doing. */
class InterruptedOperationsTest {
    private static final String[] INTERRUPTED = {
        "ours",
        "ours, begun by a clock that went ahead",
        "of one that died",
        "of one that died, begun by a clock that went ahead"
    };

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void onlyWhatNobodyDoesAnyMoreIsMarked() throws Exception {
        String node;
        try (TestService service = start()) {
            service.backup();
            node = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> Databases.query(catalog, "SELECT node FROM zencap.backup_nodes"),
                            nodes -> !nodes.isEmpty())
                    .get(0);
        }
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_nodes VALUES ('alive', now() + interval '1 hour'), ('dead', now() - interval '11 minutes')");
        insert("ours", node, 1);
        insert("ours, begun by a clock that went ahead", node, -600);
        insert("of a namesake", node.replaceAll("#.*", "#namesake"), 60);
        insert("of one that is alive", "alive", 60);
        insert("of one that is alive, begun long ago", "alive", 6000);
        insert("of one that died, begun by a clock that went ahead", "dead", -600);
        insert("of one that died", "dead", 60);
        insert("of one that nobody has seen yet", "new", 1);

        var namesake = new Catalog(catalog, "zencap");
        var session = namesake.dataSource().getConnection();
        session.createStatement()
                .execute("SELECT pg_advisory_lock(hashtext('zencap process'), hashtext('"
                        + node.replaceAll("#.*", "#namesake") + "'))");
        try (session;
                TestService service = start()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(failed())
                    .containsExactlyInAnyOrder(INTERRUPTED));
            assertThat(service.backup().problem()).isNull();
            assertThat(failed()).containsExactlyInAnyOrder(INTERRUPTED);
        }
        namesake.close();
        assertThat(Databases.query(catalog, "SELECT cause || ' ' || times FROM zencap.backup_monitoring_alerts"))
                .containsExactly("backup/" + source.database().replace('_', '-') + "/cut off " + INTERRUPTED.length);
    }

    /** They may have the same machine's name and folder, as clones of one machine do, and one starts while the other works. */
    @Test
    void namesakesLeaveEachOthersOperationsAlone() throws Exception {
        onMachine("one");
        try (TestService first = start()) {
            String process = awaitProcesses(1).get(0);
            insert("of the first", process, 30);
            onMachine("other");
            try (TestService second = start()) {
                awaitProcesses(2);
                assertThat(second.backup().problem()).isNull();
                assertThat(first.backup().problem()).isNull();
                assertThat(failed()).isEmpty();
            }
        }
    }

    /** The same path leads to a folder of each machine's own. */
    private void onMachine(String name) throws IOException {
        Path work = folder.resolve("work");
        Files.deleteIfExists(work);
        Files.createSymbolicLink(work, Files.createDirectory(folder.resolve(name)));
    }

    /** Whether it was cut off is told when the catalog can be asked; when the next backup is due must not wait for that. */
    @Test
    void whatWasCutOffIsMadeUpForBeforeAnybodyHasSaidSo() throws Exception {
        String process;
        try (TestService before = start()) {
            assertThat(before.backup().problem()).isNull();
            process = awaitProcesses(1).get(0);
        }
        insert("cut off", process, -110);
        var later = new JumpingClock();
        later.jump(Duration.ofHours(2));
        var hourly = new HashMap<>(variables());
        hourly.put("BACKUP_SCHEDULE_DATABASE", "60");
        UnaryOperator<String> nobodySays = routes -> routes.replace(
                        "report-interrupted?period=600000&delay=1000", "report-interrupted?period=600000&delay=600000")
                .replace("follow-up-backups?period=60000&delay=60000", "follow-up-backups?period=600000&delay=600000")
                .replace("start-schedule?repeatCount=1&delay=0", "start-schedule?repeatCount=1&delay=600000");

        try (TestService service = TestService.start(folder, hourly, nobodySays, later)) {
            var schedules = service.bean("backupSchedules", BackupSchedules.class);

            assertThat(schedules.followUp(true)).singleElement().isInstanceOf(BackupRequest.class);
        }
    }

    private List<String> awaitProcesses(int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(
                        () -> Databases.query(catalog, "SELECT node FROM zencap.backup_nodes ORDER BY seen_at"),
                        nodes -> nodes.size() == count);
    }

    /** The row was read while its process was thought dead; until it is written, it has said that it is alive. */
    @Test
    void whoCameBackMeanwhileIsNotMarked() throws Exception {
        try (TestService service = start()) {
            awaitProcesses(1);
        }
        Databases.execute(catalog, "INSERT INTO zencap.backup_nodes VALUES ('slow', now() - interval '11 minutes')");
        insert("slow one", "slow", 60);
        String record = statement("record-interruption")
                .replace(":#id", "'slow one'")
                .replace(":#problem", "'{}'")
                .replace(":#process", "'me'")
                .replace(":#node", "'me'")
                .replace(":#starting", "'true'");
        Databases.execute(catalog, "UPDATE zencap.backup_nodes SET seen_at = now() WHERE node = 'slow'");

        Databases.execute(catalog, "SET search_path = zencap", record);
        assertThat(failed()).isEmpty();

        Databases.execute(
                catalog,
                "UPDATE zencap.backup_nodes SET seen_at = now() - interval '11 minutes' WHERE node = 'slow'",
                "SET search_path = zencap",
                record);
        assertThat(failed()).containsExactly("slow one");
    }

    /** A person who reads the list must not be told to begin a recovery again that goes on by itself. */
    @Test
    void theOperationSaysOfEachKindWhatTheAlertSays() throws Exception {
        String node;
        try (TestService service = start()) {
            node = awaitProcesses(1).get(0);
        }
        for (Kind kind : Kind.values()) {
            insert(kind.toString(), kind, node, 1);
        }

        try (TestService service = start()) {
            Awaitility.await().untilAsserted(() -> assertThat(failed()).hasSize(Kind.values().length));
        }

        for (Kind kind : Kind.values()) {
            assertThat(Databases.query(
                            catalog,
                            "SELECT concat_ws(' ', problem->>'title', problem->>'detail', problem->>'hint') FROM"
                                    + " zencap.backup_operations WHERE id = '" + kind + "'"))
                    .isEqualTo(Databases.query(
                            catalog,
                            "SELECT concat_ws(' ', title, detail, hint) FROM zencap.backup_monitoring_alerts WHERE"
                                    + " component = '" + kind + "'"))
                    .first()
                    .asString()
                    .contains("was cut off");
        }
        assertThat(
                        Databases.query(
                                catalog,
                                "SELECT problem->>'detail' FROM zencap.backup_operations WHERE id IN ('recovery', 'copy-back')"))
                .noneMatch(detail -> detail.contains("what it left is removed"))
                .hasSize(2);
    }

    private static String statement(String name) throws IOException {
        try (var sql = Catalog.class.getResourceAsStream(name + ".sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> failed() {
        return Databases.query(catalog, "SELECT id FROM zencap.backup_operations WHERE state = 'failed'");
    }

    private void insert(String id, String node, int minutesAgo) {
        insert(id, Kind.BACKUP, node, minutesAgo);
    }

    private void insert(String id, Kind kind, String node, int minutesAgo) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, node) VALUES ('" + id
                        + "', '" + kind + "', '" + source.database().replace('_', '-')
                        + "', 'running', 'dump', now() - interval '" + minutesAgo
                        + " minutes', '" + node + "')");
    }

    private TestService start() throws Exception {
        return TestService.start(folder, variables());
    }

    private Map<String, String> variables() {
        return Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(catalog),
                "BACKUP_TARGET", source.database().replace('_', '-'),
                "BACKUP_TEST_AFTER_BACKUP", "false");
    }
}
