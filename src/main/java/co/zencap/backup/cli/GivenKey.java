package co.zencap.backup.cli;

import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The encryption keys that a command is given: in a file, or else by the settings. Never as an argument, which all can see. */
final class GivenKey {
    private GivenKey() {}

    /**
     * The key in force, which knows the older ones; empty without one.
     *
     * @param file the first of its keys is the one in force
     */
    static Optional<MasterKey> of(Optional<Path> file, Map<String, String> variables) throws IOException {
        return file.isPresent() ? Optional.of(MasterKey.parseAll(read(file.get()))) : of(variables);
    }

    /** The same by the settings alone. */
    static Optional<MasterKey> of(Map<String, String> variables) {
        String inForce = variables.getOrDefault("BACKUP_ENCRYPTION_KEY", "").strip();
        if (inForce.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(MasterKey.parse(inForce)
                .withOlder(MasterKey.parseList(variables.getOrDefault("BACKUP_ENCRYPTION_KEYS_OLD", ""))));
    }

    /** All keys of a file, none of which is said to be in force. */
    static List<MasterKey> all(Path file) throws IOException {
        MasterKey first = MasterKey.parseAll(read(file));
        return Stream.concat(Stream.of(first.alone()), first.older().stream()).toList();
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
