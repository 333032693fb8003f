package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.FaultyS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of AWS that end soon have a third part, without which no server believes them. */
class SessionCredentialsTest {
    @TempDir
    Path home;

    @Test
    void theSessionGoesWithEachRequestAndIsNeverShown() throws Exception {
        S3TestSettings server = S3TestSettings.onEmbeddedS3();
        try (FaultyS3 proxy = FaultyS3.before(server.endpoint())) {
            var variables = new HashMap<>(server.at(proxy.endpoint()).variables());
            variables.put("AWS_SESSION_TOKEN", "s3ssion-t0ken");
            S3Settings settings = new S3SettingsReader(variables, home).read().orElseThrow();

            try (S3Connection connection = new S3Connection(settings, Clock.systemUTC())) {
                assertThatThrownBy(() -> new S3Repository(connection).open("shop/b1/manifest.json"))
                        .isInstanceOf(IOException.class);
            }

            assertThat(settings.toString()).doesNotContain("s3ssion");
            assertThat(proxy.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.head())
                    .containsIgnoringCase("x-amz-security-token: s3ssion-t0ken")
                    .containsPattern("(?i)SignedHeaders=[^,]*x-amz-security-token"));
        }
    }
}
