package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.recovery.files.SuddenFileEnd;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service dies at each step of a recovery of files, and between its renamings; what the next start makes of that. */
class KilledFileRecoveryIT {
    private static final String RECOVER =
            "{\"confirmed\":true,\"recoveryType\":\"%s\",\"backupTimestamp\":\"%s\"," + "\"withoutSafetyBackup\":true}";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private Path srv;
    private Map<String, String> before;
    private Map<String, String> damaged;
    private Instant backedUp;

    @BeforeEach
    void backUpAndDamage() throws Exception {
        folder = folder.toRealPath();
        srv = folder.resolve("srv");
        Databases.fill(source);
        Path uploads = FileTrees.uploads(srv.resolve("uploads"));
        Path images = Files.createDirectories(srv.resolve("images"));
        Files.writeString(images.resolve("logo.svg"), "<svg/>");
        before = live();
        try (TestService service = start()) {
            Operation full =
                    service.backup(Kind.FULL, service.settings().fullTarget().value());
            assertThat(full.problem()).isNull();
            backedUp = full.endedAt();
        }
        Files.delete(uploads.resolve("link"));
        Files.delete(images.resolve("logo.svg"));
        Databases.execute(source, "DROP TABLE orders", "CREATE TABLE only_live (id int)");
        damaged = live();
    }

    private String fileSets() {
        return "uploads=" + srv.resolve("uploads") + ", images=" + srv.resolve("images");
    }

    private TestService start() throws Exception {
        return start(routes -> routes);
    }

    private TestService start(UnaryOperator<String> edit) throws Exception {
        return Recoveries.start(folder, source, catalog, edit, Map.of("BACKUP_FILE_SETS", fileSets()));
    }

    private void kill(String bean, String method, boolean killBefore, String options) throws Exception {
        assertThat(SuddenStop.run(
                        folder,
                        Map.of(
                                SuddenStop.SOURCE, Databases.text(source),
                                SuddenStop.CATALOG, Databases.text(catalog),
                                SuddenStop.FILE_SETS, fileSets()),
                        bean,
                        method,
                        killBefore,
                        options))
                .as("killed at %s", method)
                .isEqualTo(SuddenStop.STATUS);
    }

    private Map<String, String> live() throws IOException {
        Map<String, String> all = FileTrees.describe(srv);
        all.keySet().removeIf(name -> name.isEmpty() || name.startsWith(".zencap-recovery-"));
        return all;
    }

    private String newest(String column) {
        return Databases.query(
                        catalog, "SELECT " + column + " FROM zencap.backup_recoveries ORDER BY started_at DESC LIMIT 1")
                .get(0);
    }

