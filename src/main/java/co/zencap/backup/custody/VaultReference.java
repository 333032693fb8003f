package co.zencap.backup.custody;

import java.util.Objects;

/**
 * A master key that lies in HashiCorp Vault: {@code vault:PATH#FIELD}, such as {@code vault:secret/data/zencap#master-key}.
 *
 * @param path as in Vault's HTTP API behind {@code /v1/}; in version 2 of the key-value engine with {@code data} behind its mount
 * @param field of the secret there
 */
public record VaultReference(String path, String field) implements KeyReference {
    static final String SCHEME = "vault:";

    private static final String WORD = "[\\w.-]{1,128}";

    public VaultReference {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(field, "field");
    }

    static VaultReference parse(String text) {
        String[] parts = text.substring(SCHEME.length()).split("#", 2);
        if (parts.length < 2
                || !parts[0].matches(WORD + "(/" + WORD + "){1,20}")
                || parts[0].matches("v1/.*|(.*/)?\\.{1,2}(/.*)?")
                || !parts[1].matches(WORD)) {
            throw new IllegalArgumentException(
                    "The reference to Vault can't be read. HINT: it reads vault:PATH#FIELD, such as"
                            + " vault:secret/data/zencap#master-key, with 'data' behind the mount where the engine is version 2.");
        }
        return new VaultReference(parts[0], parts[1]);
    }

    /** For messages. */
    String place() {
        return path + "#" + field;
    }
}
