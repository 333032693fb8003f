package co.zencap.backup.access;

import co.zencap.backup.catalog.ApiKeyRows;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a key.
 *
 * @param name of whoever has it; never given twice, so that the audit trail stays clear
 * @param role empty when this program does not know the one that the catalog names, as after a downgrade: it opens nothing
 * @param digest SHA-256 of the key, in hexadecimal digits
 * @param createdBy by whose key it was made
 * @param expiresAt from when it opens nothing; null: never
 * @param revokedAt since when it opens nothing; null while it does
 * @param lastUsedAt roughly; null before the first time
 */
public record ApiKey(
        String id,
        String name,
        Optional<Role> role,
        @JsonIgnore String digest,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Instant revokedAt,
        String revokedBy,
        Instant lastUsedAt) {

    /** From the catalog. */
    public static ApiKey of(ApiKeyRows.Row row) {
        return new ApiKey(
                row.id(),
                row.name(),
                Role.of(row.role()),
                row.digest(),
                row.createdAt(),
                row.createdBy(),
                row.expiresAt(),
                row.revokedAt(),
                row.revokedBy(),
                row.lastUsedAt());
    }

    /** Whether it opens anything now. */
    public boolean isValid(Instant now) {
        return role.isPresent() && revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** How it stands with it: active, expired or revoked, or of an unknown role. */
    public String state(Instant now) {
        if (revokedAt != null) {
            return "revoked";
        }
        return role.isEmpty() ? "unknown role" : isValid(now) ? "active" : "expired";
    }

    /** Compares digests in constant time. */
    boolean isOf(String otherDigest) {
        return MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.US_ASCII), otherDigest.getBytes(StandardCharsets.US_ASCII));
    }

    ApiKey revoked(Instant at, String by) {
        return new ApiKey(id, name, role, digest, createdAt, createdBy, expiresAt, at, by, lastUsedAt);
    }
}
