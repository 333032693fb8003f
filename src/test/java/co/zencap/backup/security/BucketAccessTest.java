package co.zencap.backup.security;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.security.SecurityCheck.Outcome;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On S3Mock and S3Proxy; what those do not know the proxy before them answers, as AWS would. */
class BucketAccessTest {
    private static final String OPEN_TO_ALL =
            """
            <?xml version="1.0" encoding="UTF-8"?><AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>""";
    private static final String PUBLIC =
            """
            <?xml version="1.0" encoding="UTF-8"?><PolicyStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsPublic>true</IsPublic></PolicyStatus>""";

    private final S3TestSettings server = S3TestSettings.onS3Mock();

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
    void itOnlyAsks() throws IOException {
        Map<String, SecurityCheck> checks = checks(server);

        assertThat(checks.get("TLS to S3").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(checks.get("bucket: versioning").outcome()).isEqualTo(Outcome.WARNING);
        assertThat(checks.get("S3 rights to destroy").sentence()).contains("Not asked");
        assertThat(checks.values()).noneMatch(check -> check.outcome() == Outcome.FAILED);
        assertThat(proxy.requests()).isNotEmpty().allMatch(request -> request.method()
                .equals("GET"));
    }

    @Test
    void aServerThatKnowsLittleIsNotBlamedForIt(@TempDir Path folder) throws IOException {
        try (var embedded = EmbeddedS3.start(folder, 0, "backups");
                var before = FaultyS3.before(embedded.endpoint())) {
            var settings = S3TestSettings.of(embedded).at(before.endpoint()).prefix("");

            assertThat(new BucketAccess(settings, Optional::empty).ask())
                    .noneMatch(check -> check.outcome() == Outcome.FAILED);
        }
    }

    @Test
    void aBucketThatTheWorldCanReadFails() throws IOException {
        proxy.spoil(request -> request.target().contains("policyStatus"), new Fault.Answer(200, PUBLIC));
        proxy.spoil(request -> request.target().matches(".*[?&]acl.*"), new Fault.Answer(200, OPEN_TO_ALL));

        Map<String, SecurityCheck> checks = checks(server);

        assertThat(checks.get("bucket: policy").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(checks.get("bucket: ACL").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(checks.get("bucket: ACL").sentence()).contains("everybody");
    }

    @Test
    void credentialsThatMayNotAskAreSaidNotToBe() throws IOException {
        proxy.spoil(request -> request.target().contains("encryption"), new Fault.Status(403, "AccessDenied"));

        SecurityCheck check = checks(server).get("bucket: default encryption");

        assertThat(check.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(check.sentence()).contains("may not ask");
    }

    @Test
    void aServerElsewhereMustBeAskedOverTls() throws IOException {
        S3TestSettings here = server;
        S3Settings there = here.at(URI.create("http://s3.invalid:9000")).prefix("");

        SecurityCheck check = new BucketAccess(there, Optional::empty).ask().get(0);

        assertThat(check.name()).isEqualTo("TLS to S3");
        assertThat(check.outcome()).isEqualTo(Outcome.FAILED);
    }

    private Map<String, SecurityCheck> checks(S3TestSettings settings) throws IOException {
        return new BucketAccess(settings.at(proxy.endpoint()).prefix("", Optional.empty()), Optional::empty)
                .ask().stream().collect(Collectors.toMap(SecurityCheck::name, Function.identity()));
    }
}
