package co.zencap.backup.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code .env.local}: a line {@code NAME=value} each, {@code export } allowed before it, {@code #} for comments.
 *
 * <p>A value without quotes ends before a blank followed by {@code #}, and its outer blanks go. Single quotes take
 * everything as it is. Double quotes know {@code \n \r \t \" \\ \$}. Nothing is expanded: a {@code $} in a password
 * stays one. When a name comes twice, the later line wins.
 */
public final class EnvFile {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*|^#.*");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private EnvFile() {}

    /**
     * The variables in the file's order.
     *
     * @throws IOException when the file can't be read or a line makes no sense; the message names the line, never what
     *     it says, which may be a secret
     */
    public static Map<String, String> read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8 text. HINT: save it as UTF-8.", e);
        }
        var variables = new LinkedHashMap<String, String>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
                line = line.substring(1).strip();
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (!assignment.matches()) {
                throw malformed(file, number, "is not NAME=value", "begin it with # to make it a comment");
            }
            variables.put(assignment.group(1), value(assignment.group(2), file, number));
        }
        return variables;
    }

    private static String value(String text, Path file, int number) throws IOException {
        if (text.startsWith("'")) {
            int end = text.indexOf('\'', 1);
            refuseRest(text, end, file, number);
            return text.substring(1, end);
        }
        if (text.startsWith("\"")) {
            int end = closingQuote(text);
            refuseRest(text, end, file, number);
            return unescape(text.substring(1, end));
        }
        return COMMENT.matcher(text).replaceFirst("").strip();
    }

    private static int closingQuote(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    private static void refuseRest(String text, int end, Path file, int number) throws IOException {
        if (end < 0) {
            throw malformed(file, number, "opens a quote that it does not close", "close it on the same line");
        }
        String rest = text.substring(end + 1);
        if (!COMMENT.matcher(rest).replaceFirst("").isBlank()) {
            throw malformed(file, number, "goes on after the closing quote", "use the other kind of quotes around it");
        }
    }

    private static String unescape(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case '"', '\\', '$' -> plain.append(next);
                default -> plain.append(c).append(next);
            }
        }
        return plain.toString();
    }

    private static IOException malformed(Path file, int number, String what, String remedy) {
        return new IOException(file + ", line " + number + " " + what + ". HINT: " + remedy + ".");
    }
}
