package co.zencap.backup.settings;

import co.zencap.backup.access.Role;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads whose tokens are believed. */
final class OidcReader extends VariableReader {
    private static final String ISSUER = "BACKUP_OIDC_ISSUER";
    private static final String KEYS = "BACKUP_OIDC_JWKS_URL";
    private static final String AUDIENCE = "BACKUP_OIDC_AUDIENCE";
    private static final String ROLES = "BACKUP_OIDC_ROLES";

    private final Path home;

    OidcReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.home = home;
    }

    Optional<OidcSettings> read() {
        Optional<String> issuer = text(ISSUER);
        if (issuer.isEmpty()) {
            for (String name : Set.of(KEYS, AUDIENCE, ROLES)) {
                if (text(name).isPresent()) {
                    throw new IllegalArgumentException(name + " is set, and " + ISSUER + " is not."
                            + " HINT: set it to what the provider's tokens say in 'iss', or remove " + name + ".");
                }
            }
            return Optional.empty();
        }
        return Optional.of(new OidcSettings(
                issuer.get(),
                keys(required(KEYS, "the address of the provider's key set, 'jwks_uri' in its metadata")),
                Arrays.stream(required(
                                        AUDIENCE,
                                        "what the provider's tokens say in 'aud' when they are for this service")
                                .split("[,\\s]+"))
                        .collect(Collectors.toSet()),
                text("BACKUP_OIDC_ROLES_CLAIM").orElse("groups"),
                roles(required(
                        ROLES, "GROUP=ROLE, parted by commas, with the roles " + String.join(", ", Role.words()))),
                text("BACKUP_OIDC_NAME_CLAIM").orElse("preferred_username"),
                text("BACKUP_OIDC_CA").map(home::resolve)));
    }

    private String required(String name, String how) {
        return text(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        ISSUER + " is set, and " + name + " is not. HINT: write " + how + "."));
    }

    /** Whoever could change the keys on their way could make tokens. */
    private URI keys(String text) {
        if (text.startsWith("http:") || text.startsWith("https:")) {
            return service(KEYS, text);
        }
        Path file;
        try {
            file = text.startsWith("file:") ? Path.of(URI.create(text)) : home.resolve(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    KEYS + " is no address. HINT: write it like https://host/path, or the" + " path of a file.");
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(KEYS + " names the file " + file + ", which can't be read."
                    + " HINT: write it like https://host/path, or the path of a file that holds the key set.");
        }
        return file.toUri();
    }

    /** What groups are called may hold commas: with a semicolon between any, those part them. */
    private static Map<String, Role> roles(String text) {
        var roles = new LinkedHashMap<String, Role>();
        for (String each : text.split(text.contains(";") ? ";" : ",")) {
            int equals = each.lastIndexOf('=');
            Optional<Role> role = equals < 1
                    ? Optional.empty()
                    : Role.of(each.substring(equals + 1).strip());
            if (role.isEmpty()) {
                throw new IllegalArgumentException(
                        ROLES + " holds " + shown(each.strip()) + ", which is not GROUP=ROLE."
                                + " HINT: the roles are " + String.join(", ", Role.words()) + "; write like"
                                + " backup-admins=admin, everybody=viewer.");
            }
            roles.put(each.substring(0, equals).strip(), role.get());
        }
        return roles;
    }
}
