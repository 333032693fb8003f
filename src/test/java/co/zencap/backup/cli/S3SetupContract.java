package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.terminal.CapturedTerminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;

/** {@code ./zencap s3 setup} on a real server, as an operator calls it. */
abstract class S3SetupContract {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private CapturedTerminal terminal;
    private S3TestSettings bucket;

    abstract S3TestSettings server();

    /** Settings that this server keeps, of those that a bucket has. */
    abstract List<String> kept();

    @BeforeEach
    void prepare() throws Exception {
        Files.createDirectories(home.resolve("config"));
        for (String name : List.of("s3-lifecycle.json", "s3-bucket-policy.json")) {
            Files.copy(Path.of("config", name), home.resolve("config").resolve(name));
        }
        bucket = server().in("setup-" + UUID.randomUUID());
        variables.putAll(bucket.variables());
    }

    @Test
    void aDryRunShowsWhatDiffersAndChangesNothing() throws Exception {
        assertThat(setup("--dry-run")).isZero();

        assertThat(terminal.out())
                .contains("bucket", "missing", "versioning", "lifecycle BackupLifecycle", "to do")
                .contains("STANDARD_IA after 30 d", "GLACIER", "DEEP_ARCHIVE")
                .doesNotContain(variables.get("AWS_SECRET_ACCESS_KEY"));
        assertThat(buckets()).doesNotContain(variables.get("BACKUP_S3_BUCKET"));
    }

    @Test
    void withoutAYesNothingIsChanged() throws Exception {
        setup();

        assertThat(terminal.err()).contains("HINT: --yes");
        assertThat(buckets()).doesNotContain(variables.get("BACKUP_S3_BUCKET"));
    }

    @Test
    void whatTheServerKnowsIsSetOnceAndTheRestIsNamed() throws Exception {
        assertThat(setup("--yes", "--account", "123456789012")).isZero();

        assertThat(buckets()).contains(variables.get("BACKUP_S3_BUCKET"));
        assertThat(states("done")).as(terminal.out()).containsExactlyInAnyOrderElementsOf(kept());

        assertThat(setup("--dry-run", "--account", "123456789012")).isZero();
        assertThat(states("in place")).as(terminal.out()).containsAll(kept());
        assertThat(states("done")).isEmpty();
    }

    @Test
    void rulesOfOthersStayAndAreToldWhenTheyDeleteBackups() throws Exception {
        setup("--yes");
        if (!kept().contains("lifecycle BackupLifecycle")) {
            return;
        }
        try (var administration = new S3Administration(bucket.prefix(""))) {
            S3Client client = administration.client();
            String name = variables.get("BACKUP_S3_BUCKET");
            LifecycleRule foreign = LifecycleRule.builder()
                    .id("theirs")
                    .status("Enabled")
                    .filter(LifecycleRuleFilter.builder().prefix("").build())
                    .expiration(expiration -> expiration.days(5))
                    .build();
            client.putBucketLifecycleConfiguration(
                    request -> request.bucket(name).lifecycleConfiguration(rules -> rules.rules(foreign)));

            assertThat(setup("--yes")).isZero();

            assertThat(terminal.out()).contains("theirs", "WARNING");
            assertThat(client.getBucketLifecycleConfiguration(request -> request.bucket(name))
                            .rules())
                    .extracting(LifecycleRule::id)
                    .containsExactlyInAnyOrder("theirs", "BackupLifecycle", "BackupLeftovers");
        }
    }

    @Test
    void aFileThatMakesNoSenseIsRefusedBeforeAnythingIsAsked() throws Exception {
        Files.writeString(
                home.resolve("config/s3-lifecycle.json"),
                "{\"Rules\":[{\"ID\":\"a\",\"Status\":\"Enabled\",\"Expiration\":{\"Days\":1}}]}");
        assertThat(setup("--yes")).isEqualTo(2);
        assertThat(terminal.err()).contains("s3-lifecycle.json", "HINT:");

        variables.remove("BACKUP_S3_BUCKET");
        variables.remove("BACKUP_S3_ENDPOINT");
        assertThat(setup("--yes")).isEqualTo(2);
        assertThat(terminal.err()).contains("BACKUP_S3_BUCKET");
    }

    private int setup(String... arguments) {
        terminal = CapturedTerminal.pipes();
        var all = new java.util.ArrayList<>(List.of("s3", "setup"));
        all.addAll(List.of(arguments));
        return Zencap.run(
                new Surroundings(home, variables, terminal.terminal(), java.time.Clock.systemUTC(), () -> {}),
                all.toArray(String[]::new));
    }

    /** The settings of the last table with a state. */
    private List<String> states(String state) {
        String out = terminal.out();
        return out.substring(out.lastIndexOf("SETTING"))
                .lines()
                .filter(line -> line.strip().endsWith("  " + state))
                .map(line -> line.split(" {2,}")[0].strip())
                .toList();
    }

    private List<String> buckets() throws Exception {
        try (var administration = new S3Administration(bucket.prefix(""))) {
            return administration.client().listBuckets().buckets().stream()
                    .map(each -> each.name())
                    .toList();
        }
    }
}
