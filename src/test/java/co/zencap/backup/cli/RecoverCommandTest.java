package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.testing.ArchiveTier;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.PythonScripts;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst day: the cluster, the catalog and the local repository are deleted before each of these tests begins. What is
 * left is a bucket and a key.
 */
class RecoverCommandTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String CONTENT = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM ";

    @TempDir
    static Path lost;

    private static S3TestSettings bucket;
    private static LocalCluster machine;
    private static String orders;
    private static Map<String, String> files;
    private static Instant between;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private CapturedTerminal terminal = CapturedTerminal.pipes();
    private Path keyFile;

    @BeforeAll
    static void backUpAndLoseEverything() throws Exception {
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        LocalCluster production = cluster();
        PostgresUrl shop = production.createDatabase("shop");
        Databases.fill(shop);
        Databases.execute(
                shop,
                "CREATE ROLE clerk LOGIN PASSWORD 'secret'",
                "ALTER TABLE orders OWNER TO clerk",
                "CREATE TABLE letters AS SELECT i AS id, repeat(md5(i::text), 60) AS body FROM generate_series(1, 3000) i");
        Path uploads = FileTrees.uploads(lost.resolve("uploads"));
        var variables = new HashMap<String, String>(bucket.variables());
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop)); // and the catalog in it
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        try (TestService service = TestService.start(lost, variables)) {
            upload(service, service.backup());
            between = Instant.parse(Databases.query(
                            shop,
                            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                    .get(0));
            Databases.execute(shop, "UPDATE orders SET body = '{\"paid\": true}' WHERE id <= 100");
            upload(
                    service,
                    service.backup(Kind.FULL, service.settings().fullTarget().value()));
        }
        orders = Databases.query(shop, CONTENT + "orders t").get(0);
        files = FileTrees.describe(uploads);
        production.delete();
        FileTree.delete(lost.resolve("repository"));
        FileTree.delete(uploads);
        machine = cluster();
    }

    private static LocalCluster cluster() throws IOException {
        return LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(), TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of()));
    }

    private static void upload(TestService service, Operation backup) {
        assertThat(service.awaitProof(backup.id()))
                .extracting(Operation::problem)
                .containsOnlyNulls();
    }

    @AfterAll
    static void stop() throws IOException {
        machine.delete();
    }

    @BeforeEach
    void emptyMachine() throws IOException {
        keyFile = Files.writeString(folder.resolve("key"), KEY + "\n");
        environment.put("AWS_ACCESS_KEY_ID", bucket.accessKey());
        environment.put("AWS_SECRET_ACCESS_KEY", bucket.secretKey());
        environment.put("AWS_ENDPOINT_URL_S3", bucket.endpoint().toString());
        environment.put("PGPASSWORD", machine.url("postgres").password().orElseThrow());
    }

    private int recover(String... arguments) {
        terminal = CapturedTerminal.pipes();
        var surroundings = new Surroundings(
                folder, environment, terminal.terminal(), Clock.systemUTC(), () -> TimeUnit.MILLISECONDS.sleep(20));
        return Zencap.run(
                surroundings,
                Stream.concat(Stream.of("recover"), Stream.of(arguments)).toArray(String[]::new));
    }

    private int recoverFromBucket(String... arguments) {
        var all = new ArrayList<>(List.of("--repository", "s3://" + bucket.bucket(), "--key-file", keyFile.toString()));
        all.addAll(List.of(arguments));
        return recover(all.toArray(String[]::new));
    }

    /** As somebody writes it in a command line. */
    private static String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + machine.port() + "/" + database;
    }

    private static String orders(String database) {
        return Databases.query(machine.url(database), CONTENT + "orders t").get(0);
    }

    @Test
    void everythingIsLostAndComesBackFromTheBucketAndTheKey() throws Exception {
        assertThat(recoverFromBucket(
                        "--to",
                        url("all"),
                        "--files-to",
                        folder.resolve("files").toString()))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);

        assertThat(orders("all")).isEqualTo(orders);
        assertThat(Databases.query(machine.url("all"), "SELECT tableowner FROM pg_tables WHERE tablename = 'orders'"))
                .containsExactly("clerk");
        assertThat(FileTrees.describe(restored("uploads"))).isEqualTo(files);
        assertThat(terminal.out())
                .contains("Recovered postgresql://postgres@127.0.0.1", "data as of 20", " of shop-full in s3://")
                .contains("every row of 3 tables, 10,000 rows equals what was backed up")
                .contains("objects are made as they were", "took", "restore", "compare")
                .doesNotContain("kept as");
        assertThat(Databases.query(
                        machine.url("postgres"), "SELECT datname FROM pg_database WHERE datname LIKE 'all%'"))
                .containsExactly("all");
        assertThat(Files.list(folder.resolve(".zencap/work/recover"))).isEmpty();
    }

    private Path restored(String set) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("files").resolve(set))) {
            return all.filter(path -> path.endsWith(set)
                            && !path.equals(folder.resolve("files").resolve(set)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void itComesBackWhileOneRequestInTenFails() throws Exception {
        var requests = new AtomicInteger();
        List<Fault> faults = List.of(new Fault.Reset(), new Fault.Status(503, "SlowDown"), new Fault.Truncate(1000));
        try (FaultyS3 faulty = FaultyS3.before(bucket.endpoint()).spoil(request -> {
            int number = requests.incrementAndGet();
            return number % 10 == 3 ? Optional.of(faults.get(number / 10 % 3)) : Optional.empty();
        })) {
            environment.put("AWS_ENDPOINT_URL_S3", faulty.endpoint().toString());
            for (String database : List.of("flaky1", "flaky2", "flaky3")) {
                assertThat(recoverFromBucket("--to", url(database)))
                        .as(terminal.err())
                        .isEqualTo(ExitStatus.OK);
                assertThat(orders(database)).isEqualTo(orders);
            }
            assertThat(requests.get()).isGreaterThan(23);
        }
    }

    /** On AWS what is small stays where it is. */
    @Test
    void aPlanSaysWhatHasToComeBackFromAnArchiveAndAsksForNothing() throws Exception {
        var tier = new ArchiveTier(bucket.bucket(), key -> !key.endsWith(".json"));
        try (FaultyS3 proxy = FaultyS3.before(bucket.endpoint()).spoil(tier)) {
            environment.put("AWS_ENDPOINT_URL_S3", proxy.endpoint().toString());
            int both = archived("--to", url("planned"), "--files-to", folder + "/planned");
            int database = archived("--to", url("planned"), "--type", "database");
            int alone = archived("--files-to", folder + "/planned");

            assertThat(database).isPositive();
            assertThat(alone).isPositive();
            assertThat(both).isEqualTo(database + alone);
            assertThat(tier.asked()).isEmpty();
        }
        environment.put("AWS_ENDPOINT_URL_S3", bucket.endpoint().toString());
        assertThat(recoverFromBucket("--to", url("planned"), "--dry-run")).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).contains("server version").doesNotContain("GLACIER");
    }

    private int archived(String... destination) {
        assertThat(recoverFromBucket(and(List.of(destination), "--dry-run"))).isEqualTo(ExitStatus.OK);
        Matcher found = Pattern.compile(
                        "(\\d+) objects \\([^)]+\\) of it lie in GLACIER, an archive tier.* 3 to 5 hours")
                .matcher(terminal.out().replaceAll("\\s+", " "));
        assertThat(found.find()).as(terminal.out()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    @Test
    void whatIsNotEmptyIsReplacedOnlyWhenAskedAndComesBackWithUndo() throws Exception {
        PostgresUrl shop = machine.createDatabase("taken");
        Databases.execute(shop, "CREATE TABLE precious (id int)");

        assertThat(recoverFromBucket("--to", url("taken"))).isEqualTo(ExitStatus.REFUSED);
        assertThat(terminal.out()).contains("The database taken is not empty", "--replace");
        assertThat(recoverFromBucket("--to", url("taken"), "--replace", "--dry-run", "--json"))
                .isEqualTo(ExitStatus.OK);
        JsonNode plan = Json.MAPPER.readTree(terminal.out());
        assertThat(plan.path("checks").findValuesAsText("about"))
                .contains("server version", "roles", "extensions", "space for the dump", "sessions", "replication");
        assertThat(plan.path("checks").findValuesAsText("outcome")).doesNotContain("blocking");
        assertThat(Databases.query(shop, "SELECT to_regclass('precious')")).containsExactly("precious");

        assertThat(recoverFromBucket("--to", url("taken"), "--replace", "--json"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);
        JsonNode result = Json.MAPPER.readTree(terminal.out());
        String id = result.path("recoveryId").asText();
        assertThat(result.path("keptAs").asText()).isEqualTo("taken_before_" + id);
        assertThat(result.path("verified").path("content").asBoolean()).isTrue();
        assertThat(orders("taken")).isEqualTo(orders);

        assertThat(recover("--to", url("taken"), "--undo", id)).isEqualTo(ExitStatus.OK);
        assertThat(Databases.query(shop, "SELECT to_regclass('precious')")).containsExactly("precious");
        assertThat(recover("--to", url("taken"), "--undo", id)).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(recover("--to", url("taken"), "--forget", id)).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).isEqualTo("taken_restored_" + id + " is dropped.\n");
        assertThat(recover("--to", url("taken"), "--forget", "nonsense")).isEqualTo(ExitStatus.NOT_FOUND);

        assertThat(recoverFromBucket("--to", url("taken"), "--replace")).isEqualTo(ExitStatus.OK);
        String line = terminal.out()
                .lines()
                .filter(l -> l.contains("--forget"))
                .findFirst()
                .orElseThrow();
        assertThat(recover("--to", url("taken"), "--forget", line.substring(line.lastIndexOf(' ') + 1)))
                .isEqualTo(ExitStatus.OK);
        assertThat(Databases.query(
                        machine.url("postgres"), "SELECT datname FROM pg_database WHERE datname LIKE 'taken_before%'"))
                .isEmpty();
    }

    @Test
    void aFolderThatHoldsSomethingIsReplacedOnlyWhenAskedAndComesBackWithUndo() throws Exception {
        Path into = Files.createDirectories(folder.resolve("srv/data"));
        Files.writeString(into.resolve("mine"), "mine");
        Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwxr-x---"));
        Map<String, String> before = FileTrees.describe(into);

        assertThat(recoverFromBucket("--type", "files", "--files-to", into.toString()))
                .isEqualTo(ExitStatus.REFUSED);
        assertThat(terminal.out()).contains("The folder " + into + " is not empty", "--replace");
        assertThat(recoverFromBucket("--files-to", into.toString(), "--replace", "--dry-run"))
                .isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).contains("holds something and is replaced", "space for the files");
        assertThat(FileTrees.describe(into)).isEqualTo(before);

        assertThat(recoverFromBucket("--files-to", into.toString(), "--replace", "--json"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);
        JsonNode result = Json.MAPPER.readTree(terminal.out());
        String id = result.path("recoveryId").asText();
        assertThat(result.path("filesKeptIn").asText())
                .isEqualTo(folder.resolve("srv/.zencap-recovery-") + id + "-folder");
        assertThat(result.path("filesVerified").findValuesAsText("set")).contains("uploads", "configuration");
        Path uploads = into.resolve("uploads" + lost.resolve("uploads"));
        assertThat(FileTrees.describe(uploads)).isEqualTo(files);
        assertThat(Files.getPosixFilePermissions(into)).isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(recover("--files-to", into.toString(), "--undo", id)).isEqualTo(ExitStatus.OK);
        assertThat(FileTrees.describe(into)).isEqualTo(before);
        assertThat(recover("--files-to", into.toString(), "--undo", id)).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(recover("--files-to", into.toString(), "--forget", id)).isEqualTo(ExitStatus.OK);
        assertThat(Files.list(into.getParent())).containsExactly(into);
    }

    @Test
    void aDatabaseAndAFolderAreReplacedAndPutBackTogether() throws Exception {
        PostgresUrl shop = machine.createDatabase("both");
        Databases.execute(shop, "CREATE TABLE precious (id int)");
        Path into = Files.createDirectories(folder.resolve("srv/data"));
        Files.writeString(into.resolve("mine"), "mine");

        assertThat(recoverFromBucket("--to", url("both"), "--files-to", into.toString(), "--replace", "--json"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);

        String id = Json.MAPPER.readTree(terminal.out()).path("recoveryId").asText();
        assertThat(orders("both")).isEqualTo(orders);
        assertThat(FileTrees.describe(into.resolve("uploads" + lost.resolve("uploads"))))
                .isEqualTo(files);

        assertThat(recover("--to", url("both"), "--files-to", into.toString(), "--undo", id))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);
        assertThat(Databases.query(shop, "SELECT to_regclass('precious')")).containsExactly("precious");
        assertThat(into.resolve("mine")).hasContent("mine");
    }

    @Test
    void filesThatWereKilledInTheMiddleOfTheirSwapAreFinishedByTheNextOne() throws Exception {
        Path into = Files.createDirectories(folder.resolve("srv/data"));
        Files.writeString(into.resolve("mine"), "mine");
        Process process = process("--files-to", into.toString(), "--replace");
        Path site = null;
        while (process.isAlive() && (site == null || !Files.exists(site.resolve("lock")))) {
            try (Stream<Path> found = Files.list(into.getParent())) {
                site = found.filter(path -> path.toString().contains(".zencap-recovery-cli"))
                        .findFirst()
                        .orElse(null);
            }
        }
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("it was killed, and had not ended").isEqualTo(137);
        assertThat(into.resolve("mine")).hasContent("mine");

        assertThat(recoverFromBucket("--files-to", into.toString(), "--replace"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).contains("NOTE: Deleted " + site);
        Path kept = Path.of(terminal.out()
                .lines()
                .filter(line -> line.contains("are kept in"))
                .map(line -> line.replaceAll(".* kept in (.*)\\.$", "$1"))
                .findFirst()
                .orElseThrow());
        // as if it had been killed between the two renamings of an undo, or of the swap
        Files.move(into, kept.resolve("restored"));
        assertThat(recover(
                        "--files-to",
                        into.toString(),
                        "--undo",
                        kept.getFileName().toString().replaceAll(".*-(cli.*)-folder", "$1")))
                .isEqualTo(ExitStatus.OK);
        assertThat(into.resolve("mine")).hasContent("mine");
    }

    @Test
    void anEmptyDatabaseIsFilledAndKeepsItsOwnerAndSettings() throws Exception {
        PostgresUrl made = machine.createDatabase("made");
        Databases.execute(made, "ALTER DATABASE made SET work_mem = '7MB'", "CREATE EXTENSION IF NOT EXISTS plpgsql");

        assertThat(recoverFromBucket("--to", url("made"))).as(terminal.err()).isEqualTo(ExitStatus.OK);

        assertThat(orders("made")).isEqualTo(orders);
        assertThat(Databases.query(made, "SHOW work_mem")).containsExactly("7MB");
        assertThat(Databases.query(
                        machine.url("postgres"), "SELECT datname FROM pg_database WHERE datname LIKE 'made%'"))
                .containsExactly("made");
    }

    @Test
    void anEarlierMomentBringsTheBackupOfThen() throws Exception {
        assertThat(recoverFromBucket("--to", url("then"), "--at", between.toString()))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);

        assertThat(Databases.query(machine.url("then"), "SELECT count(*) FROM orders WHERE body ? 'paid'"))
                .containsExactly("0");
        assertThat(recoverFromBucket("--to", url("never"), "--at", "2020-01-01"))
                .isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(terminal.err()).contains("at or before 2020-01-01", "--list");
    }

    @Test
    void listsAndAsksWhichOfSeveralTargets() throws Exception {
        assertThat(recoverFromBucket("--list")).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).contains("TARGET", "shop-full", "full", "database");
        assertThat(recoverFromBucket("--list", "--json", "--target", "shop")).isEqualTo(ExitStatus.OK);
        assertThat(Json.MAPPER.readTree(terminal.out()).findValuesAsText("target"))
                .containsExactlyInAnyOrder("shop", "shop-full");

        Path two = folder.resolve("two");
        try (TestService service = other(two)) {
            service.backup();
        }
        try (TestService service = other(two.resolve("again"), two.resolve("repository"))) {
            service.backup();
        }
        assertThat(recover(
                        "--repository",
                        two.resolve("repository").toString(),
                        "--key-file",
                        keyFile.toString(),
                        "--to",
                        url("which")))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("several targets", "--target", "TARGET");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void takesWhatARecoveryHasReplacedOnlyWhereThatIsAskedFor() throws Exception {
        List<String> from =
                List.of("--repository", folder.resolve("repository").toString(), "--key-file", keyFile.toString());
        String older;
        String usual;
        String newer;
        try (TestService service = other(folder)) {
            older = service.safetyBackup("dr1").backupId();
            assertThat(recover(and(from, "--to", url("undone"), "--dry-run"))).isEqualTo(ExitStatus.NOT_FOUND);
            assertThat(terminal.err())
                    .contains(
                            "but one: Backup " + older + " is the safety backup of recovery dr1",
                            "HINT: --from-safety-backup=dr1 ");
            usual = service.backup().backupId();
            newer = service.safetyBackup("dr2").backupId();
        }

        assertThat(recover(and(from, "--list"))).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).contains("SAFETY BACKUP OF").containsPattern(newer + ".* dr2\\s");
        assertThat(recover(and(from, "--list", "--json"))).isEqualTo(ExitStatus.OK);
        assertThat(Json.MAPPER.readTree(terminal.out()).findValuesAsText("safetyOf"))
                .containsExactly("dr2", "dr1");
        assertThat(recover(and(from, "--to", url("undone"), "--dry-run"))).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out())
                .contains("Backup " + usual, "NOTE: Backup " + newer + " is the safety backup of recovery dr2")
                .doesNotContain(older);
        assertThat(recover(and(from, "--to", url("undone"), "--dry-run", "--from-safety-backup")))
                .isEqualTo(ExitStatus.OK);
        assertThat(terminal.out())
                .startsWith("Backup " + newer)
                .contains("NOTE: Backup " + newer + " is the safety backup of recovery dr2")
                .doesNotContain("left aside");
        assertThat(recover(and(from, "--to", url("undone"), "--dry-run", "--from-safety-backup=dr1")))
                .isEqualTo(ExitStatus.OK);
        assertThat(terminal.out()).startsWith("Backup " + older).doesNotContain(newer);
        assertThat(recover(and(from, "--to", url("undone"), "--dry-run", "--from-safety-backup=dr12")))
                .isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(recover(and(from, "--to", url("undone"), "--dry-run", "--from-safety-backup=dr")))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("no id of a recovery");
    }

    /** Nor does whoever restores with standard tools take one for what it is not. */
    @Test
    void theRecipeForDaysWithoutThisProgramTellsThemApart() throws Exception {
        PythonScripts python = PythonScripts.find();
        String usual;
        String safety;
        try (TestService service = other(folder)) {
            usual = service.backup().backupId();
            safety = service.safetyBackup("dr1").backupId();
        }

        PythonScripts.Ended list = python.run(
                Map.of(),
                "restore-without-zencap.py",
                "--key-file",
                keyFile.toString(),
                "list",
                folder.resolve("repository").toString());

        assertThat(list.status()).as(list.err()).isZero();
        assertThat(list.out().lines())
                .anyMatch(line -> line.contains(safety) && line.endsWith("  (safety backup of recovery dr1)"))
                .anyMatch(line -> line.contains(usual) && !line.contains("safety backup"));
    }

    private static String[] and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static TestService other(Path folder, Path... repository) throws Exception {
        PostgresUrl source = TestCluster.createDatabase();
        Databases.execute(source, "CREATE TABLE t (id int)");
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        for (Path each : repository) {
            variables.put("BACKUP_LOCAL_DIR", each.toString());
        }
        return TestService.start(folder, variables);
    }

    @Test
    void thePasswordComesFromAFileOrAVariableAndNeverFromTheCommandLine() throws Exception {
        String password = environment.remove("PGPASSWORD");
        String whole = url("x").replace("postgres@", "postgres:" + password + "@");

        assertThat(recoverFromBucket("--to", whole)).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("PGPASSWORD", "--to-file").doesNotContain(password);

        Path file = Files.writeString(folder.resolve("url"), whole + "\n");
        assertThat(recoverFromBucket("--to-file", file.toString(), "--dry-run")).isEqualTo(ExitStatus.OK);
        assertThat(terminal.out() + terminal.err()).doesNotContain(password);
        environment.put("RECOVERY_POSTGRES_URL", whole);
        assertThat(recoverFromBucket("--dry-run")).isEqualTo(ExitStatus.OK);
        environment.remove("RECOVERY_POSTGRES_URL");
        Path passwords = Files.writeString(
                folder.resolve("pgpass"), "elsewhere:*:*:*:no\n127.0.0.1:*:*:postgres:" + password + "\n");
        environment.put("PGPASSFILE", passwords.toString());
        assertThat(recoverFromBucket("--to", url("x"), "--dry-run")).isEqualTo(ExitStatus.FAILED);
        assertThat(terminal.err()).contains("can be read by others", "chmod 600");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        assertThat(recoverFromBucket("--to", url("x"), "--dry-run"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);
        environment.put("PGPASSWORD", "wrong");
        assertThat(recoverFromBucket("--to", url("x"), "--dry-run")).isEqualTo(ExitStatus.FAILED);
        assertThat(terminal.err()).contains("did not accept the password");
    }

    @Test
    void anotherKeyOpensNothingAndSaysSo() throws Exception {
        Files.writeString(keyFile, "fedcba9876543210".repeat(4));

        assertThat(recoverFromBucket("--to", url("x"))).isEqualTo(ExitStatus.NOT_FOUND);
        String given = MasterKey.parse("fedcba9876543210".repeat(4)).id();
        String needed = MasterKey.parse(KEY).id();
        assertThat(terminal.err())
                .contains("The key that was given (" + given + ") does not fit: all 2 backups need " + needed + ".")
                .contains("HINT: give the key with that id, by --key-file")
                .doesNotContain("fedcba9876543210fedc", "..")
                .containsOnlyOnce("HINT:");
        assertThat(recoverFromBucket("--list")).isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .contains("The key that was given (" + given + ") does not fit: all 2 backups need " + needed + ".")
                .contains("HINT: give the key with that id, by --key-file")
                .doesNotContain("passed over");
        Files.writeString(keyFile, "fedcba9876543210".repeat(4) + "\n" + KEY);
        assertThat(recoverFromBucket("--list")).isEqualTo(ExitStatus.OK);
        Files.writeString(keyFile, "fedcba9876543210".repeat(4));
        assertThat(recoverFromBucket("--files-to", keyFile.getParent().toString()))
                .isEqualTo(ExitStatus.NOT_FOUND);
        assertThat(recover("--to", url("x"))).isEqualTo(ExitStatus.USAGE);
        assertThat(recover("--repository", folder.resolve("nowhere").toString(), "--to", url("x")))
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void whatIsPassedOverForAnotherReasonIsOneSentenceWithOneHint() throws Exception {
        Path place = Files.createDirectories(folder.resolve("broken/shop/20261124T093015Z-1f9c02"));
        Files.writeString(place.resolve("manifest.json"), "{}");

        assertThat(recover(
                        "--repository",
                        folder.resolve("broken").toString(),
                        "--key-file",
                        keyFile.toString(),
                        "--to",
                        url("x")))
                .isEqualTo(ExitStatus.NOT_FOUND);

        assertThat(terminal.err())
                .contains(
                        "that can be opened: The manifest of 20261124T093015Z-1f9c02 is not signed",
                        "all of its files.")
                .containsOnlyOnce("HINT:")
                .doesNotContain("files..", "does not fit");
    }

    @Test
    void aProcessThatIsKilledLeavesTheLiveDatabaseAsItWasAndTheNextOneCleansUp() throws Exception {
        PostgresUrl shop = machine.createDatabase("killed");
        Databases.execute(shop, "CREATE TABLE precious (id int)");
        for (String sign : List.of("_restored_cli", "unfinished", "restored'")) {
            Process process = process("--to", url("killed"), "--replace");
            String seen = sign.startsWith("_")
                    ? "SELECT 1 FROM pg_database WHERE datname LIKE 'killed!_restored!_cli%' ESCAPE '!'"
                    : "SELECT 1 FROM pg_database WHERE datname LIKE 'killed!_restored!_cli%' ESCAPE '!'"
                            + " AND shobj_description(oid, 'pg_database') = 'zencap recovery: "
                            + sign.replace("'", "") + "'";
            while (process.isAlive()
                    && Databases.query(machine.url("postgres"), seen).isEmpty()) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();

            assertThat(process.exitValue())
                    .as("it was killed, and had not ended")
                    .isEqualTo(137);
            assertThat(Databases.query(shop, "SELECT to_regclass('precious')")).containsExactly("precious");
        }
        assertThat(Databases.query(
                        machine.url("postgres"), "SELECT datname FROM pg_database WHERE datname LIKE 'killed%'"))
                .hasSizeGreaterThan(1);

        assertThat(recoverFromBucket("--to", url("killed"), "--replace"))
                .as(terminal.err())
                .isEqualTo(ExitStatus.OK);

        assertThat(terminal.out()).contains("NOTE: Dropped killed_restored_cli");
        assertThat(orders("killed")).isEqualTo(orders);
        assertThat(Databases.query(
                        machine.url("postgres"),
                        "SELECT regexp_replace(datname, 'cli.*', '') FROM pg_database WHERE datname LIKE 'killed%'"
                                + " ORDER BY 1"))
                .containsExactly("killed", "killed_before_");
        assertThat(Files.list(folder.resolve(".zencap/work/recover"))).isEmpty();
    }

    @Test
    void aProcessThatIsToldToEndTidiesUp() throws Exception {
        PostgresUrl shop = machine.createDatabase("ended");
        Databases.execute(shop, "CREATE TABLE precious (id int)");
        Process process = process("--to", url("ended"), "--replace");
        while (process.isAlive()
                && Databases.query(
                                machine.url("postgres"),
                                "SELECT 1 FROM pg_stat_activity WHERE datname LIKE 'ended!_restored!_cli%' ESCAPE '!'")
                        .isEmpty()) {
            Thread.onSpinWait();
        }

        process.destroy();
        process.waitFor();

        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(Databases.query(
                        machine.url("postgres"), "SELECT datname FROM pg_database WHERE datname LIKE 'ended%'"))
                .containsExactly("ended");
        assertThat(Databases.query(shop, "SELECT to_regclass('precious')")).containsExactly("precious");
        assertThat(Files.list(folder.resolve(".zencap/work/recover"))).isEmpty();
    }

    private Process process(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Zencap.class.getName(),
                "recover",
                "--repository",
                "s3://" + bucket.bucket(),
                "--key-file",
                keyFile.toString()));
        command.addAll(List.of(arguments));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        builder.environment().put("ZENCAP_HOME", folder.toString());
        return builder.start();
    }
}
