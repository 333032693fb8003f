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
import java.util.List;

/** A folder of the operator's SQL: read anew for each restoration test, so that edits count at once. */
public final class SqlFiles {
    private static final int MOST_BYTES = 64 * 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SqlFiles() {}

    /**
     * @param name of the file, without its folder
     * @param text what it holds
     */
    public record SqlFile(String name, String text) {}

    /**
     * All of them, in the order of their names; without the hidden ones that editors leave.
     *
     * @param folder need not be there
     * @param what one of them is, for messages; for example "check"
     * @throws IllegalArgumentException with a sentence and a hint if one is too long, or no text
     */
    public static List<SqlFile> read(Path folder, String what) throws IOException {
        List<SqlFile> read = new ArrayList<>();
        for (Path file : files(folder)) {
            read.add(new SqlFile(file.getFileName().toString(), text(file, "The " + what + " " + file.getFileName())));
        }
        return read;
    }

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

    private static String text(Path file, String subject) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(subject + " is larger than " + MOST_BYTES
                    + " bytes. HINT: make a function of what is long, or several files.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(subject + " is not text in UTF-8. HINT: save it in that encoding.", e);
        }
    }
}
