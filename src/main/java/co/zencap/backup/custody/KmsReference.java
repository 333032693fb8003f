package co.zencap.backup.custody;

import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master key that AWS KMS has encrypted: {@code aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID#CIPHERTEXT}. It names the key of KMS,
 * so that it is opened by that one or not at all.
 *
 * @param key the whole name (ARN) of the key of KMS
 * @param ciphertext what KMS made of the 64 digits, in Base64
 */
public record KmsReference(String key, String ciphertext) implements KeyReference {
    static final String SCHEME = "aws-kms:";

    private static final String REGION = "arn:aws[a-z-]{0,20}:kms:([a-z0-9-]{1,40})";
    private static final Pattern KEY = Pattern.compile(REGION + ":\\d{12}:key/[\\w-]{1,64}");

    /** An alias as well. */
    private static final Pattern ANY = Pattern.compile(REGION + ":.*");

    /** KMS encrypts 4096 bytes at most, and adds some hundreds. */
    private static final int LONGEST = 8192;

    public KmsReference {
        Objects.requireNonNull(ciphertext, "ciphertext");
        if (!isKey(key)) {
            throw wrong("names no key of AWS KMS");
        }
    }

    static KmsReference parse(String text) {
        String[] parts = text.substring(SCHEME.length()).split("#", 2);
        if (parts.length < 2 || parts[1].isEmpty() || parts[1].length() > LONGEST) {
            throw wrong("is not whole");
        }
        try {
            Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            throw wrong("is not whole");
        }
        return new KmsReference(parts[0], parts[1]);
    }

    /** Whether it is the whole name of a key, and no alias, which could be moved to another. */
    static boolean isKey(String name) {
        return KEY.matcher(name).matches();
    }

    /** The region that such a name says, where it says one. */
    static Optional<String> region(String name) {
        Matcher whole = ANY.matcher(name);
        return whole.matches() ? Optional.of(whole.group(1)) : Optional.empty();
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(ciphertext);
    }

    /** As it stands in a setting. */
    public String text() {
        return SCHEME + key + "#" + ciphertext;
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The reference to AWS KMS " + what + ". HINT: it reads"
                + " aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID#CIPHERTEXT; ./zencap keygen --aws-kms KEY makes one.");
    }
}
