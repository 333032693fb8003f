package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.KmsServer;
import co.zencap.backup.testing.KmsServer.Asked;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server, whose client of AWS KMS comes from a WAR, has no master key of its own. */
class KeyCustodyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<String, String> CONTEXT = Map.of("purpose", "zencap-master-key");

    @TempDir
    Path home;

    @Test
    void theServiceGetsItsKeysAtTheStartAndNeedsNobodyAfterwards() throws Exception {
        String digits = MasterKey.generate();
        String older = MasterKey.generate();
        PostgresUrl shop = TestCluster.createDatabase();
        Databases.fill(shop);
        try (var kms = new KmsServer();
                var vault = new HttpStub(
                        asked -> new HttpStub.Answer(200, "{\"data\":{\"key\":\"" + older + "\",\"other\":\"x\"}}"))) {
            String key = kms.addKey("backups");
            byte[] sealed = kms.encrypt(key, CONTEXT, digits.getBytes(StandardCharsets.US_ASCII));
            var more = new HashMap<>(kms.settings());
            more.put(
                    "BACKUP_ENCRYPTION_KEY",
                    "aws-kms:" + key + "#" + Base64.getEncoder().encodeToString(sealed));
            more.put("BACKUP_ENCRYPTION_KEYS_OLD", "vault:kv/zencap#key");
            more.put("VAULT_ADDR", vault.url());
            more.put("VAULT_TOKEN", "hvs.t0ken");
            Map<String, String> environment = Installation.in(home).variables(shop, TestCluster.createDatabase(), more);
            try (LibertyProcess server = LibertyProcess.start(home, home.resolve("server"), environment)) {
                server.awaitStarted(PATIENCE);
                assertThat(kms.asked()).extracting(Asked::operation).containsExactly("Decrypt");
                assertThat(vault.asked()).hasSize(1);
                kms.close();
                vault.close();

                var api = new ApiClient(new ApiAddress(server.address(), Optional.of(Installation.KEY)));
                String backup = api.backup("database", Optional.empty()).get(0).id();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> api.operation(backup).state() == State.SUCCEEDED);

                assertThat(keyIds()).containsExactly(MasterKey.parse(digits).id());
                assertThat(Files.readString(server.log())).doesNotContain(digits, older, "hvs.t0ken");
            }

            try (LibertyProcess server = LibertyProcess.start(home, home.resolve("again"), environment)) {
                assertThatThrownBy(() -> server.awaitStarted(PATIENCE))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("The service can't start: BACKUP_ENCRYPTION_KEY: AWS KMS at")
                        .hasMessageContaining("can't be reached (")
                        .hasMessageContaining("a copy of the master key itself");
                assertThat(Files.readString(server.log())).doesNotContain(digits, older, "hvs.t0ken");
            }
        }
    }

    private Iterable<String> keyIds() throws IOException {
        return Folders.files(home.resolve("backups")).stream()
                .filter(file -> file.endsWith("key.json"))
                .map(file -> {
                    try {
                        return Json.MAPPER.readTree(file.toFile()).path("keyId").asText();
                    } catch (IOException e) {
                        throw new IllegalStateException(file + " can't be read", e);
                    }
                })
                .toList();
    }
}
