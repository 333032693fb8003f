package co.zencap.backup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium without a window: the system's own, or that of its packages. */
public final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Path PROVIDER = Path.of("src/test/sh/chromium.sh");
    private static final String MISSING =
            """
            NO BROWSER TEST HAS RUN: there is no Chromium with its driver on this machine, and no way to get one, so nobody
            has looked at the dashboard. HINT: as root, apt-get install -y chromium chromium-driver; then build again.""";

    private final ChromeDriver driver;
    private final String axe;

    private Browser(ChromeDriver driver) throws IOException {
        this.driver = driver;
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Starts it. Where there is none, it is got from the distribution's packages; where that can't be done, the test is left
     * out with a loud word, and fails on a build server.
     */
    public static Browser start() throws IOException, InterruptedException {
        List<Path> programs = programs();
        if (programs.size() != 2) {
            System.err.println(MISSING);
            assertThat(System.getenv("CI")).as(MISSING).isNull();
            Assumptions.abort(MISSING);
        }
        var options = new ChromeOptions();
        options.setBinary(programs.get(0).toFile());
        options.addArguments("--headless=new", "--disable-gpu", "--hide-scrollbars", "--lang=en-GB");
        if ("root".equals(System.getProperty("user.name"))) {
            options.addArguments("--no-sandbox"); // Chromium's own sandbox does not work for root
        }
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(programs.get(1).toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Chromium and its driver; nothing where there is no way to get them. */
    private static List<Path> programs() throws IOException, InterruptedException {
        Process provider = new ProcessBuilder("sh", PROVIDER.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        provider.getOutputStream().close();
        try (var lines = provider.inputReader()) {
            List<Path> programs = lines.lines().map(Path::of).toList();
            return provider.waitFor() == 0 ? programs : List.of();
        }
    }

    /** Opens an address. */
    public void open(String address) {
        driver.get(address);
    }

    /** Without anything that an earlier visit has left. */
    public void forget() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeScript("localStorage.clear(); sessionStorage.clear()");
    }

    /** All cookies, also those that no page may see. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> cookies() {
        return (List<Map<String, Object>>)
                driver.executeCdpCommand("Network.getAllCookies", Map.of()).get("cookies");
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** Waits for an element that a person sees. */
    public WebElement see(String css) {
        return await(() -> driver.findElements(By.cssSelector(css)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst())
                .orElseThrow();
    }

    /** Waits for a text on the page. */
    public void read(String text) {
        await(() -> Optional.of(text).filter(t -> text().contains(t)));
    }

    /** All that the page says. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    private <T> Optional<T> await(Supplier<Optional<T>> question) {
        try {
            return new WebDriverWait(driver, Duration.ofSeconds(40), Duration.ofMillis(100))
                    .ignoring(StaleElementReferenceException.class)
                    .until(d -> {
                        Optional<T> answer = question.get();
                        return answer.isPresent() ? answer : null;
                    });
        } catch (TimeoutException e) {
            throw new AssertionError(driver.getCurrentUrl() + " says: " + text(), e);
        }
    }

    /** What a script of the page's own would get. */
    public Object evaluate(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** As on a screen of that size; a narrow one is a phone's. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** As somebody who prefers {@code light} or {@code dark}. */
    public void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What axe-core has against the page: rule, help and the first places of each. */
    @SuppressWarnings("unchecked")
    public List<String> accessibilityProblems() {
        driver.executeScript(axe);
        return (List<String>)
                driver.executeAsyncScript(
                        """
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations']}).then(
                  found => done(found.violations.map(v => v.id + ': ' + v.help + ': '
                      + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))),
                  problem => done(['axe failed: ' + problem]));""");
    }

    /** What the browser has complained of since the last call, violations of the page's own policy among it. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The whole page, into {@code target/screenshots/}. */
    public void screenshot(String name) throws IOException {
        screenshot(name, 2400);
    }

    /** The same of the page's upper part alone, so many points high at most. */
    @SuppressWarnings("unchecked")
    public void screenshot(String name, int most) throws IOException {
        var size = (List<Long>) driver.executeScript(
                "return [document.documentElement.clientWidth, document.documentElement.scrollHeight]");
        Map<String, Object> taken = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x",
                                0,
                                "y",
                                0,
                                "width",
                                size.get(0),
                                "height",
                                Math.min(most, size.get(1)),
                                "scale",
                                1)));
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) taken.get("data")));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
