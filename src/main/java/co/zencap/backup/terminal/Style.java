package co.zencap.backup.terminal;

/** How a word looks where the terminal shows colour. */
public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    DOUBTFUL("33"),
    BAD("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text with this style's control sequences around it, if {@code colour} is wanted. */
    String paint(String text, boolean colour) {
        return colour && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
