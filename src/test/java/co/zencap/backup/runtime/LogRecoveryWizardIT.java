package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Browser;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a critical database has got since its last dump comes back by the recovery wizard, on the packaged server. */
class LogRecoveryWizardIT {
    @TempDir
    static Path home;

    private static Browser browser;
    private static LibertyProcess server;
    private static LocalCluster cluster;
    private static PostgresUrl shop;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start();
        cluster = LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(),
                TestCluster.newHome(),
                0,
                Profile.DURABLE,
                Map.of("wal_level", "replica", "fsync", "off")));
        shop = cluster.createDatabase("shop");
        Databases.fill(shop);
        server = LibertyProcess.start(
                home,
                home.resolve("server"),
                Installation.in(home)
                        .variables(
                                shop,
                                TestCluster.createDatabase(),
                                Map.of(
                                        "BACKUP_CRITICAL_TARGETS",
                                        "shop",
                                        "BACKUP_SANDBOX_BIN",
                                        TestCluster.binaries().bin().toString(),
                                        "BACKUP_TEST_AFTER_BACKUP",
                                        "false")));
        server.awaitStarted(Duration.ofMinutes(3));
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        if (cluster != null) {
            cluster.delete();
        }
    }

    /** The newest backup of a kind. */
    private static String newest(String kind) throws Exception {
        for (JsonNode each : RecoveryWizardIT.get(server, "/api/v1/backups")) {
            if (each.path("kind").asText().equals(kind)) {
                return each.path("id").asText();
            }
        }
        throw new AssertionError("There is no backup of kind " + kind);
    }

    private static void requireBaseBackupsAreNotTestedOnDemand() throws Exception {
        assertThat(buttons("Back up shop-base now")).hasSize(1);
        assertThat(buttons("Test the newest backup of shop")).hasSize(1);
        assertThat(buttons("Test the newest backup of shop-base")).isEmpty();
        browser.see("button[aria-label='Back up shop-base now']").click();
        browser.read("All files of the cluster are read");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);

        browser.evaluate("location.hash = '#/backups/" + newest("base") + "'");
        browser.read("shop-base");
        assertThat(browser.driver().findElements(By.xpath("//button[normalize-space()='Verify']")))
                .hasSize(1);
        assertThat(browser.driver().findElements(By.xpath("//button[normalize-space()='Test']")))
                .isEmpty();
    }

    private static List<WebElement> buttons(String label) {
        return browser.driver().findElements(By.cssSelector("button[aria-label='" + label + "']"));
    }

    @Test
    void whatWasWrittenSinceTheDumpComesBack() throws Exception {
        RecoveryWizardIT.backUp(server, "database");
        Databases.execute(shop, "INSERT INTO orders SELECT i, 1, '{}' FROM generate_series(5001, 5010) i");
        browser.resize(1360, 900);
        browser.prefer("light");
        browser.open(server.address() + "/");
        browser.see("#key").sendKeys(Installation.KEY, Keys.ENTER);
        // The base backup begins by itself, and what was written since is there some seconds later.
        Awaitility.await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(browser.text())
                .containsPattern("Would be lost now\\s+[0-9.]+ m?s of 15 min"));
        assertThat(browser.accessibilityProblems()).isEmpty();
        browser.screenshot("overview-log");

        RecoveryWizardIT.backUp(server, "base"); // newer than the dump
        requireBaseBackupsAreNotTestedOnDemand();
        browser.evaluate("location.hash = '#/recover'");
        browser.read("Backup " + newest("database") + " of"); // what is restored where no log is used is no base backup
        browser.see("input[value=newest]").click();
        browser.see("form.wizard button[type=submit]").click();
        browser.read("the write-ahead log in");
        browser.screenshot("recover-log-plan");
        browser.see("#name").sendKeys("shop");
        browser.see("form.wizard button.danger").click();
        browser.read("Replay the write-ahead log");
        browser.read("is recovered, and in use");
        browser.screenshot("recover-log-done");

        assertThat(Databases.query(shop, "SELECT count(*) FROM orders")).containsExactly("5010");
    }
}
