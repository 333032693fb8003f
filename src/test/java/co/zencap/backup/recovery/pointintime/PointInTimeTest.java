package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.cli.AtTheWorstDay;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.pointintime.Ledger.Mark;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server under load is killed and its data directory deleted, and with it the service's folders and the catalog. What is
 * left is a bucket and a key, and what the writers remember.
 */
class PointInTimeTest {
    private static final int INSTANTS = 10;

    /** The objective for critical data is 15 minutes; this is what the service itself promises. */
    private static final Duration LOSS = Duration.ofSeconds(15);

    @TempDir
    static Path lost;

    private static S3TestSettings bucket;
    private static Path lostHome;
    private static Ledger ledger;
    private static final List<Mark> marks = new ArrayList<>();
    private static Instant killed;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeAndLoseEverything() throws Exception {
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        lostHome = TestCluster.newHome();
        LocalCluster production = Machine.start(lostHome);
        PostgresUrl shop = production.createDatabase("shop");
        Ledger.open(shop);
        Map<String, String> variables = CriticalShop.variables(bucket, shop, TestCluster.createDatabase());
        variables.put("BACKUP_WAL_MAX_SEGMENT_SECONDS", "10");
        try (TestService service = TestService.start(lost, variables)) {
            ledger = Ledger.write(shop, 3);
            service.awaitBackup("shop-base");
            var random = new Random(20261126);
            for (int i = 0; i < INSTANTS; i++) {
                Thread.sleep(500 + random.nextInt(2500));
                marks.add(ledger.mark());
            }
            Thread.sleep(3000);
            killed = Instant.now();
            Machine.destroy(production);
            ledger.close();
            whatTheCatalogKnows(service);
        }
        FileTree.delete(lost.resolve("repository"));
        FileTree.delete(lost.resolve("work"));
    }

    private static void whatTheCatalogKnows(TestService service) {
        WalWindow window = service.wal("shop-base").orElseThrow();
        assertThat(window.newest()).isBetween(killed.minus(LOSS), killed);
        assertThat(window.gap()).isNull();
    }

    @AfterAll
    static void deleteWhatIsLost() throws Exception {
        FileTree.delete(lostHome);
    }

    @Test
    void theLastSecondsComeBackAndTheBooksAreBalanced() throws Exception {
        Path home = TestCluster.newHome();
        var day = ClusterFromBucket.day(bucket, folder);

        JsonNode told = recover(day, home);

        assertThat(owners(home.resolve("data"))).hasSize(1).doesNotContain("0:0");
        try (LocalCluster recovered = Machine.startRecovered(home, lostHome)) {
            PostgresUrl shop = recovered.url("shop");
            Set<Integer> found = Ledger.transfers(shop);
            var missing = new TreeSet<>(ledger.committed().keySet());
            missing.removeAll(found);
            Duration loss = missing.stream()
                    .map(id -> Duration.between(ledger.committed().get(id), killed))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            System.out.printf(
                    "%d transfers committed, %d lost, the oldest of them %d ms before the end%n",
                    ledger.committed().size(), missing.size(), loss.toMillis());
            assertThat(found).hasSizeGreaterThan(500);
            assertThat(loss).isLessThan(LOSS);
            assertThat(Ledger.wrongAccounts(shop)).isEmpty();
            assertThat(Ledger.total(shop)).isEqualTo(Ledger.expectedTotal());
            // No hole: what is lost is the end.
            assertThat(missing).allMatch(id -> ledger.committed().get(id).isAfter(killed.minus(LOSS)));
            assertThat(told.at("/recovered/promoted").asBoolean()).isTrue();
            assertThat(told.at("/recovered/tables").asInt()).isGreaterThan(100);
            assertThat(Databases.query(shop, "SELECT pg_is_in_recovery()")).containsExactly("f");
            Databases.execute(shop, "UPDATE accounts SET balance = balance");
        } finally {
            FileTree.delete(home);
        }
    }

    /** User and group of all that is in a folder, and of itself. */
    private static Set<String> owners(Path folder) throws IOException {
        var owners = new TreeSet<String>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                owners.add(Files.getAttribute(each, "unix:uid", LinkOption.NOFOLLOW_LINKS) + ":"
                        + Files.getAttribute(each, "unix:gid", LinkOption.NOFOLLOW_LINKS));
            }
        }
        return owners;
    }

    @Test
    void tenRandomInstantsShowExactlyWhatWasCommittedByThen() throws Exception {
        for (Mark mark : marks) {
            try (ClusterFromBucket recovered = ClusterFromBucket.of(
                    bucket, folder, lostHome, "--at", mark.at().toString())) {
                PostgresUrl shop = recovered.url("shop");
                assertThat(Ledger.transfers(shop)).as("%s", mark.at()).isEqualTo(mark.transfers());
                assertThat(Ledger.wrongAccounts(shop)).isEmpty();
                assertThat(Ledger.total(shop)).isEqualTo(Ledger.expectedTotal());
            }
        }
    }

    @Test
    void aRestorePointAPlaceAndATransactionAreFound() throws Exception {
        Map<String, Mark> points = Map.of(
                "--at-restore-point", marks.get(2),
                "--at-lsn", marks.get(4),
                "--at-xid", marks.get(6));
        for (String option : points.keySet()) {
            Mark mark = points.get(option);
            String value =
                    switch (option) {
                        case "--at-restore-point" -> mark.name();
                        case "--at-lsn" -> mark.place();
                        default -> mark.transaction();
                    };
            try (ClusterFromBucket recovered = ClusterFromBucket.of(bucket, folder, lostHome, option, value)) {
                assertThat(Ledger.transfers(recovered.url("shop")))
                        .as("%s %s", option, value)
                        .isEqualTo(mark.transfers());
            }
        }
    }

    @Test
    void whatTheLogDoesNotHoldIsRefusedAndSaysWhatItHolds() throws Exception {
        Path home = TestCluster.newHome();
        var day = ClusterFromBucket.day(bucket, folder);

        assertThat(day.recoverCluster("--list", "--json")).isEqualTo(ExitStatus.OK);
        JsonNode only = Json.MAPPER.readTree(day.out()).get(0);
        assertThat(only.path("usable").asBoolean()).isTrue();
        Instant newest = Instant.parse(only.path("newest").asText());
        assertThat(newest).isBetween(killed.minus(LOSS), killed);

        String folder = home.resolve("data").toString();
        assertThat(day.recoverCluster(
                        "--cluster-to", folder, "--at", killed.plusSeconds(3600).toString()))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(day.err()).contains("The log does not reach", "HINT", newest.toString());
        assertThat(day.recoverCluster("--cluster-to", folder, "--at", "2026-01-01"))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(day.err())
                .contains("No base backup leads to", only.path("oldest").asText());
        assertThat(Files.exists(home.resolve("data"))).isFalse();

        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/PG_VERSION"), "15");
        assertThat(day.recoverCluster(
                        "--cluster-to",
                        folder,
                        "--server-bin",
                        TestCluster.binaries().bin().toString()))
                .isEqualTo(ExitStatus.FAILED);
        assertThat(day.err()).contains("is not empty");
        FileTree.delete(home);
    }

    private JsonNode recover(AtTheWorstDay day, Path home, String... more) throws Exception {
        var all = new ArrayList<>(ClusterFromBucket.to(TestCluster.binaries(), home));
        all.addAll(List.of("--promote", "--json"));
        all.addAll(List.of(more));
        int status = day.recoverCluster(all.toArray(String[]::new));
        assertThat(status).as(day.err()).isEqualTo(ExitStatus.OK);
        return Json.MAPPER.readTree(day.out());
    }
}
