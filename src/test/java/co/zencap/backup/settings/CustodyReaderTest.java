package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.custody.KmsSettings;
import co.zencap.backup.custody.VaultLogin;
import co.zencap.backup.custody.VaultSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustodyReaderTest {
    @TempDir
    Path home;

    @Test
    void kmsIsAskedAsAllProgramsForAwsAskIt() {
        KmsSettings own = reader(Map.of()).kms();
        KmsSettings given = reader(Map.of(
                        "AWS_REGION", "eu-central-1",
                        "AWS_ACCESS_KEY_ID", "AKIA",
                        "AWS_SECRET_ACCESS_KEY", "s3cret",
                        "AWS_SESSION_TOKEN", "t0ken",
                        "BACKUP_KMS_ENDPOINT", "https://vpce-1.kms.eu-central-1.vpce.amazonaws.com"))
                .kms();

        assertThat(own.region()).isEqualTo("us-east-1");
        assertThat(own.endpoint()).isEmpty();
        assertThat(own.credentials()).isEmpty();
        assertThat(given.region()).isEqualTo("eu-central-1");
        assertThat(given.endpoint()).contains(URI.create("https://vpce-1.kms.eu-central-1.vpce.amazonaws.com"));
        assertThat(given.credentials().orElseThrow().sessionToken()).contains("t0ken");
        assertThat(given.toString()).doesNotContain("s3cret", "t0ken");
    }

    @Test
    void vaultIsAskedByItsOwnNames() throws Exception {
        Files.writeString(home.resolve("ca.pem"), "");
        VaultSettings settings = reader(Map.of(
                        "VAULT_ADDR", "https://vault.example.org:8200",
                        "VAULT_TOKEN", "hvs.t0ken",
                        "VAULT_NAMESPACE", "team/backups/",
                        "VAULT_CACERT", "ca.pem"))
                .vault();

        assertThat(settings.address()).isEqualTo(URI.create("https://vault.example.org:8200"));
        assertThat(settings.login()).isEqualTo(new VaultLogin.Token("hvs.t0ken"));
        assertThat(settings.namespace()).contains("team/backups");
        assertThat(settings.authorities()).contains(home.resolve("ca.pem"));
        assertThat(settings.toString()).doesNotContain("t0ken");
    }

    /** They may be there for another program. */
    @Test
    void namesOfVaultDoNotCountWhereNothingRefersToIt() throws Exception {
        Map<String, String> others = Map.of(
                "VAULT_ADDR", "nonsense",
                "VAULT_TOKEN_FILE", "not-there",
                "BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));

        Map<String, String> read = Variables.read(home, others);

        assertThat(new MasterKeyReader(read, home).read()).isPresent();
    }

    @Test
    void aRoleOrAPodLogsInAndAnAgentHasDoneSo() {
        String address = "http://127.0.0.1:8200";

        assertThat(reader(Map.of("VAULT_ADDR", address, "BACKUP_VAULT_ROLE_ID", "r", "BACKUP_VAULT_SECRET_ID", "s"))
                        .vault()
                        .login())
                .isEqualTo(new VaultLogin.AppRole("approle", "r", "s"));
        assertThat(reader(Map.of("VAULT_ADDR", address)).vault().login()).isEqualTo(new VaultLogin.Agent());
        assertThat(reader(Map.of(
                                "VAULT_ADDR",
                                address,
                                "BACKUP_VAULT_KUBERNETES_ROLE",
                                "zencap",
                                "BACKUP_VAULT_AUTH_MOUNT",
                                "clusters/one"))
                        .vault()
                        .login())
                .isEqualTo(new VaultLogin.Kubernetes(
                        "clusters/one", "zencap", Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "VAULT_TOKEN=t0ken, VAULT_ADDR is not set",
        "VAULT_ADDR=https://v, there is nothing to show it",
        "VAULT_ADDR=http://vault.example.org VAULT_TOKEN=t0ken, would send a secret in the clear",
        "VAULT_ADDR=https://me:t0ken@v VAULT_TOKEN=t0ken, holds more than scheme",
        "VAULT_ADDR=https://v VAULT_TOKEN=t0ken VAULT_TOKEN_FILE=x, are both set",
        "VAULT_ADDR=https://v VAULT_TOKEN_FILE=not-there, VAULT_TOKEN_FILE names no file that can be used",
        "VAULT_ADDR=vault:8200 VAULT_TOKEN=t0ken, VAULT_ADDR is not",
        "VAULT_ADDR=https://v VAULT_TOKEN=t0ken BACKUP_VAULT_ROLE_ID=r, are both set",
        "VAULT_ADDR=https://v BACKUP_VAULT_ROLE_ID=r, BACKUP_VAULT_SECRET_ID is not",
        "VAULT_ADDR=https://v VAULT_TOKEN=t0ken VAULT_CACERT=no.pem, can't be read",
        "VAULT_ADDR=https://v VAULT_TOKEN=t0ken VAULT_NAMESPACE=../x?y, no path in Vault",
        "VAULT_ADDR=https://v BACKUP_VAULT_KUBERNETES_ROLE=z BACKUP_VAULT_AUTH_MOUNT=a//b, no path in Vault",
    })
    void whatIsWrongWithVaultIsSaidInOneSentence(String variables, String message) {
        assertThatThrownBy(() -> reader(parse(variables)).vault())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("t0ken");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "AWS_ACCESS_KEY_ID=a, Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        "BACKUP_KMS_ENDPOINT=http://kms.example.org, would send a secret in the clear",
        "AWS_REGION=eu_central, AWS_REGION is 'eu_central'",
        "BACKUP_KMS_ENDPOINT=kms, BACKUP_KMS_ENDPOINT is not",
    })
    void whatIsWrongWithKmsIsSaidInOneSentence(String variables, String message) {
        assertThatThrownBy(() -> reader(parse(variables)).kms())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:");
    }

    private CustodyReader reader(Map<String, String> variables) {
        return new CustodyReader(variables, home);
    }

    private static Map<String, String> parse(String variables) {
        return Arrays.stream(variables.split(" "))
                .map(each -> each.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1], (a, b) -> b, TreeMap::new));
    }
}
