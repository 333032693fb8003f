package co.zencap.backup.custody;

import java.util.function.Supplier;

/** Fetches the master keys that settings refer to. Whoever is not referred to needs no settings and is not asked. */
public final class KeyCustody {
    private final Supplier<KmsSettings> kms;
    private final Supplier<VaultSettings> vault;
    private VaultKeys opened;

    /**
     * @param kms how AWS KMS is asked; may throw when that is not set
     * @param vault the same of Vault
     */
    public KeyCustody(Supplier<KmsSettings> kms, Supplier<VaultSettings> vault) {
        this.kms = kms;
        this.vault = vault;
    }

    /**
     * The digits of a key: those that a reference stands for, or the text itself.
     *
     * @throws IllegalArgumentException in a sentence with a hint when they can't be had; with nothing secret in it
     */
    public String digits(String text) {
        return KeyReference.of(text).map(this::fetch).orElse(text);
    }

    private String fetch(KeyReference reference) {
        if (reference instanceof KmsReference encrypted) {
            try (KmsKeys keys = new KmsKeys(kms.get(), encrypted.key())) {
                return keys.open(encrypted);
            }
        }
        if (opened == null) {
            opened = new VaultKeys(vault.get());
        }
        return opened.read((VaultReference) reference);
    }
}
