package co.zencap.backup.terminal;

import co.zencap.backup.figures.Harmless;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Where output goes.
 *
 * @param out for results
 * @param err for progress, notes and errors
 * @param outIsTerminal whether a person reads {@code out}
 * @param errIsTerminal whether a person reads {@code err}, so that a line there can be rewritten
 * @param colour whether colours are wanted
 * @param columns width of a line
 */
public record Terminal(
        PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, boolean colour, int columns) {
    private static final int USUAL_COLUMNS = 100;

    /**
     * The process's own outputs. Java can't tell whether they are terminals; the launcher says so in the system property
     * {@code zencap.terminals} ({@code out}, {@code err}, or both) and their width in {@code zencap.columns}.
     */
    public static Terminal system(Map<String, String> environment) {
        Set<String> terminals =
                Set.of(System.getProperty("zencap.terminals", "").split(",", 2));
        String columns = System.getProperty("zencap.columns", "");
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                terminals.contains("out"),
                terminals.contains("err"),
                wanted,
                columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS);
    }

    /** The same, with {@code err} in the place of {@code out}: for tables that are not the result. */
    public Terminal forNotes() {
        return new Terminal(err, err, errIsTerminal, errIsTerminal, colour, columns);
    }

    /** Words that are not ours, on one line and without control characters: a terminal would obey them. */
    public static String harmless(String text) {
        return Harmless.line(text);
    }

    /** A word for {@link #out()}. */
    public String paint(Style style, String text) {
        return style.paint(text, colour && outIsTerminal);
    }

    /** A word for {@link #err()}. */
    public String paintNote(Style style, String text) {
        return style.paint(text, colour && errIsTerminal);
    }
}
