package co.zencap.backup.settings;

import co.zencap.backup.custody.KeyCustody;
import co.zencap.backup.custody.KeyReference;
import co.zencap.backup.custody.KmsReference;
import co.zencap.backup.key.MasterKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads master keys, for the service and for the command line alike. Where a setting or a file has a reference in a key's place,
 * AWS KMS or Vault is asked for the key.
 */
public final class MasterKeyReader extends VariableReader {
    private static final String IN_FORCE = "BACKUP_ENCRYPTION_KEY";
    private static final String OLDER = "BACKUP_ENCRYPTION_KEYS_OLD";

    private final KeyCustody custody;

    /**
     * @param variables by name
     * @param home relative paths are resolved against it
     */
    public MasterKeyReader(Map<String, String> variables, Path home) {
        super(variables, home);
        var reader = new CustodyReader(variables, home);
        this.custody = new KeyCustody(reader::kms, reader::vault);
    }

    /**
     * The key in force, which knows the older ones; empty without one.
     *
     * @throws IllegalArgumentException with a sentence and a hint when one is no key, or can't be had
     */
    public Optional<MasterKey> read() {
        Optional<MasterKey> key = text(IN_FORCE).map(explained(IN_FORCE, this::key));
        List<MasterKey> older = text(OLDER).map(explained(OLDER, this::keys)).orElse(List.of());
        if (key.isEmpty() && !older.isEmpty()) {
            throw new IllegalArgumentException(
                    OLDER + " is set, and " + IN_FORCE + " is not. HINT: set " + IN_FORCE + " to the key in force.");
        }
        return key.map(inForce -> inForce.withOlder(older));
    }

    /** All keys of a text, parted by commas or white space. */
    public List<MasterKey> keys(String text) {
        return parts(text).map(this::key).toList();
    }

    /** The digits of the same keys: what a copy on paper or in a safe has to say. */
    public List<String> digits() {
        var digits = new ArrayList<String>();
        for (String name : List.of(IN_FORCE, OLDER)) {
            text(name).map(explained(name, this::digits)).ifPresent(digits::addAll);
        }
        return digits;
    }

    /** The keys of AWS KMS that the settings refer to; nobody is asked. */
    public Set<String> kmsKeys() {
        var keys = new TreeSet<String>();
        for (String name : List.of(IN_FORCE, OLDER)) {
            text(name)
                    .map(explained(name, text -> parts(text)
                            .flatMap(part -> KeyReference.of(part).stream())
                            .filter(KmsReference.class::isInstance)
                            .map(reference -> ((KmsReference) reference).key())
                            .toList()))
                    .ifPresent(keys::addAll);
        }
        return keys;
    }

    private List<String> digits(String text) {
        return parts(text)
                .map(part -> {
                    String digits = custody.digits(part);
                    MasterKey.parse(digits);
                    return digits;
                })
                .toList();
    }

    private MasterKey key(String text) {
        return MasterKey.parse(custody.digits(text));
    }

    private static Stream<String> parts(String text) {
        return Stream.of(text.split("[,\\s]+")).filter(part -> !part.isEmpty());
    }
}
