package co.zencap.backup.repository.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.json.Json;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.ObjectLock.Mode;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.setup.SetupRow.State;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The setup on S3Mock. What that does not know (public access, encryption, policy) the proxy before it keeps, as AWS would;
 * no test server at hand knows these.
 */
class BucketSetupTest {
    private static final String USER = "arn:aws:iam::123456789012:user/backup-user";
    private static final List<String> ALL = List.of(
            "bucket",
            "versioning",
            "public access",
            "default encryption",
            "Object Lock",
            "lifecycle BackupLifecycle",
            "lifecycle BackupLeftovers",
            "bucket policy");

    private final S3TestSettings server = S3TestSettings.onS3Mock();

    private final String bucket = "setup-" + UUID.randomUUID();
    private FaultyS3 proxy;

    @BeforeEach
    void startProxy() throws IOException {
        proxy = FaultyS3.before(server.endpoint());
    }

    @AfterEach
    void stopProxy() throws IOException {
        proxy.close();
    }

    @Test
    void everythingIsSetOnce() throws IOException {
        knowsAll();

        Map<String, State> first = states(setup(true));
        int asked = proxy.requests().size();
        Map<String, State> second = states(setup(true));

        assertThat(first.keySet()).containsAll(ALL);
        assertThat(ALL).allMatch(setting -> first.get(setting) == State.DONE);
        assertThat(ALL).allMatch(setting -> second.get(setting) == State.IN_PLACE);
        assertThat(proxy.requests().subList(asked, proxy.requests().size()))
                .allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void aLookChangesNothing() throws IOException {
        knowsAll();

        List<SetupRow> rows = setup(false);

        assertThat(rows).extracting(SetupRow::state).containsOnly(State.TO_DO);
        assertThat(rows).noneMatch(SetupRow::bad);
        assertThat(proxy.requests()).allMatch(request -> request.method().equals("GET"));
    }

    @Test
    void thePolicyIsForTheUserAndTheBucketAndStatementsOfOthersStay() throws IOException {
        knowsAll();
        setup(true);
        JsonNode ours = Json.MAPPER.readTree(proxy.kept("policy"));
        assertThat(ours.at("/Statement/0/Principal/AWS").asText()).isEqualTo(USER);
        assertThat(ours.at("/Statement/0/Resource"))
                .extracting(JsonNode::asText)
                .containsExactly("arn:aws:s3:::" + bucket + "/*", "arn:aws:s3:::" + bucket);
        put("{\"Version\":\"2012-10-17\",\"Id\":\"theirs\",\"Statement\":{\"Sid\":\"Audit\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:root\"},\"Action\":\"s3:GetBucketPolicy\","
                + "\"Resource\":\"arn:aws:s3:::x\"}}");

        assertThat(states(setup(true))).containsEntry("bucket policy", State.DONE);

        JsonNode both = Json.MAPPER.readTree(proxy.kept("policy"));
        assertThat(both.path("Id").asText()).isEqualTo("theirs");
        assertThat(both.path("Statement"))
                .extracting(statement -> statement.path("Sid").asText())
                .containsExactly("Audit", "ZenCapBackup");
    }

    @Test
    void aPolicyThatTheServerWritesInItsOwnWayIsTheSame() throws IOException {
        knowsAll();
        setup(true);
        put(proxy.kept("policy").replace("[\"s3:GetObject\",\"s3:PutObject\"", "[\"s3:PutObject\",\"s3:GetObject\""));

        assertThat(states(setup(false))).containsEntry("bucket policy", State.IN_PLACE);
    }

    @Test
    void aRefusalIsNoIgnoranceAndKeepsNothingElseAway() throws IOException {
        knowsAll();
        proxy.heal();
        proxy.spoil(request -> is(request, "encryption"), new Fault.Status(403, "AccessDenied"));
        proxy.spoil(request -> is(request, "publicAccessBlock"), new Fault.Status(501, "NotImplemented"));
        proxy.spoil(
                request -> request.method().equals("PUT") && is(request, "versioning"),
                new Fault.Status(409, "InvalidBucketState"));

        List<SetupRow> rows = setup(true);

        Map<String, State> states = states(rows);
        assertThat(states)
                .containsEntry("default encryption", State.FORBIDDEN)
                .containsEntry("public access", State.UNSUPPORTED)
                .containsEntry("versioning", State.FAILED)
                .containsEntry("lifecycle BackupLifecycle", State.DONE);
        assertThat(rows)
                .filteredOn(SetupRow::bad)
                .extracting(SetupRow::setting)
                .contains("default encryption", "versioning")
                .doesNotContain("public access");
        assertThat(rows)
                .filteredOn(row -> row.state() == State.FORBIDDEN)
                .allMatch(row -> row.detail().orElseThrow().contains("403 AccessDenied"));
    }

    @Test
    void aLockThatTheServerDoesNotKnowIsBadNews() throws IOException {
        knowsAll();
        proxy.heal();
        proxy.spoil(request -> is(request, "object-lock"), new Fault.Status(501, "NotImplemented"));

        assertThat(setup(true))
                .filteredOn(SetupRow::bad)
                .extracting(SetupRow::setting)
                .contains("Object Lock");
    }

    @Test
    void aLongerLockThatIsThereStays() throws IOException {
        knowsAll();
        setup(true);

        Map<String, State> states = states(setup(true, Optional.of(new ObjectLock(Mode.GOVERNANCE, 2))));

        assertThat(states).containsEntry("Object Lock", State.IN_PLACE);
        assertThat(states(setup(false, Optional.of(new ObjectLock(Mode.COMPLIANCE, 2)))))
                .containsEntry("Object Lock", State.TO_DO);
    }

    @Test
    void aBucketOfSomebodyElseEndsIt() throws IOException {
        proxy.spoil(request -> true, new Fault.Status(403, "AccessDenied"));

        assertThat(setup(true)).singleElement().satisfies(row -> {
            assertThat(row.setting()).isEqualTo("bucket");
            assertThat(row.state()).isEqualTo(State.FORBIDDEN);
            assertThat(row.bad()).isTrue();
        });
    }

    @Test
    void wrongKeysAreSaidAtOnce() {
        proxy.spoil(request -> true, new Fault.Status(403, "InvalidAccessKeyId"));

        assertThatThrownBy(() -> setup(true))
                .isInstanceOfSatisfying(
                        RepositoryFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.CREDENTIALS))
                .hasMessageContaining("HINT: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "arn:aws:iam::12:user/x", "arn:aws:iam::123456789012:user/x\",\"*", "backup-user"})
    void onlyAUserOrRoleCanBeNamed(String principal) {
        assertThatThrownBy(() -> BucketPolicy.read(file("s3-bucket-policy.json"), bucket, principal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT: ");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"Rules\":[{\"ID\":\"a\",\"Status\":\"Enabled\",\"Expiration\":{\"Days\":1}}]}'",
        "'{\"Rules\":[{\"Status\":\"Enabled\"}]}'",
        "'{\"Rules\":[{\"ID\":\"a\",\"Status\":\"on\"}]}'",
        "'{\"Rules\":[{\"ID\":\"a\",\"Status\":\"Enabled\"},{\"ID\":\"a\",\"Status\":\"Enabled\"}]}'",
        "'{}'",
        "'not json'"
    })
    void rulesThatDeleteOrMakeNoSenseAreRefused(String json) {
        assertThatThrownBy(() -> LifecycleRules.read(json, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT: ");
    }

    @Test
    void rulesAreForTheBackupsPrefix() throws IOException {
        assertThat(LifecycleRules.read(file("s3-lifecycle.json"), "mine").rules())
                .allMatch(rule -> rule.filter().prefix().equals("mine/"));
        assertThat(LifecycleRules.read(file("s3-lifecycle.json"), "").rules())
                .allMatch(rule -> rule.filter().prefix().isEmpty());
    }

    private void knowsAll() {
        proxy.spoil(
                request -> is(request, "publicAccessBlock"), new Fault.Keep("NoSuchPublicAccessBlockConfiguration"));
        proxy.spoil(
                request -> is(request, "encryption"), new Fault.Keep("ServerSideEncryptionConfigurationNotFoundError"));
        proxy.spoil(request -> is(request, "policy"), new Fault.Keep("NoSuchBucketPolicy"));
    }

    private static boolean is(Request request, String setting) {
        return request.target().matches(".*[?&]" + setting + "(=|&|$).*");
    }

    private void put(String policy) {
        try (var administration = new S3Administration(settings(Optional.empty()))) {
            administration.client().putBucketPolicy(request -> request.bucket(bucket)
                    .policy(policy));
        }
    }

    private List<SetupRow> setup(boolean change) throws IOException {
        return setup(change, Optional.of(new ObjectLock(Mode.GOVERNANCE, 9)));
    }

    private List<SetupRow> setup(boolean change, Optional<ObjectLock> lock) throws IOException {
        S3Settings settings = settings(lock);
        try (var administration = new S3Administration(settings)) {
            return new BucketSetup(
                            administration,
                            LifecycleRules.read(file("s3-lifecycle.json"), settings.prefix()),
                            Optional.of(BucketPolicy.read(file("s3-bucket-policy.json"), bucket, USER)),
                            time -> {})
                    .run(change);
        }
    }

    private S3Settings settings(Optional<ObjectLock> lock) {
        return server.at(proxy.endpoint()).in(bucket).prefix("", lock);
    }

    private static Map<String, State> states(List<SetupRow> rows) {
        return rows.stream().collect(Collectors.toMap(SetupRow::setting, SetupRow::state));
    }

    private static String file(String name) throws IOException {
        return Files.readString(Path.of("config", name));
    }
}
