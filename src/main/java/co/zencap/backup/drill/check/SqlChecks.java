package co.zencap.backup.drill.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The folder of checks, {@code config/checks}: read anew for each restoration test, so that edits count at once. */
public final class SqlChecks {
    private static final int MOST_BYTES = 64 * 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SqlChecks() {}

    /**
     * All checks, in the order of their files' names.
     *
     * @param folder need not be there
     * @throws IllegalArgumentException with a sentence and a hint if one can't be used: a check left out unnoticed would
     *     make its test worth less than it says
     */
    public static List<SqlCheck> read(Path folder) throws IOException {
        List<SqlCheck> checks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files(folder)) {
            SqlCheck check = CheckFile.parse(file.getFileName().toString(), text(file));
            if (!names.add(check.name())) {
                throw new IllegalArgumentException("Two checks in " + folder + " have the name '" + check.name()
                        + "', so that a report could not tell them apart. HINT: give " + file.getFileName()
                        + " another name in its first line.");
            }
            checks.add(check);
        }
        return List.copyOf(checks);
    }

    /** Without the hidden files that editors leave. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.exists(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "[!.]*.sql")) {
                found.forEach(files::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        files.sort(null);
        return files;
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("The check " + file.getFileName() + " is larger than " + MOST_BYTES
                    + " bytes. HINT: a check is one query; make a view or function of a long one.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The check " + file.getFileName() + " is not text in UTF-8. HINT: save it in that encoding.", e);
        }
    }
}
