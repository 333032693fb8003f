package co.zencap.backup.incident;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bucket is away from 03:00 to 03:45; at 03:12 the database takes no connections for a minute, just when its backup is due;
 * nobody acknowledges anything. Told is what a person would want to be told at that time of day, and nothing else: what
 * {@code docs/incident.md} says. The transcript is in {@code target/incident.md}.
 */
class IncidentTest {
    private static final String DAY = "2026-11-24T";
    private static final Path TRANSCRIPT = Path.of("target/incident.md");

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(at("02:08"));
    private final PostgresUrl shop = TestCluster.createDatabase("shop");
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private EmbeddedS3 s3;
    private String endpoint;
    private Everybody everybody;
    private Night night;
    private TestService service;

    private static Instant at(String time) {
        return Instant.parse(DAY + time + ":00Z");
    }

    @BeforeEach
    void start() throws Exception {
        Databases.fill(shop);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        endpoint = s3.endpoint().toString();
        everybody = new Everybody(this::named);
        night = new Night(clock);
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(shop));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_TARGET", "shop");
        variables.put("BACKUP_FILE_SETS", "uploads=" + FileTrees.uploads(folder.resolve("uploads")));
        variables.putAll(S3TestSettings.of(s3).variables());
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        variables.put("BACKUP_TIME_ZONE", "UTC");
        variables.put("BACKUP_SCHEDULE_DATABASE", "0 12 * * * ?");
        variables.put("BACKUP_SCHEDULE_FILES", "0 20 * * * ?");
        variables.put("BACKUP_SCHEDULE_HEALTH_CHECK", "5");
        variables.put("BACKUP_SCHEDULE_BACKUP_STATUS", "10");
        variables.put("BACKUP_SCHEDULE_CLEANUP", "0 0 3 * * ?");
        variables.put("BACKUP_SCHEDULE_QUICK_TEST", "0 0 4 * * ?");
        variables.put("BACKUP_SCHEDULE_DAILY_REPORT", "0 0 5 * * ?");
        variables.putAll(everybody.variables(folder.resolve("home")));
        service = TestService.start(folder, variables, night.edit(), clock);
        night.begin(service);
        haveWeekOfBackups();
    }

    /** A single failure is no low rate of success. */
    private void haveWeekOfBackups() {
        Databases.execute(
                catalog,
                """
                INSERT INTO zencap.backup_operations (id, kind, target, state, phase, started_at, ended_at, result)
                SELECT 'past-' || target || n, 'backup', target, 'succeeded', '', at, at, '{}'
                FROM (SELECT n, target, last - n * interval '1 hour' AS at
                      FROM generate_series(0, 160) n,
                           (VALUES ('shop', timestamptz '2026-11-24T01:12:00Z'),
                                   ('uploads', timestamptz '2026-11-24T01:20:00Z')) t (target, last)) past""");
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        everybody.close();
        s3.close();
    }

    @Test
    void everybodyIsToldWhatTheyNeedAndNothingElse() throws Exception {
        passUntil("02:59");
        assertThat(lines()).isEmpty();

        int port = s3.endpoint().getPort();
        s3.close();
        passUntil("03:11");
        Databases.execute(catalog, "ALTER DATABASE shop ALLOW_CONNECTIONS false");
        passUntil("03:12");
        Databases.execute(catalog, "ALTER DATABASE shop ALLOW_CONNECTIONS true");
        passUntil("03:44");
        assertThat(copies("s3", "pending")).isEqualTo(1);
        s3 = EmbeddedS3.start(folder.resolve("s3"), port, "backups", s3.accessKey(), s3.secretKey());
        passUntil("03:49");
        assertThat(copies("s3", "pending")).isZero();
        passUntil("05:01");
        write();

        assertThat(lines()).containsExactlyElementsOf(expected());
        assertSaidWhatAndWhyAndWhatToDo();
        assertToldOnce();
        assertAllIsOffSite();
    }

    /** The document tells what is expected: it has no other table with one word in the second column. */
    private static List<String> expected() throws IOException {
        return Files.readAllLines(Path.of("docs/incident.md")).stream()
                .filter(line -> line.matches("\\| \\d\\d:\\d\\d \\| [a-z]+ \\| .*"))
                .map(line -> line.substring(2, line.length() - 2))
                .toList();
    }

    private void assertSaidWhatAndWhyAndWhatToDo() {
        assertThat(first("email", "03:00").text())
                .contains(
                        "The repository s3 can't be used",
                        "Connection refused",
                        "has been so since 2026-11-24T03:00:00Z",
                        "check that https://s3.example.org is up and reachable",
                        "backups stay in the local repository and are uploaded later");
        assertThat(first("email", "03:12").text())
                .contains(
                        "database \"shop\" is not currently accepting connections",
                        "Nothing goes off site either: the repository s3 has been away since 2026-11-24T03:00:00Z",
                        "What to do: ",
                        "Scheduled backups are tried again within the hour",
                        "what waits is sent when the repository s3 is back");
        assertThat(first("email", "03:42").text()).contains("CRITICAL, NOBODY HAS TAKEN IT \u00b7", "/acknowledge");
        assertThat(first("email", "03:48").text()).contains("It was for 48 minutes.");
        assertThat(first("email", "05:00").text()).contains("backups of shop failed", "The cleanup failed");
    }

    private Told first(String channel, String time) {
        return everybody.all().stream()
                .filter(told -> told.channel().equals(channel) && told.at().equals(at(time)))
                .findFirst()
                .orElseThrow();
    }

    /** Each thing that went wrong is one alert with a count, also where it was seen often. */
    private void assertToldOnce() {
        assertThat(lines()).doesNotHaveDuplicates();
        assertThat(everybody.all())
                .filteredOn(told -> told.channel().equals("webhook"))
                .extracting(Told::text)
                .doesNotHaveDuplicates();
        assertThat(everybody.tickets()).containsExactly("trigger", "trigger", "trigger", "resolve", "resolve");
        assertThat(Databases.query(
                        catalog,
                        "SELECT cause || ' ' || times || coalesce(' ' || to_char(resolved_at AT TIME ZONE 'UTC', 'HH24:MI'), '')"
                                + " FROM zencap.backup_monitoring_alerts ORDER BY at, cause"))
                .map(cause -> cause.replaceFirst(" on [^ ]+ ", " "))
                .containsExactly(
                        "cleanup/shop/failed 1",
                        "health//the repository s3 10 03:48",
                        "backup/shop/failed 1 04:12",
                        "objective/shop/recovery point of shop 6 04:18",
                        "upload/uploads/failed 5 03:49");
    }

    /** Also what was made while the bucket was away: sent as soon as it was back, and read back there. */
    private void assertAllIsOffSite() {
        assertThat(Databases.query(
                        catalog,
                        "SELECT b.target || ' ' || to_char(b.created_at AT TIME ZONE 'UTC', 'HH24:MI') || ' '"
                                + " || to_char(c.stored_at AT TIME ZONE 'UTC', 'HH24:MI') || ' '"
                                + " || (SELECT v.outcome FROM zencap.backup_verifications v"
                                + "      WHERE v.backup_id = b.id AND v.repository = 's3' ORDER BY v.seq DESC LIMIT 1)"
                                + " FROM zencap.backups b JOIN zencap.backup_copies c ON c.backup_id = b.id"
                                + " WHERE c.repository = 's3' AND b.created_at BETWEEN '2026-11-24T02:00Z' AND '2026-11-24T05:00Z'"
                                + " ORDER BY b.created_at"))
                .containsExactly(
                        "shop 02:12 02:12 passed",
                        "uploads 02:20 02:20 passed",
                        "uploads 03:20 03:49 passed",
                        "shop 04:12 04:12 passed",
                        "uploads 04:20 04:20 passed");
    }

    private int copies(String repository, String state) {
        return Databases.query(
                        catalog,
                        "SELECT backup_id FROM zencap.backup_copies WHERE repository = '" + repository
                                + "' AND state = '" + state + "'")
                .size();
    }

    private void passUntil(String time) {
        night.passUntil(at(time), () -> everybody.read(clock.instant()));
    }

    private List<String> lines() {
        return everybody.all().stream().map(Told::line).toList();
    }

    /** What is of this test alone by the names that it has elsewhere. */
    private String named(String text) {
        return text.replace(endpoint, "https://s3.example.org")
                .replaceAll(
                        "127\\.0\\.0\\.1:" + endpoint.replaceAll(".*:", "") + " \\[/127\\.0\\.0\\.1]",
                        "s3.example.org:443")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "db.example.org:5432");
    }

    private void write() throws IOException {
        Files.writeString(
                TRANSCRIPT,
                "| time | channel | to | what |\n|---|---|---|---|\n"
                        + everybody.all().stream()
                                .map(told -> "| " + told.line().replace("\n", " ") + " |")
                                .collect(Collectors.joining("\n"))
                        + "\n\n"
                        + everybody.all().stream()
                                .map(told ->
                                        "### " + told.line().lines().findFirst().orElse("") + "\n\n"
                                                + told.text()
                                                        .lines()
                                                        .map(line -> "> " + line + "\n")
                                                        .collect(Collectors.joining())
                                                + "\n")
                                .collect(Collectors.joining()));
    }
}
