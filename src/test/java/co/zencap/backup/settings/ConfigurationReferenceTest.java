package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code config/application.properties} says of every setting what it is for and what holds without it, and
 * {@code docs/configuration.md} is made of it: {@code ./mvnw test -Dtest=ConfigurationReferenceTest -Dreference.write=true}.
 */
class ConfigurationReferenceTest {
    private static final Path SOURCE = Path.of("config/application.properties");
    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Pattern SECTION = Pattern.compile("# --- (.+?) -+");
    private static final Pattern SETTING = Pattern.compile("#?([A-Z][A-Z0-9_]+)=(.*)");

    private static final String HEAD =
            """
            # Configuration

            Each setting has the name of its environment variable. The environment wins over `.env.local` in the installation folder, that
            over `config/application-NAME.properties` (`BACKUP_ENVIRONMENT`), and that over `config/application.properties`, of which this
            page is made. `X_FILE` names a file that holds the value of X. A name that means nothing, or a value that can't be, stops the
            start with one sentence that says what to do. Targets, rules and formats have files of their own in `config/`.
            """;

    /** @param value without the setting; empty when there is none */
    private record Setting(String name, String value, String meaning) {}

    private record Section(String title, List<String> intro, List<Setting> settings) {}

    @Test
    void thePageIsWhatTheFileSays() throws IOException {
        String made = page(sections());
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(PAGE, made);
        }

        assertThat(Files.readString(PAGE))
                .as("HINT: ./mvnw test -Dtest=ConfigurationReferenceTest -Dreference.write=true")
                .isEqualTo(made);
    }

    @Test
    void everySettingIsThereOnceAndSaysWhatItIsFor() throws IOException {
        List<Setting> all = sections().stream()
                .flatMap(section -> section.settings().stream())
                .toList();

        assertThat(all).extracting(Setting::name).doesNotHaveDuplicates().containsAll(Variables.KNOWN);
        assertThat(all)
                .allSatisfy(setting ->
                        assertThat(setting.meaning()).as(setting.name()).isNotBlank());
    }

    /** What the file writes down is what holds without it. */
    @Test
    void whatIsWrittenDownIsWhatHoldsWithoutIt() throws IOException {
        // What some settings belong to has to be there.
        var least = new HashMap<>(Map.ofEntries(
                Map.entry("POSTGRES_URL", "postgresql://backup:secret@127.0.0.1:5432/shop"),
                Map.entry("ADMIN_API_KEY", "fedcba9876543210".repeat(4)),
                Map.entry("BACKUP_ENCRYPTION_ENABLED", "false"),
                Map.entry("BACKUP_S3_BUCKET", "backups"),
                Map.entry("BACKUP_S3_OBJECT_LOCK_DAYS", "7"),
                Map.entry("BACKUP_ALERT_EMAILS", "anna@example.org"),
                Map.entry("BACKUP_SMTP_URL", "smtp://127.0.0.1:587"),
                Map.entry("BACKUP_SMTP_FROM", "backup@example.org"),
                Map.entry("SENDGRID_API_KEY", "SG." + "k".repeat(60)),
                Map.entry("SENDGRID_FROM_EMAIL", "backup@example.org"),
                Map.entry("SLACK_BOT_TOKEN", "xoxb-" + "1".repeat(40)),
                Map.entry("BACKUP_SLACK_CHANNEL", "#alerts"),
                Map.entry("TWILIO_SID", "AC" + "0".repeat(32)),
                Map.entry("TWILIO_AUTH_TOKEN", "0".repeat(32)),
                Map.entry("TWILIO_PHONE_NUMBER", "+14155550100"),
                Map.entry("BACKUP_ALERT_PHONE_NUMBERS", "+14155550101")));
        var all = new LinkedHashMap<String, String>(least);
        for (Section section : sections()) {
            for (Setting setting : section.settings()) {
                // OpenTelemetry's own are handed on as they are.
                if (!setting.value().isEmpty() && !setting.name().startsWith("OTEL_")) {
                    all.putIfAbsent(setting.name(), setting.value());
                }
            }
        }
        Path home = Path.of("").toAbsolutePath();

        Settings without = new SettingsReader(least, home).read();
        Settings with = new SettingsReader(all, home).read();

        assertThat(with).usingRecursiveComparison().isEqualTo(without);
    }

    private static List<Section> sections() throws IOException {
        var sections = new ArrayList<Section>();
        var words = new ArrayList<String>();
        String last = "";
        for (String line : Files.readAllLines(SOURCE)) {
            Matcher title = SECTION.matcher(line);
            Matcher setting = SETTING.matcher(line);
            if (title.matches()) {
                sections.add(new Section(title.group(1), new ArrayList<>(), new ArrayList<>()));
                words.clear();
            } else if (setting.matches()) {
                // Those that follow each other without a word share what was said.
                last = words.isEmpty() ? last : String.join(" ", words);
                sections.get(sections.size() - 1).settings().add(new Setting(setting.group(1), setting.group(2), last));
                words.clear();
            } else if (line.startsWith("# ")) {
                words.add(line.substring(2));
            } else if (!sections.isEmpty() && !words.isEmpty()) {
                sections.get(sections.size() - 1).intro().add(String.join(" ", words));
                words.clear();
            }
        }
        return sections;
    }

    private static String page(List<Section> sections) {
        var page = new StringBuilder(HEAD);
        for (Section section : sections) {
            page.append("\n## ").append(section.title()).append('\n');
            section.intro().forEach(text -> page.append(sentence(text)).append("\n\n"));
            page.append("| setting | without it | |\n|---|---|---|\n");
            for (Setting setting : section.settings()) {
                page.append("| `")
                        .append(setting.name())
                        .append("` | ")
                        .append(setting.value().isEmpty() ? "" : "`" + escaped(setting.value()) + "`")
                        .append(" | ")
                        .append(sentence(setting.meaning()))
                        .append(" |\n");
            }
        }
        return page.toString();
    }

    private static String sentence(String words) {
        String text = escaped(words).replace("<", "&lt;");
        boolean isWord = text.matches("[a-z]+[ ,;].*");
        String whole = isWord ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) : text;
        return whole.endsWith(".") || whole.endsWith("?") ? whole : whole + ".";
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
