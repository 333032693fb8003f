package co.zencap.backup.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Values in files of their own, which is how containers are handed their secrets: {@code X_FILE} names the file that holds
 * the value of X, less one line end. No message shows what {@code X_FILE} says: it may be the secret itself, by mistake.
 */
final class SecretFiles {
    static final String SUFFIX = "_FILE";
    private static final int LARGEST = 64 << 10;

    private SecretFiles() {}

    /**
     * The same variables, with X in place of {@code X_FILE} for each setting X.
     *
     * @param home what relative paths are resolved against
     * @throws IllegalArgumentException when both are set, or the file can't be read
     */
    static Map<String, String> read(Map<String, String> variables, Path home) {
        return read(variables, Variables.names(), home);
    }

    /** The same for the settings of these names. */
    static Map<String, String> read(Map<String, String> variables, Set<String> names, Path home) {
        var read = new LinkedHashMap<String, String>(variables);
        for (String name : names) {
            String file = read.remove(name + SUFFIX);
            if (file == null || file.isBlank()) {
                continue;
            }
            if (!variables.getOrDefault(name, "").isBlank()) {
                throw new IllegalArgumentException(
                        name + " and " + name + SUFFIX + " are both set. HINT: remove one of the two.");
            }
            read.put(name, value(name + SUFFIX, file.strip(), home));
        }
        return read;
    }

    /**
     * Puts the variables of one place over those of another, so that X wins over {@code X_FILE} below it, and the other way
     * round. For settings that is done when they have been read; names that an operator has chosen are not known before.
     */
    static void lay(Map<String, String> over, Map<String, String> under) {
        over.forEach((name, value) -> {
            if (!value.isBlank()) {
                under.remove(
                        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name + SUFFIX);
            }
        });
        under.putAll(over);
    }

    private static String value(String name, String file, Path home) {
        try (InputStream in = Files.newInputStream(home.resolve(file))) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable(name, "it is larger than " + LARGEST + " bytes", null);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.replaceFirst("\r?\n\\z", "");
        } catch (NoSuchFileException | InvalidPathException e) {
            throw unreadable(name, "it does not exist", e);
        } catch (AccessDeniedException e) {
            throw unreadable(name, "the service's user may not read it", e);
        } catch (CharacterCodingException e) {
            throw unreadable(name, "it is not UTF-8 text", e);
        } catch (IOException e) {
            throw unreadable(name, "it can't be read", e);
        }
    }

    private static IllegalArgumentException unreadable(String name, String why, Exception cause) {
        return new IllegalArgumentException(
                name + " names no file that can be used: " + why
                        + ". HINT: write the path of a file that holds the value and nothing else.",
                cause);
    }
}
