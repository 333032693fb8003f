package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.Browser;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/** What each role is shown, and is not, in a browser. */
class DashboardRolesIT {
    @TempDir
    static Path home;

    private static LibertyProcess server;
    private static PostgresUrl catalog;
    private static String target;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        PostgresUrl source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        Databases.fill(source);
        server = LibertyProcess.start(
                home, home.resolve("server"), Installation.in(home).variables(source, catalog, Map.of()));
        server.awaitStarted(Duration.ofMinutes(2));
        target = TargetId.ofDatabase(source.database()).value();
        DashboardPast.write(catalog, target);
        DashboardPast.alert(catalog, target, "disk", "error", "The disk is nearly full", "97 %.", "Free space.");
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

    @BeforeEach
    void openSignedOut() {
        browser.resize(1360, 900);
        browser.prefer("light");
        browser.open(server.address() + "/");
        browser.forget();
        browser.driver().navigate().refresh();
        browser.see("#key");
        browser.complaints();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "viewer, false, false, false",
        "operator, true, false, false",
        "recovery, true, true, false",
        "admin, true, true, true"
    })
    void eachRoleIsOfferedWhatItMay(String role, boolean works, boolean recovers, boolean rules) throws Exception {
        signIn(create("browser-" + role, role));

        browser.read("Signed in with the key browser-" + role + ", role " + role);
        assertThat(button("Back up " + target + " now").isEnabled()).isEqualTo(works);
        assertThat(button("Acknowledge: The disk is nearly full").isEnabled()).isEqualTo(works);
        if (!works) {
            assertThat(button("Back up " + target + " now").getAttribute("title"))
                    .isEqualTo("Needs the role operator; your key has the role viewer.");
        }
        assertThat(browser.driver().findElements(By.linkText("Routes in Hawtio")))
                .hasSize(rules ? 1 : 0);
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("overview-as-" + role);
        show("tests");
        assertThat(button("Run a test").isEnabled()).isEqualTo(works);
        show("recover");
        WebElement plan = button("Show the plan");
        assertThat(plan.isEnabled()).isEqualTo(works);
        if (works && !recovers) {
            assertThat(call("POST", "{\"action\":\"disaster_recovery\",\"options\":{\"confirmed\":true}}"))
                    .isEqualTo(403L);
        }
        // What the page does not offer, the service refuses.
        assertThat(call("POST", "{\"action\":\"backup\",\"type\":\"explode\"}")).isEqualTo(works ? 422L : 403L);
        assertThat(call("POST", "{\"action\":\"initialize\",\"config\":{\"nothing\":1}}"))
                .isEqualTo(rules ? 422L : 403L);
        assertThat(browser.accessibilityProblems()).isEmpty();
    }

    @Test
    void aViewerSearchesTheTrailAndVerifiesIt() throws Exception {
        signIn(create("searcher", "viewer"));
        show("audit");
        browser.read("The trail is whole");
        browser.see("input[name=actor]").sendKeys("searcher", Keys.ENTER);
        Awaitility.await()
                // the rows of before may go while they are read
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> assertThat(browser.driver().findElements(By.cssSelector("td[data-label='Who']")))
                        .isNotEmpty()
                        .extracting(WebElement::getText)
                        .containsOnly("searcher"));
        assertThat(browser.text()).contains("Sign in", "Read audit");
        assertThat(browser.accessibilityProblems()).isEmpty();
        labelled("Verify the trail").click();
        browser.read("has nothing of the trail yet");
        browser.screenshot("audit-search");
        browser.see("input[name=q]").sendKeys("nothing like this", Keys.ENTER);
        browser.read("Nothing fits");
        assertThat(browser.accessibilityProblems()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whoseKeyIsRevokedIsOut() throws Exception {
        signIn(create("goes", "operator"));
        send("/api/v1/api-keys/goes/revoke", "{}");
        browser.evaluate("location.hash = '#/alerts'");
        browser.read("The session has ended.");
        browser.see("#key");
    }

    private static void signIn(String key) {
        browser.see("#key").sendKeys(key, Keys.ENTER);
        browser.see("table.cards");
    }

    private static void show(String page) {
        browser.evaluate("location.hash = '#/" + page + "'");
        browser.see("nav a[aria-current='page'][href='#/" + page + "']");
        Awaitility.await().until(() -> browser.driver()
                .findElements(By.cssSelector(".loading"))
                .isEmpty());
    }

    /** A button by its name, whether or not its reason stands behind it. */
    private static WebElement button(String name) {
        return Awaitility.await()
                .until(
                        () -> browser.driver().findElements(By.tagName("button")).stream()
                                .filter(button -> named(button).startsWith(name))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    private static WebElement labelled(String text) {
        return button(text);
    }

    private static String named(WebElement button) {
        String label = button.getAttribute("aria-label");
        return label == null ? button.getText() : label;
    }

    /** As a script in the page could, with all that the page knows. */
    private static Object call(String method, String body) {
        return browser.evaluate("return (async () => {"
                + "const session = await (await fetch('/api/session')).json();"
                + "const answer = await fetch('/api/admin/backup-system', {method: '" + method
                + "', headers: {'Content-Type':"
                + " 'application/json', 'X-CSRF-Token': session.csrfToken}, body: '" + body + "'});"
                + "return answer.status; })()");
    }

    private static String create(String name, String role) throws Exception {
        return Json.MAPPER
                .readTree(send("/api/v1/api-keys", "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}"))
                .path("key")
                .asText();
    }

    private static String send(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Authorization", "Bearer " + Installation.KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
