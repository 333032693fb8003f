package co.zencap.backup.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A program's output that tells the watchdog when somebody waits for it. */
final class WatchedOutput extends FilterInputStream {

    private final Watchdog watchdog;

    WatchedOutput(InputStream in, Watchdog watchdog) {
        super(in);
        this.watchdog = watchdog;
    }

    @Override
    public int read() throws IOException {
        watchdog.waiting();
        try {
            return super.read();
        } finally {
            watchdog.served();
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        watchdog.waiting();
        try {
            return super.read(buffer, offset, length);
        } finally {
            watchdog.served();
        }
    }
}
