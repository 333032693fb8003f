package co.zencap.backup.access.oidc;

import co.zencap.backup.access.Role;
import co.zencap.backup.figures.Shortened;
import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a token says of somebody, once it is known to be true. */
record TokenClaims(JWTClaimsSet claims) {
    private static final int LONGEST_NAME = 100;

    /** By RFC 8693, and as Entra ID calls them. */
    private static final Set<String> SCOPES = Set.of("scope", "scp");

    /** The most that one of the groups may do; empty when none may do anything. */
    Optional<Role> role(String claim, Map<String, Role> roles) {
        return groups(claim, find(claim))
                .map(roles::get)
                .filter(role -> role != null)
                .max(Role::compareTo);
    }

    /** What people are called by, or else whom the token is about. It ends up in logs and on terminals, and is one line. */
    String name(String claim) {
        String name = find(claim) instanceof String text && !text.isBlank() ? text : claims.getSubject();
        String line = name.strip().replaceAll("[\\p{C}\\p{Z}]+", " ");
        return Shortened.of(line, LONGEST_NAME, "");
    }

    /** By its own name, which may have dots in it, or as one in another: {@code realm_access.roles}. */
    private Object find(String claim) {
        Object whole = claims.getClaim(claim);
        if (whole != null) {
            return whole;
        }
        Object found = claims.getClaims();
        for (String part : claim.split("\\.")) {
            found = found instanceof Map<?, ?> members ? members.get(part) : null;
        }
        return found;
    }

    /** A list, or one text: scopes have blanks between, and elsewhere a blank is part of a group's name. */
    private static Stream<String> groups(String claim, Object value) {
        if (value instanceof String text) {
            return SCOPES.contains(claim) ? Stream.of(text.split(" ")) : Stream.of(text);
        }
        return value instanceof Collection<?> many
                ? many.stream().filter(String.class::isInstance).map(String.class::cast)
                : List.<String>of().stream();
    }
}
