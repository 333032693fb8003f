package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.AlertRule;
import co.zencap.backup.alert.Components;
import co.zencap.backup.alert.webhook.Webhook;
import co.zencap.backup.operation.Operation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of what, as the operator writes it down. */
class AlertsReaderTest {
    @TempDir
    Path home;

    private final Map<String, String> variables =
            new HashMap<>(Map.of("BACKUP_MONITORING_WEBHOOK", "https://hooks.example.org/t0ken"));

    @BeforeEach
    void copyConfig() throws IOException {
        Path formats = Files.createDirectories(home.resolve("config/webhook-formats"));
        Files.copy(Path.of("config/webhooks.yaml"), home.resolve("config/webhooks.yaml"));
        Files.copy(Path.of("config/alert-rules.yaml"), home.resolve("config/alert-rules.yaml"));
        try (var files = Files.list(Path.of("config/webhook-formats"))) {
            for (Path file : files.toList()) {
                Files.copy(file, formats.resolve(file.getFileName()));
            }
        }
    }

    private AlertSettings read() {
        return new AlertsReader(variables, home).read(ZoneOffset.UTC);
    }

    private AlertSettings rules(String yaml) throws IOException {
        Files.writeString(home.resolve("config/alert-rules.yaml"), yaml);
        return read();
    }

    private AlertSettings webhooks(String yaml) throws IOException {
        Files.writeString(home.resolve("config/webhooks.yaml"), yaml);
        return read();
    }

    @Test
    void asDeliveredThereAreNoRulesAndNoOtherWebhooks() {
        assertThat(read().rules()).isEmpty();
        assertThat(read().channels()).containsExactly("webhook");
        variables.clear();
        assertThat(read().channels()).isEmpty();
    }

