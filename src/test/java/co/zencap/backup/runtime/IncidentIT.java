package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Browser;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The dashboard in the middle of an incident: the bucket is away, the backup made meanwhile is on this machine only, and the
 * next one has failed. The pictures of {@code docs/incident.md} are taken here.
 */
class IncidentIT {
    private static final String TARGET = "shop";

    /** Down to where the timeline begins. */
    private static final int UPPER_PART = 1230;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path home;

    private static Browser browser;
    private static LibertyProcess server;
    private static PostgresUrl source;
    private static PostgresUrl catalog;
    private static EmbeddedS3 s3;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        source = TestCluster.createDatabase(TARGET);
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        s3 = EmbeddedS3.start(home.resolve("s3"), 0, "backups");
        var settings = new HashMap<String, String>(S3TestSettings.of(s3).variables());
        settings.put("BACKUP_TARGET", TARGET);
        settings.put("BACKUP_SCHEDULE_DATABASE", "0 0 0 1 1 ?");
        settings.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        server = LibertyProcess.start(
                home, home.resolve("server"), Installation.in(home).variables(source, catalog, settings));
        server.awaitStarted(Duration.ofMinutes(3));
        DashboardPast.write(catalog, TARGET);
        Databases.execute(catalog, "DELETE FROM zencap.backup_operations WHERE state = 'failed'");
        happen();
    }

    /** What the test of the messages plays by the minute, at once. */
    private static void happen() throws Exception {
        JsonNode good = backUp();
        awaitEnded(good.path("id").asText(), 3);
        s3.close();
        JsonNode local = backUp();
        awaitEnded(local.path("id").asText(), 3);
        Databases.execute(catalog, "ALTER DATABASE " + source.database() + " ALLOW_CONNECTIONS false");
        JsonNode failed = backUp();
        Databases.execute(catalog, "ALTER DATABASE " + source.database() + " ALLOW_CONNECTIONS true");
        assertThat(List.of(good, local, failed))
                .extracting(backup -> backup.path("state").asText())
                .containsExactly("succeeded", "succeeded", "failed");
    }

    private static JsonNode backUp() throws Exception {
        HttpResponse<String> accepted = HTTP.send(
                call("/api/admin/backup-system")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"action\":\"backup\",\"type\":\"database\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> get(location), o -> !o.path("state").asText().equals("running"));
    }

    /** Its upload, its verification and its restoration test. */
    private static void awaitEnded(String backup, int operations) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Databases.query(
                                        catalog,
                                        "SELECT id FROM zencap.backup_operations WHERE state <> 'running' AND parent_id = '"
                                                + backup + "'")
                                .size()
                        == operations);
    }

    private static JsonNode get(String path) throws Exception {
        return Json.MAPPER.readTree(
                HTTP.send(call(path).build(), BodyHandlers.ofString()).body());
    }

    private static HttpRequest.Builder call(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Authorization", "Bearer " + Installation.KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void theDashboardSaysWhatIsWrongAndWhatToDo() throws Exception {
        browser.resize(1360, 900);
        browser.prefer("light");
        browser.open(server.address() + "/");
        browser.see("#key").sendKeys(Installation.KEY, Keys.ENTER);
        browser.see("table.cards");
        browser.read("The backup of shop failed while the repository s3 is away");
        browser.read("The repository s3 can't be used");
        assertThat(browser.text())
                .contains(
                        "is not currently accepting connections", "Nothing goes off site either", "are uploaded later");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("incident-light", UPPER_PART);

        browser.prefer("dark");
        browser.screenshot("incident-dark", UPPER_PART);

        browser.resize(390, 844);
        browser.prefer("light");
        browser.evaluate("location.hash = '#/alerts'");
        browser.see("nav a[aria-current='page'][href='#/alerts']");
        browser.read("The backup of shop failed while the repository s3 is away");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("incident-phone");
    }
}
