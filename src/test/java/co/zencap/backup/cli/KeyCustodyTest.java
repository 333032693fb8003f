package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.HttpStub;
import co.zencap.backup.testing.KmsServer;
import co.zencap.backup.testing.KmsServer.Asked;
import co.zencap.backup.testing.KmsServer.Refusal;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line where settings only refer to the master key; what it opens is the example repository. */
class KeyCustodyTest extends AtTheShell {
    private static final Path EXAMPLE = Path.of("docs/example-repository").toAbsolutePath();
    private static final String DIGITS = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String ID = MasterKey.parse(DIGITS).id();

    private KmsServer kms;
    private String key;
    private Path keyFile;

    @BeforeEach
    void makeKey() throws IOException {
        kms = new KmsServer();
        key = kms.addKey("backups");
        keyFile = Files.writeString(home.resolve("key"), DIGITS + "\n");
        environment.putAll(kms.settings());
    }

    @AfterEach
    void stopKms() {
        kms.close();
    }

    @Test
    void aKeyThatKmsHasEncryptedOpensTheBackups() throws Exception {
        String reference = seal("alias/backups");

        environment.put("BACKUP_ENCRYPTION_KEY", reference);

        assertThat(restoreFiles("a")).as(terminal.err()).isZero();
        assertThat(terminal.out() + terminal.err()).doesNotContain(DIGITS);
    }

