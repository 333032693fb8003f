package co.zencap.backup.settings;

import co.zencap.backup.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The identity provider whose tokens open what keys do.
 *
 * @param issuer as its tokens name it, to the letter
 * @param keys where its public keys are: https, or a file
 * @param audiences what its tokens name this service; one of them is enough
 * @param rolesClaim what in a token tells the groups of whoever has it
 * @param roles what each group may do; others may do nothing
 * @param nameClaim what people are called by in the audit trail
 * @param authorities certificates, PEM, of whoever issued that of the provider; empty: those that Java believes
 */
public record OidcSettings(
        String issuer,
        URI keys,
        Set<String> audiences,
        String rolesClaim,
        Map<String, Role> roles,
        String nameClaim,
        Optional<Path> authorities) {
    public OidcSettings {
        audiences = Set.copyOf(audiences);
        roles = Map.copyOf(roles);
    }
}
