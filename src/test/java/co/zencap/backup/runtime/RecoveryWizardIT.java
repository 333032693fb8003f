package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Browser;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A lost row comes back by the dashboard's recovery wizard, and the recovery is undone: in a browser, on the packaged server. */
class RecoveryWizardIT {
    /** Where the page can be scrolled sideways, what sticks out. */
    private static final String WIDER_THAN_THE_PAGE =
            """
            const page = document.documentElement;
            return page.scrollWidth === page.clientWidth ? [] : [page.scrollWidth + ' of ' + page.clientWidth,
                ...[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > page.clientWidth)
                    .map(e => e.outerHTML.slice(0, 200) + ' ' + e.getBoundingClientRect().right)]""";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BACKUP = "{\"action\":\"backup\",\"type\":\"%s\"}";
    private static final String CONFIRM = "form.wizard button.danger";

    @TempDir
    static Path home;

    @TempDir
    static Path files;

    private static Browser browser;
    private static LibertyProcess server;
    private static PostgresUrl source;
    private static Path uploads;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        source = TestCluster.createDatabase();
        Databases.fill(source);
        uploads = FileTrees.uploads(files.toRealPath().resolve("uploads"));
        server = LibertyProcess.start(
                home,
                home.resolve("server"),
                Installation.in(home)
                        .variables(
                                source,
                                TestCluster.createDatabase(),
                                Map.of(
                                        "BACKUP_SCHEDULE_DATABASE",
                                        "0 0 0 1 1 ?",
                                        "BACKUP_FILE_SETS",
                                        "uploads=" + uploads,
                                        "BACKUP_TEST_AFTER_BACKUP",
                                        "false")));
        server.awaitStarted(Duration.ofMinutes(3));
        backUp(server, "database");
    }

    /** What a call answers. */
    static JsonNode get(LibertyProcess server, String path) throws Exception {
        return Json.MAPPER.readTree(
                HTTP.send(call(server, path).build(), BodyHandlers.ofString()).body());
    }

    static void backUp(LibertyProcess server, String type) throws Exception {
        HttpResponse<String> accepted = HTTP.send(
                call(server, "/api/admin/backup-system")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(BACKUP.formatted(type)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(accepted.statusCode()).isEqualTo(202);
        HttpRequest ask = call(server, accepted.headers().firstValue("Location").orElseThrow())
                .build();
        Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(Json.MAPPER
                        .readTree(HTTP.send(ask, BodyHandlers.ofString()).body())
                        .path("state")
                        .asText())
                .isEqualTo("succeeded"));
    }

    private static HttpRequest.Builder call(LibertyProcess server, String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Authorization", "Bearer " + Installation.KEY);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aLostRowComesBackAndTheRecoveryIsUndone() throws Exception {
        Databases.execute(source, "DELETE FROM orders WHERE id = 42");
        open();
        requireReadable("recover-choose");

        chooseWhatIsNotThere();
        browser.see("input[value=newest]").click();
        plan();
        assertThat(browser.text())
                .contains(
                        "Would be missing",
                        "Within the objective",
                        "What is called " + source.database()
                                + " now is kept under another name, and can be put back.");
        assertThat(browser.text()).contains("checks found nothing that stands in the way");
        requireReadable("recover-plan");

        confirmByName();
        browser.read("is running");
        browser.see(".steps li[aria-current=step]");
        requireReadable("recover-running");
        browser.read("is recovered, and in use");
        awaitFocus("What came of it");
        browser.read("Is missing");
        assertThat(lostRow()).containsExactly("42");
        assertThat(browser.text()).contains("was kept as", "Met", "Done");
        requireReadable("recover-done");

        String address = browser.driver().getCurrentUrl();
        browser.driver().navigate().refresh(); // whoever comes back later sees the same
        browser.read("is recovered, and in use");
        browser.see(".card-head button").sendKeys(Keys.ENTER);
        browser.see("dialog[open]");
        requireReadable("recover-undo");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        Awaitility.await().untilAsserted(() -> assertThat(browser.evaluate("return document.querySelector('dialog')"))
                .isNull());
        assertThat(lostRow()).containsExactly("42"); // nothing is undone unasked
        browser.see(".card-head button").click();
        browser.see("dialog button[type=submit]").click();
        browser.read("The recovery is undone");
        awaitFocus("What came of it");
        assertThat(lostRow()).isEmpty();
        assertThat(Databases.query(source, "SELECT count(*) FROM orders")).containsExactly("4999");
        requireReadable("recover-undone");

        browser.evaluate("location.hash = '#/recover'");
        browser.read("Undone");
        assertThat(browser.driver().getCurrentUrl()).isNotEqualTo(address);
        browser.prefer("dark");
        requireReadable("recover-dark");
        browser.evaluate("location.hash = '#/recover/<img src=x onerror=window.stolen=1>'");
        browser.read("There is no such recovery");
        assertThat(browser.evaluate("return window.stolen")).isNull();
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404")); // not known, or not yet
    }

    @Test
    void whatStandsInTheWayForbidsItAndAFailureLeavesProductionAlone() throws Exception {
        Databases.execute(
                source,
                "CREATE SUBSCRIPTION others CONNECTION 'host=127.0.0.1' PUBLICATION theirs"
                        + " WITH (connect = false, slot_name = NONE)");
        open();
        plan();
        browser.read("This recovery can't begin");
        assertThat(browser.text()).contains("In the way", "subscribes to others: others", "Drop the subscriptions");
        assertThat(browser.driver().findElements(By.cssSelector(CONFIRM + ", #name")))
                .isEmpty();
        requireReadable("recover-blocked");

        Databases.execute(source, "DROP SUBSCRIPTION others");
        browser.see(".wizard > .buttons button").click();
        browser.see("#name");
        Path checks = Files.createDirectories(home.resolve("config/checks"));
        Path check = Files.writeString(
                checks.resolve("orders.sql"),
                "-- name: Nobody has ordered\n-- expect: 0\nSELECT count(*) FROM orders;\n");
        try {
            confirmByName();
            browser.read("The recovery has failed");
        } finally {
            Files.delete(check);
        }
        awaitFocus("What came of it");
        assertThat(browser.text())
                .contains("'Nobody has ordered'", "Production is as it was", "Not reached")
                .doesNotContain("Undo …");
        requireReadable("recover-failed");
    }

    @Test
    void aLostFileComesBackAndTheRecoveryIsUndone() throws Exception {
        backUp(server, "files");
        Files.writeString(uploads.resolve("large.xlsx"), "ransom");
        Files.writeString(uploads.resolve("later.txt"), "later");
        open();
        browser.see("input[value=files_only]").click();
        browser.see("#paths").sendKeys(uploads.resolve("large.xlsx").toString());
        requireReadable("recover-choose-files");

        plan();
        assertThat(browser.text())
                .contains(
                        "The files of uploads",
                        "1 file, 9.4 MB",
                        "Only",
                        uploads.resolve("large.xlsx").toString())
                .contains("is kept beside it", "type the name of the file sets: uploads")
                .doesNotContain("Their connections are ended");
        requireReadable("recover-plan-files");
        browser.see("#name").sendKeys("uploads", Keys.ENTER);
        browser.read("The files of uploads are recovered, and in use");
        awaitFocus("What came of it");
        browser.read("from backup");
        assertThat(uploads.resolve("large.xlsx")).hasSize(9 << 20);
        assertThat(uploads.resolve("later.txt")).hasContent("later");
        requireReadable("recover-done-files");

        browser.see(".card-head button").click();
        browser.see("dialog button[type=submit]").click();
        browser.read("The recovery is undone: the files of uploads are what they were before");
        assertThat(uploads.resolve("large.xlsx")).hasContent("ransom");
        browser.evaluate("location.hash = '#/recover'");
        browser.read("The files of uploads");
    }

    private static void open() {
        browser.resize(1360, 900);
        browser.prefer("light");
        browser.open(server.address() + "/#/recover");
        browser.forget();
        browser.driver().navigate().refresh();
        browser.see("#key").sendKeys(Installation.KEY, Keys.ENTER);
        browser.read("Step 1 of 3");
        browser.complaints();
    }

    private static void plan() {
        browser.read("Backup 20");
        browser.see("form.wizard button[type=submit]").sendKeys(Keys.ENTER);
        awaitFocus("Step 2 of 3: what would be done");
    }

    private static void chooseWhatIsNotThere() {
        browser.see("input[value=at]").click();
        browser.see("#at");
        browser.evaluate("const at = document.querySelector('#at'); at.value = '2001-02-03T04:05:06';"
                + " at.dispatchEvent(new Event('input', {bubbles: true}))");
        browser.read("The catalog knows of no backup of then");
        browser.see("form.wizard button[type=submit]").click();
        browser.see(".trouble");
        browser.read("No backup");
    }

    /** The button works with the very name only. */
    private static void confirmByName() {
        String name = source.database();
        WebElement field = browser.see("#name");
        for (String wrong : List.of("", name.substring(1), name.toUpperCase(Locale.ROOT), name + " ")) {
            field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, wrong);
            assertThat(browser.see(CONFIRM).isEnabled()).as("'%s'", wrong).isFalse();
        }
        field.sendKeys(Keys.ENTER);
        assertThat(browser.text()).contains("Step 3 of 3");
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, name);
        browser.read("That is its name.");
        assertThat(browser.see(CONFIRM).isEnabled()).isTrue();
        field.sendKeys(Keys.ENTER);
    }

    /** By screen readers, and on a phone. */
    private static void requireReadable(String name) throws IOException {
        assertThat(browser.accessibilityProblems()).as(name).isEmpty();
        browser.screenshot(name);
        browser.resize(390, 844);
        assertThat((List<?>) browser.evaluate(WIDER_THAN_THE_PAGE))
                .as("wider than a phone: " + name)
                .isEmpty();
        browser.screenshot(name + "-phone");
        browser.resize(1360, 900);
    }

    private static void awaitFocus(String heading) {
        Awaitility.await().untilAsserted(() -> assertThat(browser.evaluate("return document.activeElement.textContent"))
                .isEqualTo(heading));
    }

    private static List<String> lostRow() {
        return Databases.query(source, "SELECT id FROM orders WHERE id = 42");
    }
}
