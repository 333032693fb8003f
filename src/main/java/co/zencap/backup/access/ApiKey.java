package co.zencap.backup.access;

import co.zencap.backup.catalog.ApiKeyRows;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * What is known of a key.
 *
 * @param name of whoever has it; never given twice, so that the audit trail stays clear
 * @param digest SHA-256 of the key, in hexadecimal digits
 * @param createdBy by whose key it was made
 * @param expiresAt from when it opens nothing; null: never
 * @param revokedAt since when it opens nothing; null while it does
 * @param lastUsedAt roughly; null before the first time
 */
public record ApiKey(
        String id,
        String name,
        Role role,
        @JsonIgnore String digest,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Instant revokedAt,
        String revokedBy,
        Instant lastUsedAt) {

    /** From the catalog; a role that this program does not know opens nothing, so it is read as the least. */
    public static ApiKey of(ApiKeyRows.Row row) {
        return new ApiKey(
                row.id(),
                row.name(),
                Role.of(row.role()).orElse(Role.VIEWER),
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
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /** How it stands with it: active, expired or revoked. */
    public String state(Instant now) {
        return revokedAt != null ? "revoked" : isValid(now) ? "active" : "expired";
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
