package co.zencap.backup.event;

import co.zencap.backup.event.SystemEvents.Type;
import java.io.Closeable;
import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Makes an event of each warning and error of the log, the server's and the libraries' as well. */
public final class LoggedWarnings extends Handler implements Closeable {
    private final SystemEvents events;
    private final Logger logger = Logger.getLogger("");

    private LoggedWarnings(SystemEvents events) {
        this.events = events;
        setLevel(Level.WARNING);
    }

    /** Listens until it is closed. */
    public static LoggedWarnings into(SystemEvents events) {
        var warnings = new LoggedWarnings(events);
        warnings.logger.addHandler(warnings);
        return warnings;
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            boolean error = line.getLevel().intValue() >= Level.SEVERE.intValue();
            events.add(error ? Type.ERROR : Type.WARNING, component(line), words(line));
        }
    }

    /** Of a class its name, of a route its id. */
    private static String component(LogRecord line) {
        String name = line.getLoggerName();
        return name == null || name.isEmpty() ? "log" : name.substring(name.lastIndexOf('.') + 1);
    }

    private static String words(LogRecord line) {
        String message = line.getMessage() == null ? "" : line.getMessage();
        if (line.getParameters() != null && line.getParameters().length > 0) {
            try {
                message = MessageFormat.format(message, line.getParameters());
            } catch (IllegalArgumentException e) {
                // No pattern after all: it is the message as it is.
            }
        }
        Throwable thrown = line.getThrown();
        return thrown == null ? message : message + ": " + thrown;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
