package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.custody.KeyReference;
import co.zencap.backup.custody.KmsReference;
import co.zencap.backup.custody.VaultReference;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.testing.Hostile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a setting says, the service starts on it or tells in a sentence why not; never with what is secret in it. */
class HostileSettingsTest {
    private static final String KEY = MasterKey.generate();
    private static final String PASSWORD = "hunter2hunter2";
    private static final List<String> ADDRESSES = List.of(
            "postgresql://app:" + PASSWORD + "@db:5432/shop?sslmode=require",
            "https://user:" + PASSWORD + "@hooks.example.org:8443/path?x=1");
    private static final List<String> USUAL = List.of(
            "s3.example.org",
            "10.0.0.0/8, ::1",
            "0 30 2 * * ?",
            "60",
            "a@example.org, B <b@example.org>",
            "/srv/uploads,/srv/other",
            "30d,12m",
            "true",
            "Europe/Berlin");

    @TempDir
    Path home;

    @BeforeEach
    void copyConfig() throws IOException {
        Files.createDirectories(home.resolve("config"));
        try (Stream<Path> files = Files.list(Path.of("config"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, home.resolve("config").resolve(file.getFileName()));
            }
        }
    }

    @Test
    void anyValueOfAnySettingIsTakenOrRefusedInASentence() {
        List<String> names = Variables.names().stream().sorted().toList();
        Hostile.tries(names.size() * 25, input -> {
            String name = input.any(names);
            String value = input.text(input.any(name.contains("URL") ? ADDRESSES : USUAL));
            input.sample(name + "=" + value);
            try {
                read(Map.of(name, value));
            } catch (IllegalArgumentException e) {
                requireFit(e, value, KEY, PASSWORD);
                if (name.matches(".*(_KEY|_PASSWORD|_TOKEN|_SECRET)$")
                        && value.strip().length() > 12) {
                    assertThat(e.getMessage()).doesNotContain(value.strip());
                }
            }
        });
    }

    @Test
    void aReferenceToAKeyIsReadOrRefusedAndReachesNothingElse() {
        List<String> usual = List.of(
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/mrk-1234#AQIDAHh=",
                "vault:secret/data/zencap#master-key");
        Hostile.tries(5000, input -> {
            String form = input.any(usual);
            String text = form.substring(0, form.indexOf(':') + 1) + input.text(form.substring(form.indexOf(':') + 1));
            try {
                KeyReference.of(text).ifPresent(reference -> {
                    if (reference instanceof VaultReference vault) {
                        assertThat(vault.path()).matches("[\\w.-]+(/[\\w.-]+)+").doesNotContain("/../", "/./");
                    } else {
                        assertThat(((KmsReference) reference).text()).isEqualTo(text);
                    }
                });
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains("HINT:").hasSizeLessThan(400);
            }
        });
    }

    @Test
    void aDatabasesAddressIsReadOrRefusedWithoutItsPassword() {
        Hostile.tries(5000, input -> {
            String text = input.text("postgresql://app:" + PASSWORD
                    + "@[2001:db8::1]:5432,b/shop?sslmode=verify-full&options=-c%20x%3D1");
            try {
                PostgresUrl url = PostgresUrl.parse(text);
                if (PASSWORD.equals(url.password())) {
                    assertThat(url.toString()).doesNotContain(PASSWORD);
                }
                assertThat(url.hosts()).allMatch(host -> !host.name().isBlank());
            } catch (IllegalArgumentException e) {
                Hostile.requireFit(e, PASSWORD);
            }
        });
    }

    @Test
    void aTimeIsReadOrRefused() {
        Hostile.tries(1500, input -> {
            String text = input.text("0 30 2 ? * MON-FRI", "0 0/15 * 1,15 * ?", "0 0 12 L * ?", "60");
            try {
                Timing.parse(text).ifPresent(timing -> assertThat(
                                timing.next(Instant.parse("2026-11-26T03:00:00Z"), ZoneId.of("Europe/Berlin")))
                        .isNotNull());
            } catch (IllegalArgumentException e) {
                requireFit(e, text);
            }
        });
    }

    @Test
    void networksAreReadOrRefusedAndNoNameIsLookedUp() {
        Hostile.tries(3000, input -> {
            String text = input.text("10.0.0.0/8, 192.168.1.1, ::1/128, fe80::/10");
            try {
                TrustedProxies proxies = TrustedProxies.parse(text);
                assertThat(proxies.origin("10.0.0.1", List.of(text))).isNotNull();
            } catch (IllegalArgumentException e) {
                requireFit(e, text);
            }
        });
    }

    @Test
    void anyFileOfSettingsIsTakenOrRefused() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(home.resolve("config"))) {
            files = all.sorted().toList();
        }
        var whole = new HashMap<Path, byte[]>();
        for (Path file : files) {
            whole.put(file, Files.readAllBytes(file));
        }
        Hostile.tries(1000, input -> {
            Path file = input.any(files);
            Files.write(file, input.changed(whole.get(file)));
            try {
                read(Map.of());
            } catch (IllegalArgumentException e) {
                Hostile.requireFit(e, KEY);
            }
            Files.write(file, whole.get(file));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file-sets.yaml",
                "retention.yaml",
                "targets.yaml",
                "webhooks.yaml",
                "alert-rules.yaml",
                "storage-prices.yaml"
            })
    void aFewLinesThatWouldBecomeMillionsAreRefused(String file) throws IOException {
        var laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 25; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertRefused(file, laughs.toString());
        assertRefused(file, "top: &top\n  again: *top\n");
        assertRefused(file, "x: " + "[".repeat(50_000));
        assertRefused(file, "x: " + "{a: ".repeat(50_000));
        assertRefused(file, "? ".repeat(20_000) + "x");
        assertRefused(file, "- ".repeat(50_000) + "x");
        assertRefused(file, "x: !!java.net.URL [\"http://127.0.0.1:1/\"]\n");
        assertRefused(file, "x: !!javax.script.ScriptEngineManager [a]\n");
    }

    private void assertRefused(String file, String yaml) throws IOException {
        String before = Files.readString(home.resolve("config").resolve(file));
        Files.writeString(home.resolve("config").resolve(file), yaml);
        assertThatThrownBy(() -> read(Map.of()))
                .as(yaml.substring(0, Math.min(60, yaml.length())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file)
                .satisfies(Hostile::requireFit);
        Files.writeString(home.resolve("config").resolve(file), before);
    }

    /** An operator's own words may come back, as long as they are. */
    private static void requireFit(IllegalArgumentException refusal, String value, String... secrets) {
        assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(value.length() + 1000);
        for (String secret : secrets) {
            assertThat(refusal.getMessage()).doesNotContain(secret);
        }
    }

    private Settings read(Map<String, String> changes) {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL", "postgresql://app:" + PASSWORD + "@db:5432/shop");
        variables.put("BACKUP_ENCRYPTION_KEY", KEY);
        variables.put("ADMIN_API_KEY", "x".repeat(32));
        variables.put("BACKUP_S3_BUCKET", "backups");
        variables.put("AWS_REGION", "eu-central-1");
        variables.putAll(changes);
        return new SettingsReader(variables, home).read();
    }
}
