package co.zencap.backup.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for a URL's password in a file of PostgreSQL's format, {@code host:port:database:user:password}, as libpq does. */
public final class PasswordLookup {
    private static final int FIELDS = 5;

    private PasswordLookup() {}

    /**
     * The first line that fits counts.
     *
     * @return empty when none does, or there is no such file
     * @throws IOException when others may read the file, which libpq then ignores
     */
    public static Optional<String> find(Path file, PostgresUrl url) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(PasswordLookup::isOfOthers)) {
            throw new IOException(
                    "The password file " + file + " can be read by others and is not used. HINT: chmod 600 it.");
        }
        Host host = url.hosts().get(0);
        List<String> wanted = List.of(host.name(), "" + host.port(), url.database(), url.user());
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            List<String> fields = line.startsWith("#") ? List.of() : fields(line);
            if (fields.size() == FIELDS && fits(fields, wanted)) {
                return Optional.of(fields.get(FIELDS - 1));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfOthers(PosixFilePermission permission) {
        return !permission.name().startsWith("OWNER");
    }

    private static boolean fits(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** At colons, of which an escaped one belongs to its field. */
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < FIELDS - 1) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
