package co.zencap.backup.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.target.TargetId;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is written about metrics, and made of them, names those that there are. */
class MetricDocumentsTest {
    private static final Pattern OURS = Pattern.compile("\\bzencap_[a-z0-9_]+");
    private static final Path RULES = Path.of("k8s/monitoring/prometheus-rules.yaml");
    private static final Path DASHBOARD = Path.of("k8s/monitoring/grafana-dashboard.json");

    @Test
    void theDocumentTellsOfEachMetric() throws Exception {
        String table = Arrays.stream(Metric.values())
                .map(metric -> "| `" + metric.text() + "` | "
                        + metric.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + " | " + metric.help() + " |")
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("docs/metrics.md")))
                .as("docs/metrics.md, which should have:\n" + table)
                .contains(table);
    }

    /** Those that are one for each of something are told with NAME in its place. */
    @Test
    void theDocumentTellsOfEachPart() throws Exception {
        String row = Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `component` |"))
                .findFirst()
                .orElseThrow();
        String sources = Files.readString(Path.of("src/main/java/co/zencap/backup/runtime/HealthWiring.java"))
                + Files.readString(Path.of("src/main/java/co/zencap/backup/api/ReachReport.java"));
        Set<String> parts = Pattern.compile("Component\\.of\\(\\s*\"([a-z]+ ?)\"")
                .matcher(sources)
                .results()
                .map(part -> part.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(parts).contains("catalog", "server ", "repository ");
        for (String part : parts) {
            String name = part.equals("repository ") ? "repository s3" : part.endsWith(" ") ? part + "NAME" : part;
            assertThat(row).containsPattern("\\b" + name + "\\b");
        }
    }

    /** The operator's objective decides, whatever it is. */
    @Test
    void theLogIsBehindByTheObjectiveOfItsDatabase() throws Exception {
        var document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        JsonNode rules = Json.MAPPER.valueToTree(document).at("/spec/groups/0/rules");
        String suffix = Settings.baseTarget(new TargetId("shop")).value().substring("shop".length());

        String behind = "";
        for (JsonNode rule : rules) {
            behind = rule.path("alert").asText().equals("ZencapLogBehind")
                    ? rule.path("expr").asText()
                    : behind;
        }
        assertThat(behind)
                .contains(
                        Metric.WAL_LOSS.text() + " > on (job, instance, target)",
                        Metric.OBJECTIVE_LIMIT.text() + "{objective=\"recovery-point\"}",
                        "\"target\", \"$1" + suffix + "\", \"of\"")
                .doesNotContainPattern("> *[0-9]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/metrics.md",
                "k8s/monitoring/prometheus-rules.yaml",
                "k8s/monitoring/grafana-dashboard.json"
            })
    void everyMetricThatIsNamedThereExists(String file) throws Exception {
        Set<String> known = Arrays.stream(Metric.values()).map(Metric::text).collect(Collectors.toSet());

        assertThat(known).containsAll(named(Path.of(file)));
        assertThat(named(Path.of(file))).isNotEmpty();
    }

    @Test
    void rulesSayWhatIsWrongAndWhatToDo() throws Exception {
        var document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
        JsonNode rules = Json.MAPPER.valueToTree(document).at("/spec/groups/0/rules");

        assertThat(rules.size()).isPositive();
        for (JsonNode rule : rules) {
            assertThat(rule.path("expr").asText()).as(rule.toString()).containsPattern(OURS);
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "error", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
        }
    }

    @Test
    void eachPanelOfTheDashboardAsksForSomething() throws Exception {
        JsonNode panels = Json.MAPPER.readTree(Files.readString(DASHBOARD)).path("panels");

        assertThat(panels.size()).isPositive();
        for (JsonNode panel : panels) {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/targets/0/expr").asText())
                    .as(panel.path("title").asText())
                    .contains("instance=~\"$instance\"");
        }
    }

    private static Set<String> named(Path file) throws IOException {
        return OURS.matcher(Files.readString(file))
                .results()
                .map(result -> result.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