    private void awaitState(String state) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(newest("state"))
                .isEqualTo(state));
    }

    private List<Path> sites() throws IOException {
        return Sabotage.sites(srv).stream()
                .filter(site -> site.toString().contains(newest("id")))
                .toList();
    }

    private String undo() {
        return "{\"confirmed\":true,\"undo\":\"" + newest("id") + "\"}";
    }

    private void requireNextStart(String state, Map<String, String> files) throws Exception {
        try (TestService service = start()) {
            awaitState(state);
            assertThat(live()).isEqualTo(files);
            Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                            catalog,
                            "SELECT title FROM zencap.backup_monitoring_alerts WHERE resolved_at IS NULL"
                                    + " AND title LIKE '%has begun'"))
                    .isEmpty());
            assertThat(service.backup(Kind.FILES, "images").problem())
                    .as("neither lock nor pause is left")
                    .isNull();
        }
    }

    @Test
    void beforeTheSwapAllIsAsItWasAndFromItOnItIsFinished() throws Exception {
        String recover = RECOVER.formatted("files_only", backedUp);
        for (String step : List.of("preflight", "restore", "verify", "swap")) {
            kill("recoverySteps", step, true, recover);
            assertThat(sites()).hasSize(List.of("preflight", "restore").contains(step) ? 0 : 2);
            requireNextStart("failed", damaged);
            assertThat(Sabotage.sites(srv)).as("left before %s", step).isEmpty();
        }

        for (int renaming : List.of(2, 3, 4)) {
            kill("recoverySteps", "swap", true, recover);
            assertThat(SuddenFileEnd.run("swap", renaming, sites())).isEqualTo(SuddenStop.STATUS);
            assertThat(live()).isNotEqualTo(damaged).isNotEqualTo(before);
            requireNextStart("succeeded", before);

            kill("recoveryUndo", "swapBack", true, undo());
            assertThat(SuddenFileEnd.run("undo", renaming, sites())).isEqualTo(SuddenStop.STATUS);
            requireNextStart("undone", damaged);
        }

        kill("recoverySteps", "check", true, recover);
        requireNextStart("succeeded", before);
        kill("recoveryUndo", "swapBack", true, undo());
        requireNextStart("succeeded", before);
        kill("recoveryUndo", "swapBack", false, undo());
        requireNextStart("undone", damaged);
        kill("recoveryEndings", "finish", true, recover);
        requireNextStart("succeeded", before);
    }

    /** What is killed in the midst of being taken back is not gone on with: some of it is old again. */
    @Test
    void onceItIsTakenBackAllOfItIs() throws Exception {
        for (int renaming : List.of(1, 3, 100)) {
            kill("recoverySteps", "check", true, RECOVER.formatted("full", backedUp));
            var journal = new RecoveryJournal(folder.resolve("work/recoveries"));
            journal.write(journal.find(newest("id")).orElseThrow().begin(RecoveryStep.TAKE_BACK, Instant.now()));
            SuddenFileEnd.run("undo", renaming, sites());

            requireNextStart("failed", damaged);

            assertThat(tables()).containsExactly("only_live");
        }
    }

    private List<String> tables() {
        return Databases.query(
                source, "SELECT relname FROM pg_class WHERE relname IN ('orders', 'only_live') ORDER BY 1");
    }

    @Test
    void whereTheFilesCanNotFollowTheDatabaseNothingOfThemIsLeft() throws Exception {
        killAfterTheSwapOfTheDatabase();

        try (TestService service = start(routes -> Recoveries.insert(
                routes,
                "recoverySteps",
                "swap",
                true,
                "- throwException: {exceptionType: java.io.IOException, message: injected failure}"))) {
            awaitState("succeeded");

            assertThat(live()).isEqualTo(damaged);
            assertThat(tables()).containsExactly("orders");
            assertThat(Sabotage.sites(srv)).isEmpty();
        }
    }

    @Test
    void betweenTheSwapOfTheDatabaseAndThatOfTheFilesItIsFinished() throws Exception {
        killAfterTheSwapOfTheDatabase();

        requireNextStart("succeeded", before);

        assertThat(tables()).containsExactly("orders");
    }

    /** What is live is neither old nor new meanwhile, and needs nothing of the repository to become new. */
    @Test
    void aHalfMadeSwapIsFinishedWhileTheRepositoryIsAway() throws Exception {
        kill("recoverySteps", "swap", true, RECOVER.formatted("files_only", backedUp));
        assertThat(SuddenFileEnd.run("swap", 2, sites())).isEqualTo(SuddenStop.STATUS);
        assertThat(live()).isNotEqualTo(damaged).isNotEqualTo(before);
        Path backups = backup();
        Path away = Files.move(backups, folder.resolve("away"));

        try (TestService service = start()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreException(NoSuchFileException.class) // it looks while things are renamed
                    .untilAsserted(() -> assertThat(live()).isEqualTo(before));
            Files.move(away, backups);
            awaitState("succeeded");
            RecoveryRecords records = Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class);
            assertThat(records.certificate(newest("id"))).isPresent();
        }
    }

    private Path backup() throws IOException {
        String id = newest("backup_id");
        try (Stream<Path> all = Files.walk(folder, 4)) {
            return all.filter(path -> path.endsWith(id) && path.toString().contains("full"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void killAfterTheSwapOfTheDatabase() throws Exception {
        kill("recoverySteps", "swap", true, RECOVER.formatted("full", backedUp));
        try (DatabaseRecovery database = DatabaseRecovery.open(
                source,
                newest("id"),
                new RestoreTools(Optional.empty(), folder.resolve("other work"), Limits.NONE, 2),
                true)) {
            database.swap(SwapStep.Witness.NONE);
        }
        assertThat(live()).isEqualTo(damaged);
    }
}
