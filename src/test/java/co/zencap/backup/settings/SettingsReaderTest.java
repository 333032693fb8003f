package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.alert.AlertRule.Hours;
import co.zencap.backup.alert.sms.Person;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.S3Access;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.retention.PurgeLimit;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.target.ByTarget;
import co.zencap.backup.testing.HttpStub;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static final Path HOME = Path.of("/srv/zencap");
    private static final String KEY = MasterKey.generate();

    @TempDir
    Path home;

    @Test
    void theSpecificationsVariablesAreEnough() {
        Settings settings = read(Map.of());

        assertThat(settings.target().value()).isEqualTo("shop");
        assertThat(settings.database().database()).isEqualTo("shop");
        assertThat(settings.catalog().database()).isEqualTo("pooled");
        assertThat(settings.localDir()).isEqualTo(Path.of("/srv/zencap/backups"));
        assertThat(settings.encryption()).isTrue();
        assertThat(settings.alerts().channels()).isEmpty();
        assertThat(settings.alerts().webhooks().internalAllowed()).isFalse();
        assertThat(settings.alerts().heartbeats().service()).isEmpty();
        assertThat(settings.alerts().heartbeats().backup()).isEmpty();
        assertThat(settings.keyMaxAge()).isEqualTo(Duration.ofDays(730));
        assertThat(settings.s3()).isEmpty();
        assertThat(settings.http())
                .isEqualTo(new Settings.Http("127.0.0.1", 3000, Optional.empty(), new TrustedProxies(List.of())));
        assertThat(settings.timetable().timings().entrySet())
                .extracting(each -> each.getKey().word() + ": " + each.getValue())
                .containsExactly(
                        "database: every 60 minutes",
                        "files: every 240 minutes",
                        "full-system: every 1440 minutes",
                        "quick-verification: every 360 minutes",
                        "comprehensive-verification: 0 0 2 * * ?",
                        "quick-test: 0 0 4 * * ?",
                        "full-test: 0 0 5 ? * SUN",
                        "disaster-simulation: 0 0 6 1 * ?",
                        "health-check: every 5 minutes",
                        "backup-status: every 10 minutes",
                        "cleanup: 0 0 3 * * ?");
        assertThat(settings.limits().wallClock()).isEqualTo(Duration.ofMinutes(60));
        assertThat(settings.limits().size()).isEqualTo(10_000_000_000L);
        assertThat(settings.limits().successRate()).isEqualTo(95);
        assertThat(settings.targets()).containsExactly("shop", "shop-full");
        assertThat(settings.performance().maxConcurrentBackups()).isEqualTo(2);
        assertThat(settings.performance().compressionLevel()).isEqualTo(3);
    }

    @Test
    void theLogOfACriticalDatabaseIsKept() {
        assertThat(read(Map.of()).wal()).isEmpty();
        Settings critical = read(Map.of("BACKUP_CRITICAL_TARGETS", "shop"));
        assertThat(critical.wal().orElseThrow())
                .isEqualTo(new WalSettings(Duration.ofSeconds(60), 4096L << 20, 2048L << 20));
        assertThat(critical.targets()).containsExactly("shop", "shop-full", "shop-base");
        assertThat(critical.timetable().of(Schedule.BASE).orElseThrow().toString())
                .isEqualTo("0 30 1 ? * SUN");
        assertThat(read(Map.of("BACKUP_CRITICAL_TARGETS", "shop", "BACKUP_WAL_ENABLED", "false"))
                        .wal())
                .isEmpty();
        Settings wanted = read(Map.of(
                "BACKUP_WAL_ENABLED",
                "true",
                "BACKUP_WAL_MAX_SEGMENT_SECONDS",
                "10",
                "BACKUP_WAL_SLOT_MAX_MB",
                "64",
                "BACKUP_WAL_BACKLOG_MB",
                "128",
                "BACKUP_SCHEDULE_BASE",
                "1440"));
        assertThat(wanted.wal().orElseThrow())
                .isEqualTo(new WalSettings(Duration.ofSeconds(10), 64L << 20, 128L << 20));
        assertThat(wanted.timetable().of(Schedule.BASE).orElseThrow().toString())
                .isEqualTo("every 1440 minutes");
    }

    @Test
    void fileSetsComeFromTheFileAndTheShortForm() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/file-sets.yaml"),
                """
                fileSets:
                  images:
                    roots: [/srv/images, /srv/logos]
                    exclude: ["*.tmp"]
                    followLinks: true
                """);
        List<FileSet> sets = fileSets(Map.of("BACKUP_FILE_SETS", "uploads=/srv/uploads , more=/srv/m o r e"));

        assertThat(sets).extracting(set -> set.id().value()).containsExactly("images", "uploads", "more");
        assertThat(sets.get(0).roots()).containsExactly(Path.of("/srv/images"), Path.of("/srv/logos"));
        assertThat(sets.get(0).followLinks()).isTrue();
        assertThat(sets.get(0).exclude().isEmpty()).isFalse();
        assertThat(sets.get(2).roots()).containsExactly(Path.of("/srv/m o r e"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{fileSets: {images: {root: [/srv/a]}}}",
                "{fileSets: {images: {roots: []}}}",
                "{fileSets: {images: {roots: [relative]}}}",
                "{fileSets: {images: {roots: [/srv/a, /srv/a/b]}}}",
                "{fileSets: {shop: {roots: [/srv/a]}}}",
                "{fileSets: {configuration: {roots: [/srv/a]}}}",
                "{fileSets: {'../x': {roots: [/srv/a]}}}",
                "{fileSets: [/srv/a]}",
                "{fileSets: {images: {roots: [/srv/a]}",
                "{sets: {}}"
            })
    void aFileSetThatMakesNoSenseIsRefusedWithAHint(String yaml) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/file-sets.yaml"), yaml);

        assertThatThrownBy(() -> fileSets(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileSetMustNotHoldTheBackups() {
        assertThatThrownBy(() -> fileSets(Map.of("BACKUP_FILE_SETS", "all=" + home)))
                .hasMessageContaining("backups")
                .hasMessageContaining("HINT:");
        assertThatThrownBy(() -> fileSets(Map.of("BACKUP_FILE_SETS", "/srv/uploads")))
                .hasMessageContaining("HINT:");
    }

    @Test
    void withoutABucketLocalCopiesAreKeptAsLongAsOthersAreOffSite() {
        RetentionSettings alone = read(Map.of()).retention();
        RetentionSettings both = read(Map.of("BACKUP_S3_BUCKET", "b")).retention();

        assertThat(alone.policy("local", "shop")).isEqualTo(RetentionReader.LONG);
        assertThat(both.policy("local", "shop")).isEqualTo(RetentionReader.SHORT);
        assertThat(both.policy("s3", "shop")).isEqualTo(RetentionReader.LONG);
        assertThat(both.purgeLimit()).isEqualTo(new PurgeLimit(50));
        assertThat(both.orphanGrace()).isEqualTo(Duration.ofHours(24));
        assertThat(both.highWaterPercent()).isEqualTo(90);
        assertThat(RetentionReader.LONG)
                .hasToString("last=3,hourly=24,daily=7,weekly=4,monthly=12,yearly=7,within=3d,max-age=10y");
        assertThat(read(Map.of("BACKUP_RETENTION_LOCAL", "all")).retention().policy("local", "shop"))
                .hasToString("all");
    }

    @Test
    void aTargetMayHavePoliciesOfItsOwn() throws Exception {
        RetentionSettings settings = retention("{retention: {shop: {local: 'last=9'}, shop-full: {s3: all}}}");

        assertThat(settings.policy("local", "shop")).hasToString("last=9");
        assertThat(settings.policy("s3", "shop")).isEqualTo(RetentionReader.LONG);
        assertThat(settings.policy("s3", "shop-full")).hasToString("all");
        assertThat(settings.policy("local", "shop-full")).isEqualTo(RetentionReader.SHORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{retention: {shopp: {local: 'last=9'}}}",
                "{retention: {shop: {locl: 'last=9'}}}",
                "{retention: {shop: {local: 'last'}}}",
                "{retention: {shop: {}}}",
                "{retention: {shop: }}",
                "{retention: 'last=9'}",
                "{policies: {}}"
            })
    void aPolicyThatMakesNoSenseIsRefusedWithAHint(String yaml) {
        assertThatThrownBy(() -> retention(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retention.yaml")
                .hasMessageContaining("HINT:");
    }

    private RetentionSettings retention(String yaml) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/retention.yaml"), yaml);
        var all = new HashMap<String, String>();
        all.put("POSTGRES_URL", "postgresql://u@h/shop");
        all.put("BACKUP_ENCRYPTION_KEY", KEY);
        all.put("ADMIN_API_KEY", "k".repeat(40));
        all.put("BACKUP_S3_BUCKET", "b");
        return new SettingsReader(all, home).read().retention();
    }

    private List<FileSet> fileSets(Map<String, String> variables) {
        var all = new HashMap<>(variables);
        all.put("POSTGRES_URL", "postgresql://u@h/shop");
        all.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        all.put("ADMIN_API_KEY", "k".repeat(40));
        return new SettingsReader(all, home).read().fileSets();
    }

    @Test
    void peopleAreCalledInTheirOrderAndNotInTheirQuietHours() {
        SmsSettings sms = sms("+491511234567, +14155550100 (22:00-07:00 America/New_York),+441632960961 (23:00-06:00)")
                .orElseThrow();

        assertThat(sms.people())
                .containsExactly(
                        new Person("+491511234567", Optional.empty(), ZoneId.of("Europe/Berlin")),
                        new Person("+14155550100", Hours.parse("22:00-07:00"), ZoneId.of("America/New_York")),
                        new Person("+441632960961", Hours.parse("23:00-06:00"), ZoneId.of("Europe/Berlin")));
        assertThat(sms.api()).hasToString("https://api.twilio.com");
        assertThat(sms.toString()).doesNotContain("twilio-t0ken", "511234567");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "004915112345, can't be called from everywhere",
        "+0987654321, can't be called from everywhere",
        "+49 151 1234567, can't be called from everywhere",
        "'+491511234567,', can't be called from everywhere",
        "'+491511234567,+491511234567', a number twice",
        "+491511234567 (22-7), quiet hours that can't be read",
        "+491511234567 (22:00-07:00 Mars/Olympus), quiet hours that can't be read",
        "+491511234567 22:00-07:00, can't be called from everywhere",
        "+491511234567 (22:00-07:00, quiet hours that can't be read",
    })
    void aNumberThatCannotBeCalledIsRefused(String numbers, String message) {
        assertThatThrownBy(() -> sms(numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:");
    }

    private Optional<SmsSettings> sms(String numbers) {
        return read(Map.of(
                        "TWILIO_SID", "AC" + "0123456789abcdef".repeat(2),
                        "TWILIO_AUTH_TOKEN", "twilio-t0ken",
                        "TWILIO_PHONE_NUMBER", "+14155550199",
                        "BACKUP_TIME_ZONE", "Europe/Berlin",
                        "BACKUP_ALERT_PHONE_NUMBERS", numbers))
                .alerts()
                .sms();
    }

    @Test
    void slackIsAnAppOrAWebhookAndNotBoth() {
        SlackSettings app = slack(Map.of("SLACK_BOT_TOKEN", "xoxb-1-t0ken", "BACKUP_SLACK_CHANNEL", "#ops"));
        SlackSettings webhook = slack(Map.of("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/h00k"));

        assertThat(app.bot()).contains(new SlackSettings.Bot("xoxb-1-t0ken", "#ops"));
        assertThat(app.api()).hasToString("https://slack.com");
        assertThat(webhook.webhook()).isPresent();
        assertThat(app + " " + webhook).doesNotContain("t0ken", "h00k");
        assertThatThrownBy(() -> slack(Map.of(
                        "SLACK_BOT_TOKEN", "xoxb-1-t0ken",
                        "BACKUP_SLACK_CHANNEL", "#ops",
                        "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/h00k")))
                .hasMessageContaining("both set")
                .hasMessageNotContainingAny("t0ken", "h00k");
    }

    @Test
    void aChannelOfSlackThatNobodyWritesToIsToldAtTheStart() {
        assertThat(warnings(Map.of(
                        "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/h00k",
                        "BACKUP_SLACK_CHANNEL", "#ops")))
                .singleElement()
                .asString()
                .startsWith("BACKUP_SLACK_CHANNEL is not used")
                .contains("HINT: ", "SLACK_BOT_TOKEN")
                .doesNotContain("h00k");
        assertThat(warnings(Map.of("BACKUP_SLACK_CHANNEL", "#ops")))
                .singleElement()
                .asString()
                .startsWith("BACKUP_SLACK_CHANNEL is set, but nothing is sent to Slack.");
        assertThat(warnings(Map.of("SLACK_BOT_TOKEN", "xoxb-1-t0ken", "BACKUP_SLACK_CHANNEL", "#ops")))
                .isEmpty();
        assertThat(warnings(Map.of("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T0/B0/h00k")))
                .isEmpty();
    }

    private List<String> warnings(Map<String, String> variables) {
        var lines = new ArrayList<String>();
        var log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(SlackReader.class.getName());
        logger.addHandler(log);
        try {
            read(variables);
        } finally {
            logger.removeHandler(log);
        }
        return lines;
    }

    private SlackSettings slack(Map<String, String> variables) {
        return read(variables).alerts().slack().orElseThrow();
    }

    @Test
    void heartbeatsAndWebhooksAreRead() {
        AlertSettings alerts = read(Map.of(
                        "BACKUP_MONITORING_WEBHOOK", "https://hooks.example.org/x",
                        "DISASTER_WEBHOOK_URL", "https://incidents.example.org/y",
                        "BACKUP_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "BACKUP_ALLOW_INTERNAL_ADDRESSES", "true",
                        "BACKUP_HEARTBEAT_URL", "https://hc-ping.com/abc",
                        "BACKUP_HEARTBEAT_BACKUP_URL", "https://hc-ping.com/abc/{target}"))
                .alerts();

        assertThat(alerts.channels()).containsExactlyInAnyOrder("webhook", "disaster");
        assertThat(alerts.webhooks().signature()).isPresent();
        assertThat(alerts.webhooks().internalAllowed()).isTrue();
        assertThat(alerts.heartbeats().service()).contains(URI.create("https://hc-ping.com/abc"));
        assertThat(alerts.heartbeats().backup()).contains("https://hc-ping.com/abc/{target}");
        assertThat(alerts.toString()).doesNotContain("/x", "/y", "/abc", "MfKQ");
    }

    @Test
    void neverPrintsASecret() {
        String text = read(Map.of(
                        "BACKUP_S3_BUCKET", "b", "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "very-secret"))
                .toString();

        assertThat(text).doesNotContain("very-secret", "pa55", KEY, "x".repeat(32));
    }

    @Test
    void proxiesAreBelievedOnlyWhenTheyAreNamed() {
        assertThat(read(Map.of()).http().proxies().networks()).isEmpty();
        Settings settings = read(Map.of("BACKUP_TRUSTED_PROXIES", "10.0.0.0/8, ::1"));
        assertThat(settings.http().proxies()).isEqualTo(TrustedProxies.parse("10.0.0.0/8,::1"));
        assertThatThrownBy(() -> read(Map.of("BACKUP_TRUSTED_PROXIES", "proxy.example.org")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BACKUP_TRUSTED_PROXIES: 'proxy.example.org' is no address")
                .hasMessageContaining("HINT:");
    }

    @Test
    void metricsMayHaveATokenOfTheirOwn() {
        assertThat(read(Map.of()).metricsToken()).isEmpty();

        Settings settings = read(Map.of("BACKUP_METRICS_TOKEN", "m".repeat(32)));
        assertThat(settings.metricsToken()).contains(new Settings.AdminKey("m".repeat(32)));
        assertThat(settings.toString()).doesNotContain("m".repeat(32));
    }

    @ParameterizedTest(name = "{0}={1} says {2}")
    @CsvSource({
        "BACKUP_ENCRYPTION_KEY, '', BACKUP_ENCRYPTION_KEY is not set",
        "BACKUP_ENCRYPTION_KEY, abc, 64 hexadecimal digits",
        "ADMIN_API_KEY, short, at least 32",
        "BACKUP_METRICS_TOKEN, short, BACKUP_METRICS_TOKEN has 5 characters",
        "BACKUP_METRICS_TOKEN, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, the same as ADMIN_API_KEY",
        "POSTGRES_URL_NON_POOLING, mysql://h/d, POSTGRES_URL_NON_POOLING",
        "BACKUP_COMPRESSION_LEVEL, 20, from 1 to 19",
        "BACKUP_COMPRESSION_LEVEL, three, whole number",
        "BACKUP_ENCRYPTION_ENABLED, maybe, true or false",
        "BACKUP_S3_ENDPOINT, https://s3.example.org, BACKUP_S3_BUCKET is not",
        "BACKUP_MONITORING_WEBHOOK, ftp://x/y, not an http or https URL",
        "SLACK_WEBHOOK_URL, http://hooks.slack.example/x, would send a secret in the clear",
        "SLACK_BOT_TOKEN, xoxb-1-abc, BACKUP_SLACK_CHANNEL is not",
        "SLACK_BOT_TOKEN, 1234, no token of Slack",
        "SLACK_SIGNING_SECRET, 8f742231b10e8888, nothing is sent to Slack",
        "SLACK_SIGNING_SECRET, short, no signing secret",
        "BACKUP_PUBLIC_URL, https://backup.example.org, nothing is sent that would link to it",
        "BACKUP_WEBHOOK_SECRET, whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, no webhook gets what it would sign",
        "BACKUP_PUBLIC_URL, backup.example.org, not an http or https URL",
        "BACKUP_ALERT_PHONE_NUMBERS, +14155550100, TWILIO_SID is not set",
        "TWILIO_AUTH_TOKEN, abc, BACKUP_ALERT_PHONE_NUMBERS is not set",
        "DISASTER_WEBHOOK_URL, incidents, not an http or https URL",
        "BACKUP_WEBHOOK_SECRET, whsec_c2hvcnQ=, BACKUP_WEBHOOK_SECRET: It has 5 bytes",
        "BACKUP_WEBHOOKS, pagerduty, which is not in config/webhooks.yaml",
        "BACKUP_ALLOW_INTERNAL_ADDRESSES, perhaps, true or false",
        "BACKUP_HEARTBEAT_URL, hc-ping.com/x, not an http or https URL",
        "BACKUP_HEARTBEAT_BACKUP_URL, 'https://hc-ping.com/{name}', BACKUP_HEARTBEAT_BACKUP_URL is not a URL",
        "BACKUP_COMPRESION_LEVEL, 3, Unknown setting BACKUP_COMPRESION_LEVEL",
        "BACKUP_TARGET, ../etc, can't name a target",
        "BACKUP_SCHEDULE_DATABASE, 0, minutes",
        "BACKUP_SCHEDULE_DATABASE, hourly, no time for a schedule",
        "BACKUP_SCHEDULE_DATABASE, * * * * * ?, more often than once a minute",
        "BACKUP_SCHEDULE_CLEANUP, 0 0 0 31 2 ?, never comes",
        "BACKUP_TEST_COMMAND, no/such/program x, names no program",
        "BACKUP_SCHEDULE_CLEANUP, 0 0 2{{env:BACKUP_ENCRYPTION_KEY}} * * ?, no time for a schedule",
        "BACKUP_SCHEDULE_CLEANUP, 0 0 2&deleteJob=false * * ?, no time for a schedule",
        "BACKUP_SCHEDULE_CLEANUP, 0 0 2 * * ? 2025, no time for a schedule",
        "BACKUP_TIME_ZONE, Mars/Olympus, no time zone",
        "BACKUP_MIN_SUCCESS_RATE, 101, from 0 to 100",
        "BACKUP_RTO_DATABASE_MINUTES, 0, from 1 to",
        "BACKUP_RTO_FILES_MINUTES, soon, whole number",
        "BACKUP_RTO_FULL_SYSTEM_MINUTES, -1, from 1 to",
        "BACKUP_RPO_DATABASE_MINUTES, 600000, from 1 to",
        "BACKUP_RPO_FILES_MINUTES, 1h, whole number",
        "BACKUP_RPO_CRITICAL_MINUTES, 0, from 1 to",
        "BACKUP_CRITICAL_TARGETS, shop-full, neither a database nor a file set",
        "BACKUP_CRITICAL_TARGETS, 'shop,logs', names 'logs'",
        "BACKUP_WAL_ENABLED, maybe, true or false",
        "BACKUP_WAL_MAX_SEGMENT_SECONDS, 4, from 5 to 3600",
        "BACKUP_WAL_SLOT_MAX_MB, 63, from 64 to",
        "BACKUP_WAL_BACKLOG_MB, much, whole number",
        "BACKUP_TEST_URL, file:///etc/passwd, not an http or https URL",
        "BACKUP_TEST_URL, https://app:secret@localhost/health, holds a name or a password",
        "BACKUP_FINGERPRINT, some, 'full, counts, off'",
        "BACKUP_RETENTION_LOCAL, last=, is no number of backups",
        "BACKUP_RETENTION_LOCAL, forever, is no rule",
        "BACKUP_RETENTION_LOCAL, 'last=1,last=2', comes twice",
        "BACKUP_RETENTION_LOCAL, fortnightly=2, knows no rule",
        "BACKUP_RETENTION_LOCAL, last=0, keeps nothing",
        "BACKUP_RETENTION_LOCAL, max-age=1y, keeps nothing",
        "BACKUP_RETENTION_LOCAL, within=3x, is no length of time",
        "BACKUP_RETENTION_LOCAL, 'within=2y,max-age=1y', keeps longer than",
        "BACKUP_RETENTION_S3, last=1, BACKUP_S3_BUCKET is not",
        "BACKUP_RETENTION_MAX_PURGE_PERCENT, 0, from 1 to 100",
        "BACKUP_ORPHAN_GRACE_HOURS, 0, from 1 to",
        "BACKUP_LOCAL_HIGH_WATER_PERCENT, 101, from 1 to 100",
        "BACKUP_HISTORY_DAYS, 89, from 90 to 36600",
    })
    void whatIsWrongIsSaidInOneSentence(String name, String value, String message) {
        assertThatThrownBy(() -> read(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:");
    }

    @Test
    void objectivesHaveTheSpecificationsDefaultsAndCanBeSet() {
        assertThat(read(Map.of()).objectives()).isEqualTo(objectives(30, 60, 120, 60, 240, 15));
        assertThat(read(Map.of(
                                "BACKUP_RTO_DATABASE_MINUTES", "1",
                                "BACKUP_RTO_FILES_MINUTES", "2",
                                "BACKUP_RTO_FULL_SYSTEM_MINUTES", "3",
                                "BACKUP_RPO_DATABASE_MINUTES", "4",
                                "BACKUP_RPO_FILES_MINUTES", "5",
                                "BACKUP_RPO_CRITICAL_MINUTES", "6"))
                        .objectives())
                .isEqualTo(objectives(1, 2, 3, 4, 5, 6));
    }

    private static Settings.Objectives objectives(int... minutes) {
        return new Settings.Objectives(
                Duration.ofMinutes(minutes[0]),
                Duration.ofMinutes(minutes[1]),
                Duration.ofMinutes(minutes[2]),
                Duration.ofMinutes(minutes[3]),
                Duration.ofMinutes(minutes[4]),
                Duration.ofMinutes(minutes[5]),
                Set.of(),
                ByTarget.none());
    }

    @Test
    void criticalTargetsHaveTheShorterObjective() {
        Settings.Objectives objectives = read(Map.of(
                        "BACKUP_CRITICAL_TARGETS",
                        " shop , uploads,",
                        "BACKUP_FILE_SETS",
                        "uploads=/srv/a,images=/srv/b"))
                .objectives();

        assertThat(objectives.critical()).containsExactlyInAnyOrder("shop", "uploads");
        assertThat(objectives.point("uploads", Duration.ofHours(4))).isEqualTo(Duration.ofMinutes(15));
        assertThat(objectives.point("images", Duration.ofHours(4))).isEqualTo(Duration.ofHours(4));
        assertThat(objectives.point("shop", Duration.ofMinutes(10)))
                .as("what is critical is never allowed more")
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void thePageOfTheApplicationKeepsItsSecret() {
        assertThat(read(Map.of()).testPage()).isEmpty();
        Settings settings = read(Map.of("BACKUP_TEST_URL", "http://localhost:8080/health?token=secret"));

        Settings.TestPage page = settings.testPage().orElseThrow();
        assertThat(page.limit()).isEqualTo(Duration.ofSeconds(60));
        assertThat(page.server()).isEqualTo("http://localhost:8080");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void aScheduleCanBeMovedOrSwitchedOff() {
        Settings settings = read(Map.of(
                "BACKUP_SCHEDULE_DATABASE", "0 30 * * * ?",
                "BACKUP_SCHEDULE_FILES", "off",
                "BACKUP_TIME_ZONE", "Europe/Berlin"));

        assertThat(settings.timetable().of(Schedule.FILES)).isEmpty();
        assertThat(settings.timetable().of(Schedule.DATABASE)).hasValueSatisfying(timing -> assertThat(timing.next(
                        Instant.parse("2026-11-24T12:00:00Z"),
                        settings.timetable().zone()))
                .contains(Instant.parse("2026-11-24T12:30:00Z")));
        assertThat(settings.timetable().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void anEnvironmentHasSettingsOfItsOwn() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), "BACKUP_MAX_CONCURRENT=2\nBACKUP_S3_PREFIX=a");
        Files.writeString(home.resolve("config/application-staging.properties"), "BACKUP_MAX_CONCURRENT=1");

        assertThat(Variables.read(home, Map.of("BACKUP_ENVIRONMENT", "staging")))
                .containsEntry("BACKUP_MAX_CONCURRENT", "1")
                .containsEntry("BACKUP_S3_PREFIX", "a");
        Files.writeString(home.resolve(".env.local"), "BACKUP_ENVIRONMENT=staging");
        assertThat(Variables.read(home, Map.of("BACKUP_S3_PREFIX", "b")))
                .containsEntry("BACKUP_MAX_CONCURRENT", "1")
                .containsEntry("BACKUP_S3_PREFIX", "b");
        assertThatThrownBy(() -> Variables.read(home, Map.of("BACKUP_ENVIRONMENT", "../staging")))
                .hasMessageContaining("HINT:");
    }

    @Test
    void aValueMayLieInAFileOfItsOwn() throws Exception {
        Files.writeString(home.resolve("admin"), "a key with = and #\n");
        Files.writeString(home.resolve("windows"), " two\nlines \r\n");
        Files.writeString(home.resolve("bare"), "no end");
        Files.writeString(home.resolve(".env.local"), "BACKUP_S3_PREFIX_FILE=bare\nSLACK_BOT_TOKEN=local\n");

        Map<String, String> variables = Variables.read(
                home,
                Map.of(
                        "ADMIN_API_KEY_FILE",
                        home.resolve("admin").toString(),
                        "BACKUP_SMTP_PASSWORD_FILE",
                        "windows",
                        "SLACK_BOT_TOKEN_FILE",
                        "bare",
                        "BACKUP_WEBHOOK_SECRET_FILE",
                        " ",
                        "SOMEBODY_ELSES_FILE",
                        "stays"));

        assertThat(variables)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ADMIN_API_KEY",
                        "a key with = and #",
                        "BACKUP_SMTP_PASSWORD",
                        " two\nlines ",
                        "BACKUP_S3_PREFIX",
                        "no end",
                        "SLACK_BOT_TOKEN",
                        "no end",
                        "SOMEBODY_ELSES_FILE",
                        "stays"));
    }

    @Test
    void ofAValueAndAFileOfItTheEnvironmentsWins() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/targets.yaml"),
                "targets: {orders: {database: ORDERS_URL}, crm: {database: CRM_URL}}");
        Files.writeString(home.resolve("here"), "postgresql://u@here/orders");
        Files.writeString(home.resolve(".env.local"), "ORDERS_URL_FILE=here\nCRM_URL=postgresql://u@here/crm\n");
        Files.writeString(home.resolve("there"), "postgresql://u@there/crm");

        Settings settings = readFurther(Map.of("ORDERS_URL", "postgresql://u@there/orders", "CRM_URL_FILE", "there"));

        assertThat(settings.databases().all())
                .extracting(database -> database.url().hosts().get(0).name())
                .endsWith("there", "there");
        // In one place both are a mistake.
        Files.writeString(home.resolve(".env.local"), "ORDERS_URL=postgresql://u@here/orders\nORDERS_URL_FILE=here\n");
        assertThatThrownBy(() -> readFurther(Map.of("CRM_URL_FILE", "there")))
                .hasMessageContaining("ORDERS_URL and ORDERS_URL_FILE are both set");
    }

    private Settings readFurther(Map<String, String> environment) throws Exception {
        return new SettingsReader(variables(Variables.read(home, environment)), home).read();
    }

    @Test
    void aFileOfASecretThatCannotBeReadIsRefusedAndNeverShown() throws Exception {
        Files.write(home.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.write(home.resolve("huge"), new byte[70_000]);
        for (String wrong : List.of("hunter2", "hunter2\0", "", ".", "binary", "huge", "/dev/zero")) {
            String file = wrong.isEmpty() ? home.resolve("hunter2/below").toString() : wrong;
            assertThatThrownBy(() -> Variables.read(home, Map.of("BACKUP_ENCRYPTION_KEY_FILE", file)))
                    .as(file)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("BACKUP_ENCRYPTION_KEY_FILE names no file that can be used: ")
                    .hasMessageContaining("HINT: ")
                    .hasMessageNotContainingAny("hunter2", "binary", "huge", "/dev/zero");
        }
        assertThatThrownBy(() -> Variables.read(home, Map.of("ADMIN_API_KEY", "x", "ADMIN_API_KEY_FILE", "hunter2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ADMIN_API_KEY and ADMIN_API_KEY_FILE are both set. HINT: remove one of the two.");
        assertThatThrownBy(() ->
                        new SettingsReader(Variables.read(home, Map.of("BACKUP_MISSPELT_FILE", "binary")), home).read())
                .hasMessageStartingWith("Unknown setting BACKUP_MISSPELT_FILE.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production"})
    void theEnvironmentsThatComeWithTheProgramAreValid(String environment) throws Exception {
        Map<String, String> variables = Variables.read(Path.of(""), Map.of("BACKUP_ENVIRONMENT", environment));

        assertThat(read(variables).environment()).isEqualTo(environment);
    }

    @Test
    void thePricesThatComeWithTheProgramAreValid() {
        Settings settings = new SettingsReader(variables(Map.of()), Path.of("").toAbsolutePath()).read();

        assertThat(settings.prices().currency()).isEqualTo("USD");
        assertThat(settings.prices().monthly("GLACIER", 1000L << 30))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("3.6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{storagePrices: {STANDARD: {price: 1}}}", "{storagePrices: {STANDARD: {perGbMonth: -1}}}"})
    void pricesThatMakeNoSenseAreRefusedWithAHint(String yaml) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/storage-prices.yaml"), yaml);

        assertThatThrownBy(() -> new SettingsReader(variables(Map.of()), home).read())
                .hasMessageContaining("HINT:");
    }

    @Test
    void theBucketsSettingsHaveDefaults() {
        Settings settings = read(Map.of("BACKUP_S3_BUCKET", "b"));

        assertThat(settings.s3().orElseThrow().objectLock()).isEmpty();
        assertThat(settings.s3().orElseThrow().access()).isEqualTo(S3Access.FULL);
        assertThat(read(Map.of("BACKUP_S3_BUCKET", "b", "BACKUP_S3_ACCESS", "append"))
                        .s3()
                        .orElseThrow()
                        .access())
                .isEqualTo(S3Access.APPEND);
        assertThat(settings.retrieval())
                .isEqualTo(new S3Retrieval.Terms(S3Retrieval.Tier.STANDARD, 3, Duration.ofHours(50)));
    }

    @Test
    void theLogIsNotSentWhereNothingIsStored() {
        assertThatThrownBy(() -> read(
                        Map.of("BACKUP_S3_BUCKET", "b", "BACKUP_S3_ACCESS", "clean", "BACKUP_WAL_ENABLED", "true")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are both set")
                .hasMessageContaining("HINT:");
    }

    @Test
    void locksAndRetrievalsAreRead() {
        Settings settings = read(Map.of(
                "BACKUP_S3_BUCKET", "b",
                "BACKUP_S3_OBJECT_LOCK_DAYS", "30",
                "BACKUP_S3_OBJECT_LOCK_MODE", "compliance",
                "BACKUP_S3_RESTORE_TIER", "bulk",
                "BACKUP_S3_RESTORE_DAYS", "7",
                "BACKUP_S3_RESTORE_MAX_HOURS", "60",
                "BACKUP_S3_REUSE_DAYS", "45"));

        assertThat(settings.s3().orElseThrow().objectLock()).contains(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30));
        assertThat(settings.retrieval())
                .isEqualTo(new S3Retrieval.Terms(S3Retrieval.Tier.BULK, 7, Duration.ofHours(60)));
        assertThat(settings.reuse()).contains(Duration.ofDays(45));
        assertThat(read(Map.of("BACKUP_S3_BUCKET", "b", "BACKUP_S3_REUSE_DAYS", "0"))
                        .reuse())
                .isEmpty();
        assertThat(read(Map.of()).reuse()).as("without a bucket").isEmpty();
        assertThat(read(Map.of("BACKUP_S3_BUCKET", "b", "BACKUP_S3_OBJECT_LOCK_DAYS", "1"))
                        .s3()
                        .orElseThrow()
                        .objectLock())
                .contains(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 1));
    }

    @ParameterizedTest(name = "{0}={1} says {2}")
    @CsvSource({
        "BACKUP_S3_OBJECT_LOCK_DAYS, 0, from 1 to",
        "BACKUP_S3_OBJECT_LOCK_MODE, governance, BACKUP_S3_OBJECT_LOCK_DAYS is not",
        "BACKUP_S3_ACCESS, read, has no use for a bucket",
        "BACKUP_S3_ACCESS, write, 'full, append, clean'",
        "BACKUP_S3_STORAGE_CLASS, GLACIER, could not be verified",
        "BACKUP_S3_STORAGE_CLASS, DEEP_ARCHIVE, could not be verified",
        "BACKUP_S3_RESTORE_TIER, fast, 'standard, bulk, expedited'",
        "BACKUP_S3_RESTORE_DAYS, 0, from 1 to",
        "BACKUP_S3_RESTORE_MAX_HOURS, 0, from 1 to",
        "BACKUP_S3_REUSE_DAYS, soon, from 0 to",
        "BACKUP_S3_ACCOUNT, 12-34, 12 digits",
    })
    void whatIsWrongWithTheBucketIsSaidInOneSentence(String name, String value, String message) {
        assertThatThrownBy(() -> read(Map.of("BACKUP_S3_BUCKET", "b", name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:");
    }

    @Test
    void olderKeysOpenWhatTheyHaveEncryptedAndEncryptNothingNew() throws Exception {
        String older = MasterKey.generate();
        String oldest = MasterKey.generate();
        MasterKey before = MasterKey.parse(older);

        MasterKey key = read(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", older + ", " + oldest))
                .masterKey()
                .orElseThrow();

        assertThat(key.id()).isEqualTo(MasterKey.parse(KEY).id());
        assertThat(key.older())
                .extracting(MasterKey::id)
                .containsExactly(before.id(), MasterKey.parse(oldest).id());
        DataKey wrapped = DataKey.random();
        assertThat(key.unwrap(before.wrap(wrapped, "a"), "a").matches(wrapped)).isTrue();
        assertThat(key.wrap(wrapped, "a").keyId()).isEqualTo(key.id());
    }

    @Test
    void olderKeysThatAreWrongOrThereTwiceStopTheStart() {
        String older = MasterKey.generate();
        assertThatThrownBy(() -> read(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", older + ",abc")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BACKUP_ENCRYPTION_KEYS_OLD: The encryption key has 3 characters")
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining(older);
        assertThatThrownBy(() -> read(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", KEY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is given twice, as the one in force and as an older one")
                .hasMessageContaining("HINT:");
        assertThatThrownBy(() -> read(Map.of("BACKUP_ENCRYPTION_KEYS_OLD", older + "," + older)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is given twice")
                .hasMessageContaining("HINT:");
        assertThatThrownBy(() -> read(Map.of(
                        "BACKUP_ENCRYPTION_KEYS_OLD",
                        older,
                        "BACKUP_ENCRYPTION_KEY",
                        "",
                        "BACKUP_ENCRYPTION_ENABLED",
                        "false")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BACKUP_ENCRYPTION_KEY is not")
                .hasMessageContaining("HINT:");
    }

    @Test
    void keysMayBeReferredTo() throws Exception {
        String older = MasterKey.generate();
        String fields = "{\"data\":{\"now\":\"%s\",\"before\":\"%s\",\"short\":\"s3cret\"}}".formatted(KEY, older);
        try (var vault = new HttpStub(asked -> new HttpStub.Answer(200, fields))) {
            Map<String, String> referring = Map.of(
                    "VAULT_ADDR", vault.url(),
                    "VAULT_TOKEN", "hvs.t0ken",
                    "BACKUP_ENCRYPTION_KEY", "vault:kv/zencap#now",
                    "BACKUP_ENCRYPTION_KEYS_OLD", "vault:kv/zencap#before");

            Settings settings = read(referring);

            MasterKey key = settings.masterKey().orElseThrow();
            assertThat(key.id()).isEqualTo(MasterKey.parse(KEY).id());
            assertThat(key.older())
                    .extracting(MasterKey::id)
                    .containsExactly(MasterKey.parse(older).id());
            assertThat(vault.asked()).hasSize(2);
            assertThat(settings.toString()).doesNotContain(KEY, older, "t0ken");

            var wrong = new HashMap<>(referring);
            wrong.put("BACKUP_ENCRYPTION_KEYS_OLD", "vault:kv/zencap#short");
            assertThatThrownBy(() -> read(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("BACKUP_ENCRYPTION_KEYS_OLD: The encryption key has 6 characters")
                    .hasMessageNotContainingAny("s3cret", KEY);
        }
        assertThatThrownBy(() -> read(Map.of("BACKUP_ENCRYPTION_KEY", "vault:kv/zencap#now")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "BACKUP_ENCRYPTION_KEY: A key is to be read from Vault, and VAULT_ADDR is not set.")
                .hasMessageContaining("HINT:");
    }

    @Test
    void howLongAKeyShouldBeInUse() {
        assertThat(read(Map.of("BACKUP_KEY_MAX_AGE_DAYS", "90")).keyMaxAge()).isEqualTo(Duration.ofDays(90));
        assertThatThrownBy(() -> read(Map.of("BACKUP_KEY_MAX_AGE_DAYS", "0")))
                .hasMessageContaining("BACKUP_KEY_MAX_AGE_DAYS")
                .hasMessageContaining("HINT:");
    }

    @Test
    void tracesAreOffUntilSomebodySaysWhereTheyGo() {
        assertThat(read(Map.of()).tracing()).isEmpty();
        assertThat(read(Map.of("OTEL_SERVICE_NAME", "shop", "OTEL_TRACES_SAMPLER", "sometimes"))
                        .tracing())
                .as("meant for others")
                .isEmpty();
        assertThat(tracing(Map.of("OTEL_SDK_DISABLED", "true"))).isEmpty();
        assertThat(tracing(Map.of("OTEL_TRACES_EXPORTER", "none"))).isEmpty();
    }

    @Test
    void tracesGoByTheNamesThatOpenTelemetryHas() {
        TracingSettings tracing = tracing(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318",
                        "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20t0ken, x-tenant = shop",
                        "OTEL_RESOURCE_ATTRIBUTES", "team=shop",
                        "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                        "OTEL_TRACES_SAMPLER_ARG", "0.25",
                        "OTEL_METRICS_EXPORTER", "otlp"))
                .orElseThrow();

        assertThat(tracing.properties())
                .containsEntry("otel.service.name", "zencap-backup")
                .containsEntry("otel.exporter.otlp.protocol", "http/protobuf")
                .containsEntry("otel.exporter.otlp.endpoint", "https://collector:4318")
                .containsEntry("otel.exporter.otlp.headers", "Authorization=Bearer%20t0ken, x-tenant = shop")
                .containsEntry("otel.resource.attributes", "team=shop")
                .containsEntry("otel.traces.sampler.arg", "0.25")
                .containsEntry("otel.metrics.exporter", "none");
        assertThat(tracing(Map.of("OTEL_SERVICE_NAME", "shop-backup"))
                        .orElseThrow()
                        .properties())
                .containsEntry("otel.service.name", "shop-backup");
        assertThat(tracing).hasToString("traces to https://collector:4318");
        assertThat(read(Map.of(
                                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                                "https://traces.example.org/s3cret/v1/traces",
                                "OTEL_EXPORTER_OTLP_HEADERS",
                                "api-key=t0ken"))
                        .toString())
                .contains("traces to https://traces.example.org")
                .doesNotContain("s3cret", "t0ken");
    }

    @ParameterizedTest(name = "{0}={1} says {2}")
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, collector:4318, not an http or https URL",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://user:s3cret@collector:4318, holds a name or a password",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4318?token=s3cret, behind its path",
        "OTEL_EXPORTER_OTLP_HEADERS, api-key=s3cret, would send a secret in the clear",
        "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, http/protobuf alone",
        "OTEL_TRACES_EXPORTER, zipkin, by OTLP alone",
        "OTEL_TRACES_SAMPLER, sometimes, parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG, 10%, from 0 to 1",
    })
    void whatIsWrongWithTracesIsSaidInOneSentence(String name, String value, String message) {
        assertThatThrownBy(() -> tracing(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name.replace("HEADERS", "ENDPOINT"))
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "api-key: s3cret", "api-key=", "a=s3cret,s3cret", "=s3cret"})
    void headersThatCannotBeReadAreNotShown(String headers) {
        assertThatThrownBy(() -> tracing(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector", "OTEL_EXPORTER_OTLP_HEADERS", headers)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS can't be read")
                .hasMessageNotContaining("s3cret");
    }

    private static Optional<TracingSettings> tracing(Map<String, String> changes) {
        var variables = new HashMap<String, String>();
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        variables.putAll(changes);
        return read(variables).tracing();
    }

    @Test
    void halfAPairOfS3KeysIsRefused() {
        assertThatThrownBy(() -> read(Map.of("BACKUP_S3_BUCKET", "b", "AWS_ACCESS_KEY_ID", "id")))
                .hasMessageContaining("Only one of");
    }

    private static Settings read(Map<String, String> changes) {
        return new SettingsReader(variables(changes), HOME).read();
    }

    private static Map<String, String> variables(Map<String, String> changes) {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL", "postgresql://app:pa55@pooler:6432/pooled");
        variables.put("POSTGRES_URL_NON_POOLING", "postgresql://app:pa55@db:5432/shop");
        variables.put("BACKUP_ENCRYPTION_KEY", KEY);
        variables.put("ADMIN_API_KEY", "x".repeat(32));
        variables.putAll(changes);
        return variables;
    }
}
