package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.Browser;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The dashboard as a person uses it: in the system's Chromium, with the packaged server behind it. */
class DashboardIT {
    private static final List<String> PAGES =
            List.of("", "operations", "backups", "tests", "alerts", "recover", "storage", "schedules", "audit");
    private static final String HOSTILE =
            "<img src=x onerror=\"window.stolen=1\"><script>window.stolen=1</script>{{7*7}}${7*7}";

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
                home,
                home.resolve("server"),
                Installation.in(home).variables(source, catalog, Map.of("BACKUP_SCHEDULE_DATABASE", "0 0 0 1 1 ?")));
        server.awaitStarted(Duration.ofMinutes(2));
        target = TargetId.ofDatabase(source.database()).value();
        DashboardPast.write(catalog, target);
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

    @Test
    void theKeyIsSentOnceAndKeptNowhere() throws Exception {
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("sign-in");
        browser.see("#key").sendKeys("not the key", Keys.ENTER);
        browser.read("That key opens nothing");

        signIn();

        assertThat(browser.cookies()).singleElement().satisfies(cookie -> assertThat(cookie)
                .containsEntry("name", "zencap-session")
                .containsEntry("path", "/api")
                .containsEntry("httpOnly", true)
                .containsEntry("sameSite", "Strict"));
        assertThat(browser.evaluate("return document.cookie")).isEqualTo("");
        assertThat(browser.evaluate("return JSON.stringify([{...localStorage}, {...sessionStorage}, location.href,"
                        + " document.documentElement.outerHTML])"))
                .asString()
                .doesNotContain(Installation.KEY);

        browser.driver().navigate().refresh();
        browser.read("Targets"); // still signed in
        button("Sign out").click();
        browser.read("You are signed out.");
        browser.driver().navigate().refresh();
        browser.see("#key");
    }

    @Test
    void aBackupIsMadeWithTheKeyboardAndFollowedAsItRuns() throws Exception {
        signIn();
        browser.evaluate("window.sameVisit = true");
        long before = backups();
        press("Back up " + target + " now");
        browser.see("dialog[open]");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("confirmation");
        assertThat(browser.evaluate("return document.activeElement.closest('dialog') !== null"))
                .isEqualTo(true);
        assertThat(backups()).isEqualTo(before); // nothing begins unasked
        browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
        awaitNo("dialog");
        WebElement button = browser.driver().switchTo().activeElement();
        assertThat(button.getAttribute("aria-label")).isEqualTo("Back up " + target + " now"); // the focus is back

        button.sendKeys(Keys.ENTER);
        browser.see("dialog[open]");
        browser.driver().switchTo().activeElement().sendKeys(Keys.TAB, Keys.ENTER);

        browser.see(".running li progress");
        browser.screenshot("running");
        browser.see(".lamp.good time"); // restored and compared
        browser.read("Restored");
        WebElement made = browser.see("td[data-label='Last good backup'] a[href^='#/backups/']");
        made.click();
        browser.read("its signature checked");
        assertThat(browser.text()).contains("database.dump.zst.enc", "Restored and compared", "public.");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("backup");
        browser.driver().get(server.address() + "/#/tests");
        browser.see("td[data-label='Ended'] a").click();
        browser.read("Save the certificate");
        browser.read("Signed");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("test");
        assertThat(browser.evaluate("return window.sameVisit")).isEqualTo(true); // and never loaded anew
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hostileNamesAreWordsAndNoMarkup() throws Exception {
        DashboardPast.alert(catalog, target, "hostile", "warning", HOSTILE, HOSTILE, HOSTILE);
        DashboardPast.failedOperation(catalog, HOSTILE, HOSTILE);
        Databases.execute(
                catalog,
                "UPDATE zencap.backups SET target = '" + HOSTILE + "', kind = 'files' WHERE id ="
                        + " (SELECT id FROM zencap.backups ORDER BY created_at LIMIT 1)",
                "INSERT INTO zencap.backup_holds (backup_id, reason, placed_by, placed_at)" + " SELECT id, '" + HOSTILE
                        + "', 'api', now() FROM zencap.backups ORDER BY created_at LIMIT 1");
        signIn();
        try {
            for (String page : List.of("", "operations", "backups", "alerts", "alerts/hostile", "storage", "audit")) {
                show(page);
                if (!page.equals("storage") && !page.equals("audit")) {
                    browser.read("onerror=");
                }
                assertThat(browser.evaluate("return document.querySelectorAll('main img, main script').length"))
                        .as(page)
                        .isEqualTo(0L);
                assertThat(browser.evaluate("return window.stolen")).as(page).isNull();
                assertFits(page);
            }
            browser.evaluate("location.hash = '#/backups/<img src=x onerror=window.stolen=1>'");
            browser.read("There is no backup of that id.");
            assertThat(browser.evaluate("return window.stolen")).isNull();
            assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404")); // that very call
        } finally {
            Databases.execute(
                    catalog,
                    "DELETE FROM zencap.backup_monitoring_alerts WHERE id = 'hostile'",
                    "DELETE FROM zencap.backup_holds",
                    "DELETE FROM zencap.backup_operations WHERE target LIKE '<img%'",
                    "DELETE FROM zencap.backups WHERE target LIKE '<img%'");
        }
    }

    @Test
    void anAlertIsAcknowledgedSilencedAndResolved() throws Exception {
        String title = "The disk of the repository is nearly full";
        DashboardPast.alert(
                catalog, target, "disk", "error", title, "97 % of 200 GB are used.", "Free space, or enlarge it.");
        signIn();
        browser.read("1 problem to see to now");
        browser.read("Free space, or enlarge it.");
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("alert");

        labelled("Acknowledge: " + title).click();
        confirm();
        browser.read("Acknowledged.");
        assertThat(alert("acknowledged_by")).isEqualTo("admin API");
        show("alerts/disk");
        browser.read("Acknowledged just now");
        labelled("Silence: " + title).click();
        new Select(browser.see("dialog select[name=hours]")).selectByValue("24");
        confirm();
        browser.read("Silenced until");
        labelled("Resolve: " + title).click();
        confirm();
        browser.read("Over just now");
        assertThat(alert("resolved_at IS NOT NULL")).isEqualTo("t");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"light, 1360, 900", "dark, 1360, 900", "phone, 390, 844"})
    void everyPageCanBeReadByAll(String name, int width, int height) throws Exception {
        browser.resize(width, height);
        browser.prefer(name.equals("phone") ? "light" : name);
        signIn();
        for (String page : PAGES) {
            show(page);
            assertThat(browser.accessibilityProblems()).as(name + " " + page).isEmpty();
            assertFits(name + " " + page);
            browser.screenshot((page.isEmpty() ? "overview" : page) + "-" + name);
        }
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.evaluate("return performance.getEntriesByType('resource').every("
                        + "r => r.name.startsWith(location.origin))"))
                .isEqualTo(true);
    }

    @Test
    void theChecksFindWhatIsWrong() {
        signIn();
        browser.evaluate("const i = document.createElement('img'); i.src = '/assets/icon.svg';"
                + " document.querySelector('main').append(i)");
        assertThat(browser.accessibilityProblems()).anyMatch(problem -> problem.startsWith("image-alt"));
        browser.evaluate("document.querySelector('main').setAttribute('style', 'color: red')");
        browser.evaluate("try { document.querySelector('main').innerHTML = '<b>x</b>' } catch (e) { }");
        assertThat(browser.evaluate("return document.querySelector('main > b')"))
                .isNull();
        assertThat(browser.complaints()).isNotEmpty();
    }

    @Test
    void aChosenThemeStaysAndIsThereBeforeTheFirstPaint() {
        signIn();
        browser.see(".plain-button[aria-label^='Theme: system']").click();
        browser.see(".plain-button[aria-label^='Theme: light']").click();
        browser.see(".plain-button[aria-label^='Theme: dark']");
        browser.driver().navigate().refresh();
        assertThat(browser.evaluate("return document.documentElement.dataset.theme"))
                .isEqualTo("dark");
        browser.evaluate("localStorage.clear()");
    }

    private static void signIn() {
        browser.see("#key").sendKeys(Installation.KEY, Keys.ENTER);
        browser.see("table.cards");
    }

    /** Shows a page, and waits until it has what it shows. */
    private static void show(String page) {
        browser.evaluate("location.hash = '#/" + page + "'");
        browser.see("nav a[aria-current='page'][href='#/" + page.split("/")[0] + "']");
        browser.evaluate("window.scrollTo(0, 0)");
        browser.see(page.equals("storage") ? ".chart" : page.equals("audit") ? ".card .lamp" : ".card");
        awaitNo(".loading");
    }

    /** Goes to a button with the tabulator key, and presses it. */
    private static void press(String label) {
        browser.evaluate("document.activeElement.blur()");
        for (int i = 0; i < 60; i++) {
            WebElement focused = browser.driver().switchTo().activeElement();
            if (label.equals(focused.getAttribute("aria-label"))) {
                focused.sendKeys(Keys.ENTER);
                return;
            }
            focused.sendKeys(Keys.TAB);
        }
        throw new AssertionError("The keyboard does not reach " + label);
    }

    private static WebElement labelled(String label) {
        return browser.see("button[aria-label='" + label + "']");
    }

    private static WebElement button(String text) {
        return browser.driver().findElements(By.tagName("button")).stream()
                .filter(button -> button.getText().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static void confirm() {
        browser.see("dialog button[type=submit]").click();
        awaitNo("dialog");
    }

    private static void awaitNo(String css) {
        Awaitility.await()
                .until(() -> browser.driver().findElements(By.cssSelector(css)).isEmpty());
    }

    private static void assertFits(String page) {
        assertThat((Long) browser.evaluate(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("wider than the screen: " + page)
                .isZero();
    }

    private static long backups() {
        return Databases.query(catalog, "SELECT id FROM zencap.backup_operations WHERE kind = 'backup'")
                .size();
    }

    private static String alert(String column) {
        return Databases.query(catalog, "SELECT " + column + " FROM zencap.backup_monitoring_alerts WHERE id = 'disk'")
                .get(0);
    }
}
