package co.zencap.backup.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param name of the key; never the key
 * @param role what it may do
 * @param keyId of the key in the catalog, or of whom a token is about; empty for {@code ADMIN_API_KEY}, which is in no catalog
 * @param address where the call comes from
 * @param until when the proof ends by itself, as that of a token does; empty for keys, of which the catalog is asked
 */
public record Caller(String name, Role role, Optional<String> keyId, String address, Optional<Instant> until) {
    /** Where a request or an exchange carries it. Callers can set headers, and not this. */
    public static final String PROPERTY = "zencap.caller";

    /** What alerts and the audit trail call the holder of {@code ADMIN_API_KEY}. */
    public static final String BOOTSTRAP_NAME = "api";

    /** The holder of a key. */
    public Caller(String name, Role role, Optional<String> keyId, String address) {
        this(name, role, keyId, address, Optional.empty());
    }

    /** The holder of {@code ADMIN_API_KEY}. */
    public static Caller bootstrap(String address) {
        return new Caller(BOOTSTRAP_NAME, Role.ADMIN, Optional.empty(), address);
    }

    /** The same one at another place. */
    public Caller at(String other) {
        return new Caller(name, role, keyId, other, until);
    }

    /** As alerts say who saw to them. */
    public String signature() {
        return keyId.isEmpty() ? "admin API" : name;
    }
}
