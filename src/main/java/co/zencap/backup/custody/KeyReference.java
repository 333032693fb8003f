package co.zencap.backup.custody;

import java.util.Optional;

/** Stands in a setting in place of a master key, and says who has it. It is no secret by itself. */
public sealed interface KeyReference permits KmsReference, VaultReference {

    /**
     * What a setting's text refers to; empty when it is none of these, and so has to be the key itself.
     *
     * @throws IllegalArgumentException when it begins like a reference and is none; the message never repeats the text
     */
    static Optional<KeyReference> of(String text) {
        if (text.startsWith(KmsReference.SCHEME)) {
            return Optional.of(KmsReference.parse(text));
        }
        if (text.startsWith(VaultReference.SCHEME)) {
            return Optional.of(VaultReference.parse(text));
        }
        return Optional.empty();
    }
}
