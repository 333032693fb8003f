package co.zencap.backup.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal, or none, whose outputs are kept. */
public final class CapturedTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private CapturedTerminal(boolean isTerminal, boolean colour, int columns) {
        terminal = new Terminal(stream(out), stream(err), isTerminal, isTerminal, colour, columns);
    }

    /** Two pipes. */
    public static CapturedTerminal pipes() {
        return new CapturedTerminal(false, true, 100);
    }

    /** A person's terminal. */
    public static CapturedTerminal screen(boolean colour, int columns) {
        return new CapturedTerminal(true, colour, columns);
    }

    public Terminal terminal() {
        return terminal;
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
