package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recoveries of a critical database, which lose less than its last dump would. */
class LogRecoveryRoutesTest {
    private static final String OPTIONS = "\"recoveryType\":\"database_only\",\"withoutSafetyBackup\":true";

    @TempDir
    Path folder;

    private LocalCluster cluster;
    private PostgresUrl shop;
    private PostgresUrl books;
    private PostgresUrl catalog;
    private TestService service;
    private Operation dump;

    private void start(UnaryOperator<String> edit) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        cluster = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
        // As packages of some distributions have it; a copy must not take this folder for its own.
        Path data = cluster.home().resolve("data");
        Files.writeString(
                data.resolve("postgresql.conf"), "\ndata_directory = '" + data + "'\n", StandardOpenOption.APPEND);
        shop = cluster.createDatabase("shop");
        books = cluster.createDatabase("books");
        catalog = TestCluster.createDatabase();
        // The copy has to have one of its own: the original goes on meanwhile.
        Path fast = Files.createDirectory(cluster.home().resolve("fast"));
        Files.setOwner(fast, Files.getOwner(data));
        Databases.execute(
                shop,
                "CREATE ROLE clerk",
                "CREATE TABLESPACE fast LOCATION '" + fast + "'",
                "CREATE TABLE orders (id int PRIMARY KEY, what text) TABLESPACE fast",
                "ALTER TABLE orders OWNER TO clerk",
                "INSERT INTO orders SELECT i, 'dumped' FROM generate_series(1, 100) i");
        Databases.execute(
                books,
                "CREATE TABLE ledger (id int PRIMARY KEY, what text)",
                "INSERT INTO ledger SELECT i, 'dumped' FROM generate_series(1, 10) i");
        service = Recoveries.start(
                folder,
                shop,
                catalog,
                edit,
                Map.of(
                        "BOOKS_URL",
                        Databases.text(books),
                        "BACKUP_CRITICAL_TARGETS",
                        "shop",
                        "BACKUP_WAL_MAX_SEGMENT_SECONDS",
                        "5",
                        "BACKUP_SANDBOX_BIN",
                        TestCluster.binaries().bin().toString()));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> queries().newestBackups().containsKey("shop-base"));
        dump = service.backup();
        assertThat(dump.problem()).isNull();
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        cluster.delete();
    }

    private CatalogQueries queries() {
        return Recoveries.bean(service, "catalogQueries", CatalogQueries.class);
    }

    /** An instant between two transactions, and the mistake that follows it; all of it can be recovered. */
    private Instant sellAndThenLoseAll() throws InterruptedException {
        return sellAndThen("DELETE FROM orders");
    }

    private Instant sellAndThen(String mistake) throws InterruptedException {
        Databases.execute(shop, "INSERT INTO orders SELECT i, 'logged' FROM generate_series(101, 150) i");
        Thread.sleep(20);
        Instant before = Instant.now();
        Thread.sleep(20);
        Databases.execute(shop, mistake);
        Instant after = Instant.now();
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> WalWindow.of(queries(), "shop-base")
                .map(WalWindow::newest)
                .filter(after::isBefore)
                .isPresent());
        return before;
    }

    private List<String> orders() {
        return Databases.query(shop, "SELECT what || ' ' || count(*) FROM orders GROUP BY what ORDER BY what");
    }

    @Test
    void whatWasCommittedAfterTheDumpComesBackToTheInstantThatIsNamed() throws Exception {
        start(routes -> routes);
        Instant before = sellAndThenLoseAll();
        String at = "\"backupTimestamp\":\"" + before + "\"";

        JsonNode plan = Recoveries.ask(service, "{\"dryRun\":true," + OPTIONS + "," + at + "}")
                .path("plan");

        assertThat(plan.at("/log/shows").asText()).isEqualTo(before.toString());
        assertThat(plan.at("/loss/from").asText()).isEqualTo(before.toString());
        assertThat(plan.at("/loss/objectiveSeconds").asInt())
                .as("of a critical target")
                .isEqualTo(900);
        assertThat(plan.at("/backup/id").asText()).isEqualTo(dump.backupId());
        assertThat(plan.path("notes").toString()).contains("later than the dump of");

        Operation recovery = Recoveries.run(service, "{\"confirmed\":true," + OPTIONS + "," + at + "}");

        assertThat(recovery.problem()).isNull();
        assertThat(orders()).containsExactly("dumped 100", "logged 50");
        assertThat(Databases.query(shop, "SELECT tableowner FROM pg_tables WHERE tablename = 'orders'"))
                .containsExactly("clerk");
        assertThat(recovery.backupId()).isNotEqualTo(dump.backupId());
        assertThat(Databases.query(shop, "SELECT rolname FROM pg_roles WHERE rolname LIKE '%zencap%'"))
                .as("roles of the copy")
                .isEmpty();
        RecoveryRecord record = Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class)
                .find(recovery.id())
                .orElseThrow();
        assertThat(record.steps()).extracting(RecoveryRecord.Begun::step).contains(RecoveryStep.REPLAY);
        assertThat(record.verified().rows()).isEqualTo(150);
        assertThat(record.notes()).anyMatch(note -> note.contains("write-ahead log") && note.contains("were replayed"));
        assertThat(
                        Databases.query(
                                catalog,
                                "SELECT certificate::json #>> '{lost,changesFrom}' FROM zencap.backup_recoveries WHERE state = 'succeeded'"))
                .containsExactly(before.toString());
        assertThat(Folders.scratch(folder.resolve("work")))
                .noneMatch(file -> file.toString().contains("recovery-"));

        // The state of before is another database of the same server, and can be put back.
        Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + record.id() + "\"}");
        assertThat(undo.problem()).isNull();
        assertThat(orders()).isEmpty();
    }

    /** The copy's server stops in the midst of the drop, and holds its lock until it is promoted. */
    @Test
    void aTableThatWasDroppedComesBackAsItWasTheMomentBefore() throws Exception {
        start(routes -> routes);
        Instant before = sellAndThen("DROP TABLE orders");

        Operation recovery =
                Recoveries.run(service, "{\"confirmed\":true," + OPTIONS + ",\"backupTimestamp\":\"" + before + "\"}");

        assertThat(recovery.problem()).isNull();
        assertThat(orders()).containsExactly("dumped 100", "logged 50");
    }

    @Test
    void withoutAnInstantTheLastThatWasCommittedComesBackAndTheDumpWhereItIsAskedFor() throws Exception {
        start(routes -> routes);
        Databases.execute(shop, "INSERT INTO orders SELECT i, 'logged' FROM generate_series(101, 150) i");
        Instant sold = Instant.now();
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> WalWindow.of(queries(), "shop-base")
                .map(WalWindow::newest)
                .filter(sold::isBefore)
                .isPresent());

        Operation recovery = Recoveries.run(service, "{\"confirmed\":true," + OPTIONS + "}");

        assertThat(recovery.problem()).isNull();
        assertThat(orders()).containsExactly("dumped 100", "logged 50");

        JsonNode plan = Recoveries.ask(
                        service,
                        "{\"dryRun\":true,\"fromDump\":true,\"backupTimestamp\":\"" + sold + "\"," + OPTIONS + "}")
                .path("plan");
        assertThat(plan.hasNonNull("log")).isFalse();
        assertThat(plan.at("/backup/id").asText()).isEqualTo(dump.backupId());
        assertThat(plan.path("notes").toString()).contains("so it was asked for");
    }

    @Test
    void aFurtherDatabaseOfTheClusterComesBackByTheSameLogAndTheOthersStay() throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve("home/config")).resolve("targets.yaml"),
                "targets: {books: {database: BOOKS_URL, critical: true}}");
        start(routes -> routes);
        service.backup(Manifest.Kind.DATABASE, "books");
        Databases.execute(books, "INSERT INTO ledger SELECT i, 'logged' FROM generate_series(11, 15) i");
        Instant before = sellAndThenLoseAll();
        String wish = "\"target\":\"books\"," + OPTIONS + ",\"backupTimestamp\":\"" + before + "\"";

        JsonNode plan =
                Recoveries.ask(service, "{\"dryRun\":true," + wish + "}").path("plan");
        Databases.execute(books, "DELETE FROM ledger");
        Operation recovery = Recoveries.run(service, "{\"confirmed\":true," + wish + "}");

        assertThat(plan.at("/log/shows").asText()).isEqualTo(before.toString());
        assertThat(recovery.problem()).isNull();
        assertThat(Databases.query(books, "SELECT what || ' ' || count(*) FROM ledger GROUP BY what ORDER BY what"))
                .containsExactly("dumped 10", "logged 5");
        assertThat(orders()).as("of the primary database").isEmpty();
        assertThat(queries().newestBackups().get("books").id())
                .as("the dump of the copy is a backup of the same target")
                .isEqualTo(recovery.backupId());
    }

    @Test
    void whatFailsWhileItIsDumpedLeavesProductionAsItWasAndNothingElse() throws Exception {
        start(routes -> Recoveries.insert(
                routes,
                "logReplay",
                "use",
                true,
                "- throwException: {exceptionType: java.io.IOException, message: injected failure}"));
        Instant before = sellAndThenLoseAll();

        Operation recovery =
                Recoveries.run(service, "{\"confirmed\":true," + OPTIONS + ",\"backupTimestamp\":\"" + before + "\"}");

        assertThat(recovery.problem().detail()).contains("injected failure", "Production is as it was");
        assertThat(orders()).isEmpty();
        assertThat(Databases.query(shop, "SELECT datname FROM pg_database WHERE datname LIKE 'shop\\_%'"))
                .isEmpty();
        assertThat(Folders.scratch(folder.resolve("work")))
                .noneMatch(file -> file.toString().contains("recovery-"));
        assertThat(service.operations().stream()
                        .filter(each ->
                                each.kind() == Kind.BACKUP && recovery.id().equals(each.parentId())))
                .singleElement()
                .matches(each -> !each.isRunning());
    }
}
