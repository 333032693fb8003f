package co.zencap.backup.chaos.longrun;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.chaos.longrun.Vitals.Effort;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Backup after backup, each with its upload, its verification and a cleanup, against a store that fails now and then. At the
 * end all that failed was told of, all that is listed is good, nothing is left behind, and the process is as it was. Ten
 * with every build, two hundred with {@code -Pchaos}; {@code -Dchaos.seed} repeats a run. The course is in
 * {@code target/long-run.md}.
 */
class LongRunTest {
    private static final int BACKUPS = Integer.getInteger("chaos.backups", 10);
    private static final boolean WHOLE = BACKUPS >= 100;
    private static final int ONE_IN = WHOLE ? 50 : 10;
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());

    /** How many backups come between two measurements, and between two rounds of everything else. */
    private static final int EVERY = WHOLE ? 5 : 1;

    private static final int ROUND = WHOLE ? 20 : 8;
    private static final int STEADY = WHOLE ? 40 : 3;

    /** From here on the process knows as many operations as it ever remembers. */
    private static final int FULL_MEMORY = 130;

    private static final Path CLASSES = Path.of("target/long-run-classes.md");
    private static final Path COURSE = Path.of("target/long-run.md");

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final RandomFaults faults = new RandomFaults(ONE_IN, SEED);
    private final Course course = new Course();
    private EmbeddedS3 s3;
    private FaultyS3 proxy;
    private TestService service;
    private int requests;

    @BeforeEach
    void start() throws Exception {
        System.out.println("Long run of " + BACKUPS + " backups, -Dchaos.seed=" + SEED);
        Databases.fill(source);
        // More than goes into one part of an upload.
        Databases.execute(
                source,
                "CREATE TABLE noise AS SELECT i AS id, sha512(i::text::bytea) AS noise FROM generate_series(1, 85000) i");
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_S3_BUCKET", "backups");
        variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
        variables.put("AWS_ACCESS_KEY_ID", s3.accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", s3.secretKey());
        variables.put("BACKUP_RETENTION_LOCAL", "last=3");
        variables.put("BACKUP_RETENTION_S3", "last=4");
        variables.put("BACKUP_RETENTION_MAX_PURGE_PERCENT", "100");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        // Every second instead of every minute, as an operator could edit it.
        service = TestService.start(
                folder, variables, routes -> routes.replace("period=60000&delay=30000", "period=1000&delay=1000"));
        fillPool();
        fillReapers();
        proxy.spoil(faults);
    }

    /** Java makes a thread for each program that runs at a time, and keeps it for a minute. */
    private static void fillReapers() throws IOException, InterruptedException {
        var programs = new ArrayList<Process>();
        for (int number = 1; number <= 8; number++) {
            programs.add(new ProcessBuilder("sleep", "0.5").start());
        }
        for (Process program : programs) {
            program.waitFor();
        }
    }

    /** Threads that tell of alerts are made with the first of them, one by one, and are ten at most. */
    private void fillPool() {
        for (int number = 1; number <= 12; number++) {
            var problem = new Problem("Number " + number, "Nothing has happened.", "nothing");
            service.send(
                    "direct:alert",
                    Alert.of(Level.WARNING, "backup", "", problem, Instant.now())
                            .about("number " + number));
        }
        Awaitility.await()
                .until(() -> Databases.query(catalog, "SELECT id FROM zencap.backup_notifications WHERE state = 'sent'")
                                .size()
                        == 12);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        proxy.close();
        s3.close();
    }

    @Test
    void changesNothingInTheProcess() throws Exception {
        var classes = new ClassGrowth();
        long begun = System.nanoTime();
        long rows = rowsRead();
        for (int number = 1; number <= BACKUPS; number++) {
            backUp(number);
            if (number % EVERY == 0) {
                double seconds = (System.nanoTime() - begun) / 1e9 / EVERY;
                awaitQuiet();
                long read = rowsRead();
                course.add(vitals(number, new Effort(seconds, (read - rows) / (double) EVERY, asked())));
                write();
                if (number == STEADY || number == FULL_MEMORY) {
                    classes.look(number);
                }
                begun = System.nanoTime();
                rows = read;
            }
        }
        classes.look(BACKUPS);
        Files.writeString(CLASSES, classes + readByTable());

        proxy.heal();
        assertToldOf();
        assertSentAtLast();
        assertListedIsGood();
        assertNothingLeft();
        assertFlat();
        if (WHOLE) {
            assertThat(classes.growing()).isEmpty();
        }
    }

    /** With all that follows; now and then a test, the watches, and a store that is worse than usual. */
    private void backUp(int number) {
        boolean round = number % ROUND == 0;
        faults.storm(round);
        Databases.execute(source, "UPDATE customers SET name = 'again " + number + "' WHERE id = " + number);
        Operation backup = service.backup();
        assertThat(backup.problem()).isNull();
        service.awaitProof(backup.id());
        faults.storm(false);
        service.send("direct:clean-up", null);
        if (round) {
            service.send("direct:check-backups", null);
            service.send("direct:check-health", null);
            assertThat(service.test(TestType.QUICK, TestService.ref(backup)).state())
                    .isEqualTo(State.SUCCEEDED);
        }
    }

    private Vitals vitals(int number, Effort effort) throws IOException {
        return Vitals.take(
                number, service, folder.resolve("work"), List.of(source.database(), catalog.database()), effort);
    }

    private void awaitQuiet() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> service.operations().stream().noneMatch(Operation::isRunning)
                        && service.camel().getInflightRepository().size() == 0);
    }

    private long rowsRead() {
        return Long.parseLong(
                Databases.query(catalog, "SELECT tup_returned FROM pg_stat_database WHERE datname = current_database()")
                        .get(0));
    }

    private String readByTable() {
        return Databases.query(
                        catalog,
                        "SELECT relname || ': ' || seq_scan || ' scans read ' || seq_tup_read || ' rows, by index '"
                                + " || coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables"
                                + " ORDER BY seq_tup_read DESC LIMIT 10")
                .stream()
                .collect(Collectors.joining("\n- ", "\nRead of the catalog:\n\n- ", "\n"));
    }

    private double asked() {
        int asked = proxy.requests().size();
        requests += asked;
        proxy.forget();
        return asked / (double) EVERY;
    }

    private void write() throws IOException {
        course.write(
                COURSE,
                "Long run: seed " + SEED + ", " + faults.spoilt() + " of " + requests + " requests spoilt, "
                        + failed().size() + " operations failed");
    }

    private List<String> failed() {
        return Databases.query(catalog, "SELECT kind FROM zencap.backup_operations WHERE state = 'failed'");
    }

    /** One that fails while another of its cause is open is counted there. */
    private void assertToldOf() {
        assertThat(faults.spoilt()).isPositive();
        assertThat(failed()).as("a store that bad lets something fail").isNotEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(
                                catalog,
                                """
                        SELECT o.kind || ': ' || count(*) || ' failed, told of ' || coalesce(max(told.times), 0)
                          FROM zencap.backup_operations o LEFT JOIN (
                            SELECT component, sum(times) AS times FROM zencap.backup_monitoring_alerts
                             WHERE operation_id IS NOT NULL AND detail <> '' AND hint <> '' GROUP BY component) told
                            ON told.component = o.kind
                         WHERE o.state = 'failed' GROUP BY o.kind HAVING count(*) > coalesce(max(told.times), 0)"""))
                .isEmpty());
    }

    private void assertSentAtLast() {
        Databases.execute(catalog, "UPDATE zencap.backup_copies SET next_attempt_at = now()");
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT backup_id FROM zencap.backup_copies WHERE state = 'pending'"))
                .isEmpty());
        awaitQuiet();
    }

    /** Whatever is listed can be read to the last byte in every repository, and whatever is stored is listed. */
    private void assertListedIsGood() throws IOException {
        List<BackupRow> listed =
                service.bean("catalogQueries", CatalogQueries.class).backups(1000);
        assertThat(listed).hasSizeGreaterThanOrEqualTo(3);
        for (BackupRow row : listed) {
            Operation verification = service.verify(new BackupRef(row.target(), row.id(), true));
            assertThat(verification.problem()).as("%s", row).isNull();
            assertThat(verification.result()).containsKeys(row.repositories().toArray(String[]::new));
        }
        assertThat(withManifest("repository")).isEqualTo(in(listed, "local"));
        assertThat(withManifest("s3/backups")).isEqualTo(in(listed, "s3"));
    }

    private static Set<String> in(List<BackupRow> listed, String repository) {
        return listed.stream()
                .filter(row -> row.repositories().contains(repository))
                .map(BackupRow::id)
                .collect(Collectors.toSet());
    }

    private Set<String> withManifest(String root) throws IOException {
        return Folders.files(folder.resolve(root)).stream()
                .filter(file -> file.endsWith("manifest.json"))
                .map(file -> file.getParent().getFileName().toString())
                .collect(Collectors.toSet());
    }

    private void assertNothingLeft() throws IOException {
        for (String root : List.of("repository", "s3/backups")) {
            Set<String> good = withManifest(root);
            assertThat(Folders.files(folder.resolve(root)))
                    .allMatch(
                            file -> good.contains(file.getParent().getFileName().toString()));
        }
        S3Client client = service.bean("s3Client", S3Client.class);
        assertThat(client.listMultipartUploads(request -> request.bucket("backups"))
                        .uploads())
                .isEmpty();
        assertThat(Folders.scratch(folder.resolve("work")))
                .allMatch(file -> file.endsWith("catalog-journal.jsonl"))
                .allMatch(file -> file.toFile().length() == 0);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .map(p -> p.info().command().orElse("")))
                .noneMatch(command -> command.contains("/pg_") || command.endsWith("/psql"));
        String sessions = "SELECT query FROM pg_stat_activity WHERE application_name <> 'test' AND datname = '%s'";
        assertThat(Databases.query(source, sessions.formatted(source.database())))
                .isEmpty();
        assertThat(Databases.query(catalog, sessions.formatted(catalog.database()) + " AND state <> 'idle'"))
                .isEmpty();
        // beside the one that says that this process is alive
        assertThat(Databases.query(
                        catalog,
                        "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint <>"
                                + " hashtext('zencap process')::bigint & 4294967295 AND database IN"
                                + " (SELECT oid FROM pg_database WHERE datname IN ('%s', '%s'))"
                                        .formatted(source.database(), catalog.database())))
                .isEmpty();
        assertThat(Databases.query(
                        TestCluster.sandbox().url("postgres"),
                        "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'"))
                .isEmpty();
    }

    private void assertFlat() {
        assertGrowth("threads: " + Vitals.threadNames(), Vitals::threads, STEADY, 0.3);
        assertGrowth("connections", Vitals::connections, STEADY, 0.3);
        assertGrowth("exchanges in flight", Vitals::inflight, STEADY, 0.1);
        assertGrowth("scratch space", Vitals::scratch, STEADY, 0.1);
        if (WHOLE) {
            // They come and go by a dozen, which a few backups do not tell from a leak.
            assertGrowth("open files", Vitals::files, STEADY, 0.3);
            assertGrowth("sockets", Vitals::sockets, STEADY, 0.3);
            assertGrowth("live heap", Vitals::heap, FULL_MEMORY, 8 << 10);
            assertGrowth("seconds per backup", Vitals::seconds, STEADY, 0.005);
            // Tables of a few pages are read whole rather than by an index; each time ten of them, not each with each.
            assertGrowth("catalog rows per backup", Vitals::rows, STEADY, 40);
            assertGrowth("requests per backup", Vitals::requests, STEADY, 0.1);
        }
    }

    private void assertGrowth(String what, ToDoubleFunction<Vitals> figure, int after, double most) {
        assertThat(course.growth(figure, after))
                .as("growth per backup: " + what)
                .isLessThan(most);
    }
}
