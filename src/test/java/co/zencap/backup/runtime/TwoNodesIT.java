package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged servers of one service: the same catalog and local repository, and each its own work folder. */
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final Map<String, Map<String, String>> installed = new HashMap<>();
    private final List<LibertyProcess> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(LibertyProcess::close);
    }

    /** The same again is the same node, after a restart. Its backups come more often than settings allow. */
    private LibertyProcess start(String node) throws Exception {
        Path home = folder.resolve(node);
        if (!installed.containsKey(node)) {
            Files.createDirectory(home);
            installed.put(
                    node,
                    Installation.in(home)
                            .variables(
                                    source,
                                    catalog,
                                    Map.of(
                                            "BACKUP_LOCAL_DIR",
                                            folder.resolve("repository").toString(),
                                            "BACKUP_WORK_DIR",
                                            home.resolve("work").toString(),
                                            "BACKUP_SCHEDULE_DATABASE",
                                            "0 0 0 1 1 ?",
                                            "BACKUP_TEST_AFTER_BACKUP",
                                            "false")));
        }
        Path schedule = home.resolve("routes/schedule.camel.yaml");
        Files.writeString(schedule, Files.readString(schedule).replace("{{schedule.database}}", "cron=0/10+*+*+*+*+?"));
        var server = LibertyProcess.start(home, home.resolve("server"), installed.get(node));
        servers.add(server);
        server.awaitStarted(PATIENCE);
        return server;
    }

    @Test
    void eachTimerFiresOnceAndADeadNodesWorkIsTakenOver() throws Exception {
        Databases.fill(source);
        LibertyProcess first = start("first");
        LibertyProcess second = start("second");
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(backups("state = 'succeeded'"))
                .hasSizeGreaterThan(5));
        assertThat(Databases.query(
                        catalog,
                        "SELECT count(*) - count(DISTINCT floor(extract(epoch FROM started_at) / 10)) FROM"
                                + " zencap.backup_operations WHERE kind = 'backup'"))
                .as("backups beside the first of each ten seconds")
                .containsExactly("0");

        // Whichever node begins the next one dies while it waits for a table.
        String dead;
        List<Path> begun;
        try (Connection session = Databases.connect(source);
                Statement sql = session.createStatement()) {
            session.setAutoCommit(false);
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            Awaitility.await().atMost(PATIENCE).until(() -> !backups("state = 'running'")
                    .isEmpty());
            dead = Databases.query(
                            catalog,
                            "SELECT node FROM zencap.backup_operations WHERE kind = 'backup' AND state = 'running'")
                    .get(0);
            Awaitility.await().atMost(PATIENCE).until(() -> !staged().isEmpty());
            begun = staged();
            LibertyProcess victim = isFirst(dead) ? first : second;
            ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();
            Awaitility.await().until(() -> !victim.isAlive());
        }
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        backups("state = 'succeeded' AND node <> '" + dead
                                + "' AND started_at > (SELECT max(started_at) FROM zencap.backup_operations WHERE node = '"
                                + dead + "')"))
                .as("of the node that is left")
                .hasSizeGreaterThan(1));

        LibertyProcess again = start(isFirst(dead) ? "first" : "second");
        assertThat(again.isAlive()).isTrue();
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT problem ->> 'title' FROM zencap.backup_operations WHERE kind = 'backup' AND node = '"
                                + dead + "' AND state = 'failed'"))
                .as("what was cut off")
                .singleElement()
                .asString()
                .contains("cut off"));
        assertThat(begun).as("what the dead node had begun").isNotEmpty().allMatch(Files::notExists);
    }

    /** Folders of backups that nobody has ended. */
    private List<Path> staged() throws IOException {
        try (var folders = Files.walk(folder.resolve("repository"), 2)) {
            return folders.filter(path -> path.getFileName().toString().startsWith(".incomplete-"))
                    .toList();
        }
    }

    /** A node is called by its machine and its work folder. */
    private static boolean isFirst(String node) {
        return node.contains("/first/work");
    }

    private List<String> backups(String condition) {
        return Databases.query(
                catalog, "SELECT id FROM zencap.backup_operations WHERE kind = 'backup' AND " + condition);
    }
}
