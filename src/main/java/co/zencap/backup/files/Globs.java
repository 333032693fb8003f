package co.zencap.backup.files;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Patterns of paths. {@code *} and {@code ?} match within one name, {@code **} any number of folders, {@code [a-z]} one
 * character, <code>{a,b}</code> alternatives. A pattern that begins with a slash is held against the whole path, any other
 * against its last names. What matches a folder matches all that is in it.
 */
public final class Globs implements Selection {
    public static final Globs NONE = of(List.of());

    private final List<Pattern> patterns;

    private Globs(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /** @throws IllegalArgumentException naming the pattern that is none */
    public static Globs of(List<String> globs) {
        return new Globs(globs.stream().map(Globs::pattern).toList());
    }

    @Override
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Whether a path, or a folder that it lies in, matches one of the patterns. */
    @Override
    public boolean matches(FileName path) {
        String text = path.latin1();
        return patterns.stream().anyMatch(p -> p.matcher(text).matches());
    }

    /** In ISO 8859-1, one character per byte: names need not be UTF-8. */
    private static Pattern pattern(String glob) {
        String text = new String(glob.strip().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        boolean whole = text.startsWith("/");
        String path = text.replaceAll("^/+|/+$", "");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("'" + glob + "' matches nothing. HINT: write patterns like *.tmp");
        }
        try {
            return Pattern.compile((whole ? "" : "(.*/)?") + regex(path) + "(/.*)?", Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + glob + "' is no pattern: " + e.getDescription()
                            + ". HINT: put \\ in front of a bracket that is meant as such.",
                    e);
        }
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '[') {
                int end = glob.indexOf(']', i + 2);
                regex.append(end < 0 ? "[" : set(glob.substring(i + 1, end)));
                i = end < 0 ? i : end;
            } else if (c == '{') {
                braces++;
                regex.append("(?:");
            } else if (c == '}' && braces > 0) {
                braces--;
                regex.append(')');
            } else if (c == '\\' && i + 1 < glob.length()) {
                regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> "[^/]*";
                            case '?' -> oneCharacter();
                            case ',' -> braces > 0 ? "|" : ",";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return regex.toString();
    }

    /** One byte of ASCII, or one whole character of UTF-8, or any other byte. */
    private static String oneCharacter() {
        return "(?:[\\xC0-\\xFF][\\x80-\\xBF]+|[^/])";
    }

    private static String set(String content) {
        boolean negated = content.startsWith("!") || content.startsWith("^");
        String characters = (negated ? content.substring(1) : content)
                .replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("&&", "&\\&");
        return "[" + (negated ? "^/" : "") + characters + "]";
    }
}
