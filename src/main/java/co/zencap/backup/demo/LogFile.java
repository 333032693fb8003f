package co.zencap.backup.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what libraries in this process log to a file: the terminal is for the demo's own words. */
final class LogFile implements AutoCloseable {
    private final Path path;
    private final FileHandler file;
    private final Handler[] before;

    private LogFile(Path path, FileHandler file, Handler[] before) {
        this.path = path;
        this.file = file;
        this.before = before;
    }

    static LogFile open(Path path) throws IOException {
        // '%' has a meaning to FileHandler
        var file = new FileHandler(path.toString().replace("%", "%%"));
        file.setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        Handler[] before = root.getHandlers();
        for (Handler handler : before) {
            root.removeHandler(handler);
        }
        root.addHandler(file);
        return new LogFile(path, file, before);
    }

    @Override
    public void close() {
        Logger root = Logger.getLogger("");
        root.removeHandler(file);
        for (Handler handler : before) {
            root.addHandler(handler);
        }
        file.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