    @Test
    void rulesAreReadInTheirOrder() throws IOException {
        AlertSettings settings = rules(
                """
                rules:
                  at-night:
                    levels: [warning, ERROR]
                    components: [backup]
                    targets: [shop]
                    between: 20:00-07:00
                    channels: [webhook]
                  rest:
                    channels: []
                """);

        assertThat(settings.rules()).hasSize(2);
        AlertRule night = settings.rules().get(0);
        assertThat(night.levels()).isEqualTo(Set.of(Level.WARNING, Level.ERROR));
        assertThat(night.components()).isEqualTo(Set.of("backup"));
        assertThat(night.targets()).isEqualTo(Set.of("shop"));
        assertThat(night.hours()).contains(new AlertRule.Hours(LocalTime.of(20, 0), LocalTime.of(7, 0)));
        assertThat(night.channels()).isEqualTo(List.of("webhook"));
        assertThat(settings.rules().get(1).levels()).isEmpty();
        assertThat(settings.rules().get(1).hours()).isEmpty();
        assertThat(settings.rules().get(1).channels()).isEmpty();
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{channels: [pigeon]} | names the channel 'pigeon', which is not set up. HINT: there is webhook.",
                "{levels: [bad], channels: []} | names the level 'bad'. HINT: there are info, warning, error and critical.",
                "{components: [backups], channels: []} | names the component 'backups', which no alert is of. HINT: there are audit, backup,",
                "{between: noon, channels: []} | has 'noon' as its time of day. HINT: write it like 20:00-07:00.",
                "{between: 20:00-25:00, channels: []} | has '20:00-25:00' as its time of day",
                "{between: 20:00, channels: []} | as its time of day",
                "{levels: [error]} | has no channels. HINT:",
                "{chanels: []} | HINT: a rule has channels and",
                "'' | An entry is empty. HINT: a rule has channels and",
            })
    void aRuleThatMakesNoSenseStopsTheStart(String rule, String message) {
        assertThatThrownBy(() -> rules("rules:\n  night: " + rule + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alert-rules.yaml")
                .hasMessageContaining(message);
    }

    /** What is raised somewhere can be named in a rule. */
    @Test
    void eachComponentOfAnAlertIsKnown() throws IOException {
        var raised = new TreeSet<String>();
        try (var sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Pattern.compile("Alert\\s*\\.of\\([^,;]+,\\s*\"([a-z-]+)\"")
                        .matcher(Files.readString(source))
                        .results()
                        .forEach(found -> raised.add(found.group(1)));
            }
        }
        // That of a digest goes where its parts go.
        raised.remove("alerts");

        assertThat(Components.known()).containsAll(raised);
        var neither = new TreeSet<>(Components.known());
        neither.removeAll(raised);
        Arrays.stream(Operation.Kind.values()).map(Operation.Kind::toString).forEach(neither::remove);
        assertThat(neither).as("known, and raised by nothing").isEmpty();
        assertThat(raised).contains("backup", "health", "trend");
    }

    @Test
    void theFileOfRulesTellsOfEachComponent() throws IOException {
        String text = Files.readString(Path.of("config/alert-rules.yaml")).replaceAll("\\s*\\n#\\s+", " ");

        assertThat(text).contains("components  " + String.join(", ", Components.known()) + "; left out: any");
    }

    @Test
    void aFileThatIsNoListOfRulesStopsTheStart() {
        assertThatThrownBy(() -> rules("rulez: {}"))
                .hasMessageContaining("It has not the one member 'rules'. HINT: see the example in it.");
        assertThatThrownBy(() -> rules("rules: [")).hasMessageContaining("alert-rules.yaml: ");
    }

    @Test
    void allDeliveredWebhooksCanBeUsed() {
        variables.put("BACKUP_WEBHOOKS", "pagerduty, opsgenie, servicenow, jira, teams, discord");
        for (String name : List.of("SERVICENOW_URL", "JIRA_URL", "TEAMS_WEBHOOK_URL", "DISCORD_WEBHOOK_URL")) {
            variables.put(name, "https://example.org/" + name);
        }
        for (String name : List.of("PAGERDUTY_KEY", "OPSGENIE_KEY", "SERVICENOW_LOGIN", "JIRA_LOGIN")) {
            variables.put(name, "s3cret");
        }
        variables.put("DISASTER_WEBHOOK_URL", "https://incidents.example.org/");

        AlertSettings settings = read();

        assertThat(settings.channels())
                .containsExactlyInAnyOrder(
                        "webhook", "disaster", "pagerduty", "opsgenie", "servicenow", "jira", "teams", "discord");
        assertThat(settings.channels())
                .filteredOn(settings::isTickets)
                .containsExactlyInAnyOrder("pagerduty", "opsgenie", "servicenow", "jira");
        assertThat(settings.channels()).extracting(settings::route).containsOnly("webhook");
        assertThat(settings.route("email")).isEqualTo("email");
        assertThat(webhook(settings, "pagerduty").address()).isEqualTo(URI.create("https://events.pagerduty.com"));
        assertThat(settings.toString()).doesNotContain("s3cret", "t0ken");
    }

    @Test
    void oneOfTheOperatorsOwnMayGetOurDocuments() throws IOException {
        variables.put("BACKUP_WEBHOOKS", "mine");
        variables.put("MINE", "https://mine.example.org/");

        AlertSettings settings = webhooks("webhooks: {mine: {url: MINE}}");

        assertThat(webhook(settings, "mine").format()).isEmpty();
        assertThat(settings.isTickets("mine")).isFalse();
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{format: pagerduty, secret: KEY} | names the variable KEY, which is not set",
                "{format: pagerduty} | lacks a secret, which its format pagerduty wants",
                "{format: jira, url: SET, secret: SET} | lacks the word 'project', which its format jira wants",
                "{format: carrier-pigeon, url: SET} | the format 'carrier-pigeon', which is not there",
                "{format: ../webhooks, url: SET} | the format '../webhooks', which is not there",
                "{format: teams} | has no url. HINT: name the variable",
                "{format: teams, url: FTP} | FTP is not an http or https URL",
                "{format: teams, url: LINES} | LINES holds a line break",
                "{format: teams, adress: SET} | HINT: a webhook has a format",
            })
    void aWebhookThatMakesNoSenseStopsTheStart(String webhook, String message) {
        variables.putAll(Map.of(
                "BACKUP_WEBHOOKS", "mine",
                "SET", "https://example.org/",
                "FTP", "ftp://example.org",
                "LINES", "https://example.org/\r\nX-More: y"));

        assertThatThrownBy(() -> webhooks("webhooks: {mine: " + webhook + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT: ");
    }

    @Test
    void aWebhooksNameIsItsOwn() {
        variables.put("BACKUP_WEBHOOKS", "email");

        assertThatThrownBy(() -> webhooks("webhooks: {email: {format: teams, url: X}}"))
                .hasMessageContaining("'email' can't name a webhook. HINT: ");
        assertThatThrownBy(() -> webhooks("webhooks: {team: {format: teams, url: X}}"))
                .hasMessageContaining("BACKUP_WEBHOOKS names 'email', which is not in config/webhooks.yaml."
                        + " HINT: there is team.");
    }

    @Test
    void aFormatThatSaysNotHowToCloseStopsTheStart() throws IOException {
        variables.put("BACKUP_WEBHOOKS", "mine");
        variables.put("SET", "https://example.org/");
        Files.writeString(home.resolve("config/webhook-formats/own.yaml"), "open: {body: {text: \"${title}\"}}");

        assertThatThrownBy(() -> webhooks("webhooks: {mine: {format: own, url: SET}}"))
                .hasMessageContaining("own.yaml")
                .hasMessageContaining("HINT: a format has url, ticket");
    }

    private static Webhook webhook(AlertSettings settings, String name) {
        return settings.webhooks().all().stream()
                .filter(webhook -> webhook.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