    @Test
    void aNewKeyIsShownToNobodyUntilSomebodyExportsIt() throws Exception {
        assertThat(zencap("keygen", "--aws-kms", key)).as(terminal.err()).isZero();

        String reference = terminal.out().strip();
        JsonNode asked = kms.asked().get(0).body();
        String digits = new String(asked.path("Plaintext").binaryValue(), StandardCharsets.US_ASCII);
        assertThat(digits).matches("[0-9a-f]{64}");
        assertThat(reference).startsWith("aws-kms:" + key + "#");
        assertThat(terminal.err())
                .contains(
                        "It stands for the master key "
                                + MasterKey.parse(digits).id(),
                        "./zencap key export");
        assertThat(terminal.out() + terminal.err()).doesNotContain(digits);

        environment.put("BACKUP_ENCRYPTION_KEY", reference);
        environment.put("BACKUP_ENCRYPTION_KEYS_OLD", DIGITS);
        Path copy = home.resolve("copy");
        assertThat(zencap("key", "export", "--to", copy.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(copy).hasContent(digits + "\n" + DIGITS + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(terminal.out()).contains(" and 1 older").doesNotContain(digits);

        assertThat(zencap("key", "export", "--to", copy.toString())).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("is there already, and is left as it is");
        assertThat(copy).hasContent(digits + "\n" + DIGITS + "\n");
    }

    @Test
    void withoutKmsTheExportedCopyOpensTheBackups() throws Exception {
        environment.put("BACKUP_ENCRYPTION_KEY", seal(key));
        Path copy = home.resolve("copy");
        assertThat(zencap("key", "export", "--to", copy.toString()))
                .as(terminal.err())
                .isZero();
        kms.put(key, new Refusal(400, "KMSInvalidStateException", key + " is pending deletion."));

        assertThat(restoreFiles("a")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err())
                .contains("BACKUP_ENCRYPTION_KEY: AWS KMS at ", "may be about to be deleted", "HINT: look at once");
        kms.close();

        assertThat(restoreFiles("b", "--key-file", copy.toString()))
                .as(terminal.err())
                .isZero();
    }

    @Test
    void aKeyFileMayHoldReferences() throws Exception {
        Path file = Files.writeString(home.resolve("reference"), MasterKey.generate() + "\n" + seal(key) + "\n");

        assertThat(restoreFiles("a", "--key-file", file.toString()))
                .as(terminal.err())
                .isZero();
    }

    @Test
    void theServiceDoesNotStartOnAKeyThatCannotBeHad() throws Exception {
        environment.put("POSTGRES_URL", "postgresql://app@127.0.0.1:5432/shop");
        environment.put("BACKUP_ENCRYPTION_KEY", seal(key));
        kms.put(key, new Refusal(400, "DisabledException", key + " is disabled."));

        assertThat(zencap("start")).isEqualTo(ExitStatus.USAGE);

        assertThat(terminal.err())
                .contains("Wrong settings: BACKUP_ENCRYPTION_KEY: AWS KMS at " + kms.endpoint())
                .contains("has switched off the key " + key)
                .contains("HINT: aws kms enable-key switches it on.");
    }

    @Test
    void whatKmsHasEncryptedAndIsNoKeyIsRefusedAndNotShown() throws Exception {
        byte[] other =
                kms.encrypt(key, Map.of("purpose", "zencap-master-key"), "s3cret".getBytes(StandardCharsets.US_ASCII));
        environment.put(
                "BACKUP_ENCRYPTION_KEY",
                "aws-kms:" + key + "#" + Base64.getEncoder().encodeToString(other));

        assertThat(restoreFiles("a")).isEqualTo(ExitStatus.USAGE);

        assertThat(terminal.err())
                .contains("BACKUP_ENCRYPTION_KEY: The encryption key has 6 characters", "HINT:")
                .doesNotContain("s3cret");
    }

    @Test
    void aKeyInVaultOpensTheBackups() throws Exception {
        try (HttpStub vault = new HttpStub(asked -> asked.uri().equals("/v1/secret/data/zencap")
                        && "hvs.t0ken".equals(asked.headers().get("x-vault-token"))
                ? new HttpStub.Answer(
                        200,
                        "{\"data\":{\"data\":{\"master-key\":\"" + DIGITS + "\\n\"},\"metadata\":{\"version\":2}}}")
                : new HttpStub.Answer(403, "{\"errors\":[\"permission denied\"]}"))) {
            environment.put("VAULT_ADDR", vault.url());
            environment.put("BACKUP_ENCRYPTION_KEY", "vault:secret/data/zencap#master-key");
            environment.put(
                    "VAULT_TOKEN_FILE",
                    Files.writeString(home.resolve("vault-token"), "hvs.t0ken\n")
                            .toString());

            assertThat(restoreFiles("a")).as(terminal.err()).isZero();

            Files.writeString(home.resolve("vault-token"), "hvs.other");
            assertThat(restoreFiles("b")).isEqualTo(ExitStatus.USAGE);
            assertThat(terminal.err())
                    .contains("BACKUP_ENCRYPTION_KEY: Vault at " + vault.url() + " does not let this token read")
                    .doesNotContain("hvs.");
        }
    }

    /** As printed, enforced: no more is needed, and nothing else that the same key has encrypted can be read with it. */
    @ParameterizedTest
    @ValueSource(strings = {"writer", "restorer", "cleaner", "all"})
    void thePrintedPoliciesSufficeToReadTheKeyAndNothingElse(String who) throws Exception {
        environment.put("BACKUP_ENCRYPTION_KEY", seal(key));
        assertThat(zencap("setup", "policies", "--only", who, "--bucket", "shop-backups"))
                .isZero();
        JsonNode policy =
                Json.MAPPER.readTree(terminal.out().substring(terminal.out().indexOf('{')));
        int before = kms.asked().size();
        kms.guard(policy);

        assertThat(restoreFiles("a")).as(terminal.err()).isZero();
        assertThat(kms.asked().subList(before, kms.asked().size()))
                .extracting(Asked::operation)
                .containsOnly("Decrypt");

        assertThat(zencap("keygen", "--aws-kms", key)).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err())
                .contains("does not let " + KmsServer.CALLER + " encrypt")
                .contains("kms:Encrypt");
        JsonNode statement =
                policy.path("Statement").get(policy.path("Statement").size() - 1);
        assertThat(statement.path("Condition").toString())
                .isEqualTo("{\"StringEquals\":{\"kms:EncryptionContext:purpose\":\"zencap-master-key\"}}");
        assertThat(statement.path("Resource").toString()).isEqualTo("[\"" + key + "\"]");
    }

    @Test
    void whereKmsHasNoKeyThePoliciesDoNotSpeakOfIt() {
        environment.put("BACKUP_ENCRYPTION_KEY", DIGITS);

        assertThat(zencap("setup", "policies", "--bucket", "shop-backups")).isZero();

        assertThat(terminal.out()).contains("s3:GetObject").doesNotContain("kms:");
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertThat(zencap("keygen", "--key-file", keyFile.toString())).isEqualTo(ExitStatus.USAGE);
        assertThat(zencap("keygen", "--admin", "--aws-kms", key)).isEqualTo(ExitStatus.USAGE);
        assertThat(zencap(
                        "keygen",
                        "--aws-kms",
                        key,
                        "--key-file",
                        home.resolve("no").toString()))
                .isEqualTo(ExitStatus.USAGE);
        environment.remove("BACKUP_ENCRYPTION_KEY");
        assertThat(zencap("key", "export", "--to", home.resolve("copy").toString()))
                .isEqualTo(ExitStatus.USAGE);

        assertThat(terminal.err())
                .contains("HINT: --key-file goes with --aws-kms", "There is no key file", "There is no key.");
        assertThat(kms.asked()).isEmpty();
        assertThat(home.resolve("copy")).doesNotExist();
    }

    private String seal(String name) {
        int before = terminal.out().length();
        assertThat(zencap("keygen", "--aws-kms", name, "--key-file", keyFile.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.err()).contains("It stands for the master key " + ID);
        return terminal.out().substring(before).strip();
    }

    private int restoreFiles(String to, String... more) throws IOException {
        Path folder = home.resolve(to);
        var all = new ArrayList<>(List.of("recover", "--repository", EXAMPLE.toString(), "--target", "uploads"));
        all.addAll(List.of("--type", "files", "--files-to", folder.toString()));
        all.addAll(List.of(more));
        int status = zencap(all.toArray(String[]::new));
        if (status == 0) {
            assertThat(Folders.files(folder))
                    .anySatisfy(file -> assertThat(file).hasFileName("q1.csv").hasContent("quarter,total\n1,100"));
        }
        return status;
    }
}
