package co.zencap.backup.cli;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.MasterKeyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The encryption keys that a command is given: in a file, or else by the settings. Never as an argument, which all can see. */
final class GivenKey {
    private GivenKey() {}

    /**
     * The key in force, which knows the older ones; empty without one.
     *
     * @param file the first of its keys is the one in force
     */
    static Optional<MasterKey> of(Optional<Path> file, Surroundings surroundings) throws IOException {
        if (file.isEmpty()) {
            return of(surroundings);
        }
        List<MasterKey> all = all(file.get(), surroundings);
        return Optional.of(all.get(0).withOlder(all.subList(1, all.size())));
    }

    /** The same by the settings alone. */
    static Optional<MasterKey> of(Surroundings surroundings) {
        return reader(surroundings).read();
    }

    /** All keys of a file, none of which is said to be in force. */
    static List<MasterKey> all(Path file, Surroundings surroundings) throws IOException {
        String text = read(file);
        List<MasterKey> keys = reader(surroundings).keys(text);
        return keys.isEmpty() ? List.of(MasterKey.parse("")) : keys;
    }

    private static MasterKeyReader reader(Surroundings surroundings) {
        return new MasterKeyReader(surroundings.variables(), surroundings.home());
    }

    private static String read(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        if (!Files.isRegularFile(whole)) {
            throw new IllegalArgumentException(
                    "There is no key file " + whole + ". HINT: it holds the 64 hex digits of BACKUP_ENCRYPTION_KEY.");
        }
        return Files.readString(whole);
    }
}
