package co.zencap.backup.drill.check;

import java.util.List;
import java.util.stream.Collectors;

/** Text from a database as a report may show it: bounded, on one line, nothing in it that a terminal obeys. */
final class Shown {
    private static final int VALUE_CHARACTERS = 80;
    private static final int MESSAGE_CHARACTERS = 500;
    private static final int COLUMNS = 10;

    private Shown() {}

    /** A cell: quoted, or NULL. */
    static String value(String value) {
        return value == null ? "NULL" : "'" + cut(value, VALUE_CHARACTERS) + "'";
    }

    static String row(List<String> values) {
        String shown = values.stream().limit(COLUMNS).map(Shown::value).collect(Collectors.joining(", "));
        return "(" + shown + (values.size() > COLUMNS ? ", ...)" : ")");
    }

    static String message(String words) {
        return cut(words, MESSAGE_CHARACTERS);
    }

    private static String cut(String text, int most) {
        var shown = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> shown.appendCodePoint(isPlain(c) ? c : ' '));
        return text.codePointCount(0, text.length()) > most ? shown + "..." : shown.toString();
    }

    private static boolean isPlain(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
