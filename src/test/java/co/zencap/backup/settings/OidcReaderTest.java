package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OidcReaderTest {
    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "BACKUP_OIDC_ISSUER", "https://sign-in.example.org",
            "BACKUP_OIDC_JWKS_URL", "https://sign-in.example.org/keys",
            "BACKUP_OIDC_AUDIENCE", "zencap, other",
            "BACKUP_OIDC_ROLES", "admins=admin, on call = operator ,a=b=viewer"));

    @Test
    void nobodyIsBelievedUnlessSomebodyIsNamed() {
        assertThat(new OidcReader(Map.of("BACKUP_OIDC_ROLES_CLAIM", "groups"), home).read())
                .isEmpty();
    }

    @Test
    void readsAll() {
        OidcSettings read = read();

        assertThat(read.audiences()).containsExactlyInAnyOrder("zencap", "other");
        assertThat(read.roles()).isEqualTo(Map.of("admins", Role.ADMIN, "on call", Role.OPERATOR, "a=b", Role.VIEWER));
        assertThat(read.rolesClaim()).isEqualTo("groups");
        assertThat(read.nameClaim()).isEqualTo("preferred_username");
        variables.put("BACKUP_OIDC_ROLES", "cn=dba,ou=x=recovery; everybody=viewer");
        assertThat(read().roles()).isEqualTo(Map.of("cn=dba,ou=x", Role.RECOVERY, "everybody", Role.VIEWER));
    }

    @Test
    void keysMayLieInAFile() throws Exception {
        Path file = Files.writeString(home.resolve("keys.json"), "{}");
        variables.put("BACKUP_OIDC_JWKS_URL", "keys.json");
        assertThat(read().keys()).isEqualTo(file.toUri());
        variables.put("BACKUP_OIDC_JWKS_URL", file.toUri().toString());
        assertThat(read().keys()).isEqualTo(file.toUri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"BACKUP_OIDC_ISSUER", "BACKUP_OIDC_JWKS_URL", "BACKUP_OIDC_AUDIENCE", "BACKUP_OIDC_ROLES"})
    void halfOfItIsRefused(String missing) {
        variables.remove(missing);
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing + " is not. HINT:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BACKUP_OIDC_JWKS_URL | http://sign-in.example.org/keys | in the clear",
                "BACKUP_OIDC_JWKS_URL | missing.json | can't be read",
                "BACKUP_OIDC_JWKS_URL | file:x y | HINT:",
                "BACKUP_OIDC_ROLES | admins | which is not GROUP=ROLE",
                "BACKUP_OIDC_ROLES | admins=root | which is not GROUP=ROLE",
                "BACKUP_OIDC_ROLES | =admin | which is not GROUP=ROLE"
            })
    void whatCantBeIsRefused(String name, String value, String said) {
        variables.put(name, value);
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(said)
                .hasMessageContaining("HINT:");
    }

    private OidcSettings read() {
        return new OidcReader(variables, home).read().orElseThrow();
    }
}
