package co.zencap.backup.settings;

import co.zencap.backup.custody.KmsSettings;
import co.zencap.backup.custody.Patience;
import co.zencap.backup.custody.VaultLogin;
import co.zencap.backup.custody.VaultSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how whoever keeps the master key is asked; only what is referred to has to be set. Vault's own names may be set for other
 * programs, so that they count, and their files are opened, only where something refers to Vault.
 */
public final class CustodyReader extends VariableReader {
    private static final String ADDRESS = "VAULT_ADDR";
    private static final String TOKEN = "VAULT_TOKEN";
    private static final String ROLE_ID = "BACKUP_VAULT_ROLE_ID";
    private static final String SECRET_ID = "BACKUP_VAULT_SECRET_ID";
    private static final String POD_ROLE = "BACKUP_VAULT_KUBERNETES_ROLE";
    private static final String POD_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private final Path home;

    /**
     * @param variables by name
     * @param home relative paths are resolved against it
     */
    public CustodyReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.home = home;
    }

    /** AWS KMS, with the credentials that the bucket has. */
    public KmsSettings kms() {
        String region = text("AWS_REGION").orElse("us-east-1");
        if (!region.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "AWS_REGION is " + shown(region) + ", which is no region. HINT: write it like eu-central-1.");
        }
        return new KmsSettings(
                region,
                text("BACKUP_KMS_ENDPOINT").map(url -> place("BACKUP_KMS_ENDPOINT", url)),
                awsKeys(),
                Patience.DEFAULT);
    }

    /** HashiCorp Vault. */
    public VaultSettings vault() {
        URI address = chosen(ADDRESS)
                .map(url -> place(ADDRESS, url))
                .orElseThrow(() -> new IllegalArgumentException("A key is to be read from Vault, and " + ADDRESS
                        + " is not set. HINT: write it like https://vault.example.org:8200."));
        return new VaultSettings(
                address,
                chosen("VAULT_NAMESPACE").map(name -> word("VAULT_NAMESPACE", name)),
                chosen("VAULT_CACERT").map(this::authorities),
                login(LOOPBACK.contains(address.getHost())),
                Patience.DEFAULT);
    }

    /** It is shown in messages, so there must be no password in it. */
    private static URI place(String name, String text) {
        URI place = service(name, text);
        if (place.getRawUserInfo() != null || place.getRawQuery() != null || place.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    name + " holds more than scheme, host, port and path." + " HINT: write it like https://host:8200.");
        }
        return place;
    }

    private Path authorities(String text) {
        Path file = home.resolve(text);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("VAULT_CACERT names " + file + ", which can't be read."
                    + " HINT: name a PEM file that the service's user may read.");
        }
        return file;
    }

    /** @param agent whether there may be one that needs nothing shown */
    private VaultLogin login(boolean agent) {
        var ways = new ArrayList<String>();
        List.of(TOKEN, ROLE_ID, POD_ROLE).forEach(name -> chosen(name).ifPresent(value -> ways.add(name)));
        if (ways.size() > 1) {
            throw new IllegalArgumentException(String.join(" and ", ways)
                    + " are both set, and Vault is asked in one way." + " HINT: remove all but one.");
        }
        if (ways.isEmpty() && agent) {
            return new VaultLogin.Agent();
        }
        Optional<String> mount = text("BACKUP_VAULT_AUTH_MOUNT").map(name -> word("BACKUP_VAULT_AUTH_MOUNT", name));
        return switch (ways.isEmpty() ? "" : ways.get(0)) {
            case TOKEN -> new VaultLogin.Token(chosen(TOKEN).orElseThrow());
            case ROLE_ID -> new VaultLogin.AppRole(
                    mount.orElse("approle"),
                    text(ROLE_ID).orElseThrow(),
                    text(SECRET_ID)
                            .orElseThrow(() -> new IllegalArgumentException(ROLE_ID + " is set, and " + SECRET_ID
                                    + " is not. HINT: set it, or name its file in " + SECRET_ID + "_FILE.")));
            case POD_ROLE -> new VaultLogin.Kubernetes(
                    mount.orElse("kubernetes"),
                    text(POD_ROLE).orElseThrow(),
                    path("BACKUP_VAULT_KUBERNETES_JWT", POD_TOKEN));
            default -> throw new IllegalArgumentException(
                    "A key is to be read from Vault, and there is nothing to show it."
                            + " HINT: set " + TOKEN + " (or " + TOKEN + "_FILE), " + ROLE_ID + " and " + SECRET_ID
                            + ", or "
                            + POD_ROLE + ".");
        };
    }

    private static String word(String name, String text) {
        if (!text.matches("[\\w.-]{1,64}(/[\\w.-]{1,64}){0,10}/?")) {
            throw new IllegalArgumentException(name + " is " + shown(text) + ", which is no path in Vault."
                    + " HINT: write letters, digits, hyphens and slashes.");
        }
        return text.replaceAll("/$", "");
    }
}
