package co.zencap.backup.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Says how far something is: on a terminal in one line that is rewritten, elsewhere (a log) in a new line for each new
 * step and every few seconds. Closing ends the line, so that what follows begins on a line of its own.
 */
public final class ProgressLine implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final String CLEAR = "\r\u001b[K";

    private final Terminal terminal;
    private final Clock clock;
    private String step = "";
    private Instant lastLine = Instant.EPOCH;
    private boolean open;

    public ProgressLine(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * @param step what is being done; a new one is always shown
     * @param figures how far it is; may be empty
     */
    public void show(String step, String figures) {
        String text = figures.isEmpty() ? step : step + "  " + figures;
        if (terminal.errIsTerminal()) {
            terminal.err().print(CLEAR + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
            terminal.err().flush();
            open = true;
            return;
        }
        Instant now = clock.instant();
        if (!step.equals(this.step) || !now.isBefore(lastLine.plus(QUIET))) {
            terminal.err().println(text);
            lastLine = now;
        }
        this.step = step;
    }

    /** Replaces the line by one that stays. */
    public void done(String text) {
        clear();
        terminal.err().println(text);
        step = "";
    }

    /** Removes the line, where it can be. */
    public void clear() {
        if (open) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            open = false;
        }
    }

    @Override
    public void close() {
        clear();
    }
}
