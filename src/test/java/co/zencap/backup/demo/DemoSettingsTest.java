package co.zencap.backup.demo;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.settings.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSettingsTest {
    @TempDir
    Path home;

    @Test
    void nothingOfTheOperatorsReachesTheDemo() throws IOException {
        Files.writeString(
                home.resolve(".env.local"),
                """
                POSTGRES_URL=postgresql://live:pw@production/live
                BACKUP_S3_BUCKET=precious
                BACKUP_S3_PREFIX=live
                BACKUP_TARGET=live
                BACKUP_MONITORING_WEBHOOK=https://pager.example.com/
                ORDERS_URL=postgresql://live:pw@production/orders
                """);
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/targets.yaml"), "targets: {orders: {database: ORDERS_URL}}");
        var environment = new HashMap<String, String>();
        environment.put("BACKUP_ENCRYPTION_ENABLED", "false");
        environment.put("POSTGRES_URL", "postgresql://live:pw@production/live");
        PostgresUrl server = PostgresUrl.of(new Host("127.0.0.1", 5433), "postgres", "p@ss/w", "postgres");
        try (DemoFolder folder = DemoFolder.open(home.resolve("demo"));
                EmbeddedS3 s3 = EmbeddedS3.start(folder.bucket(), 0, "zencap-demo")) {
            DemoKeys keys = DemoKeys.of(folder);
            environment.putAll(
                    DemoSettings.of(folder, keys, server, new ServerBinaries(home.resolve("programs")), s3, 3999));

            Map<String, String> variables = Variables.read(home, environment);
            Settings settings = new SettingsReader(variables, home).read();

            assertThat(settings.database()).isEqualTo(server.withDatabase("shop"));
            assertThat(settings.catalog()).isEqualTo(server.withDatabase("zencap"));
            assertThat(settings.sandbox()).isEmpty();
            assertThat(settings.sandboxBin()).contains(home.resolve("programs").toAbsolutePath());
            assertThat(settings.target().value()).isEqualTo("shop");
            assertThat(settings.databases().all()).hasSize(1);
            assertThat(settings.encryption()).isTrue();
            assertThat(settings.alerts().webhooks().all()).isEmpty();
            assertThat(settings.http())
                    .isEqualTo(new Settings.Http("127.0.0.1", 3999, Optional.empty(), new TrustedProxies(List.of())));
            assertThat(settings.s3()).hasValueSatisfying(s -> {
                assertThat(s.bucket()).isEqualTo("zencap-demo");
                assertThat(s.prefix()).isEmpty();
                assertThat(s.endpoint()).contains(s3.endpoint());
            });
            variables.remove("ORDERS_URL"); // by a name that nobody here can know
            assertThat(variables.values()).noneMatch(v -> v.contains("production") || v.contains("precious"));
        }
    }
}
