package co.zencap.backup.postgres.structure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes definitions comparable that a server has parsed and written anew. {@code status IN ('a', 'b')} of a varchar is
 * {@code (status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])} on the source, and
 * {@code (status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])} after a restore:
 * the same, with other casts and parentheses. So these, brackets and white space are left out; names, operators and
 * constants are not.
 */
final class Definition {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";

    /** What follows {@code ::}; names of types that consist of several words are PostgreSQL's own. */
    private static final Pattern TYPE = Pattern.compile(NAME + "(?:\\." + NAME + ")*(?: varying| precision)?"
            + "(?:\\(\\d+(?:,-?\\d+)?\\))?(?: with(?:out)? time zone)?(?:\\[\\])*");

    private static final Pattern ARRAY = Pattern.compile("ARRAY(?=\\[)");

    private Definition() {}

    static String normalised(String definition) {
        var kept = new StringBuilder(definition.length());
        int at = 0;
        while (at < definition.length()) {
            char c = definition.charAt(at);
            if (c == '\'' || c == '"') {
                int end = endOfQuoted(definition, at);
                kept.append(definition, at, end);
                at = end;
            } else if (definition.startsWith("::", at)) {
                at = after(TYPE, definition, at + 2);
            } else if (c == 'A' && after(ARRAY, definition, at) > at) {
                at = after(ARRAY, definition, at);
            } else {
                if ("()[]".indexOf(c) < 0 && !Character.isWhitespace(c)) {
                    kept.append(c);
                }
                at++;
            }
        }
        return kept.toString();
    }

    /**
     * A body in quotes is compared as it is; what is before it, and a body that the server has parsed ({@code BEGIN ATOMIC}),
     * is written anew.
     */
    static String ofFunction(String definition) {
        int body = definition.indexOf("\nAS ");
        return body < 0
                ? normalised(definition)
                : normalised(definition.substring(0, body)) + definition.substring(body);
    }

    private static int after(Pattern pattern, String text, int start) {
        Matcher matcher = pattern.matcher(text).region(start, text.length());
        return matcher.lookingAt() ? matcher.end() : start;
    }

    /** A quote within is doubled, and so looks like an end and a beginning. */
    private static int endOfQuoted(String text, int start) {
        int end = text.indexOf(text.charAt(start), start + 1);
        return end < 0 ? text.length() : end + 1;
    }
}
