package co.zencap.backup.web;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tells one listener what runs, as server-sent events: {@code running} with all operations that run, whenever one of them gets
 * on, begins or ends. What has ended is looked up by who listens.
 */
final class EventStream {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Something is sent at least so often, or proxies cut the line, and nobody notices a listener that is gone. */
    private static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 30;

    /** Then the browser connects again by itself; a listener that was forgotten does not. */
    private static final int LOOKS = 7200;

    private final Supplier<List<Operation>> running;
    private final BooleanSupplier wanted;

    /**
     * @param running the operations that run
     * @param wanted whether to go on
     */
    EventStream(Supplier<List<Operation>> running, BooleanSupplier wanted) {
        this.running = running;
        this.wanted = wanted;
    }

    /** Until the listener is gone, which is an exception, or not wanted any more. */
    void sendTo(OutputStream out) throws IOException, InterruptedException {
        send(out, "retry: 5000\n\n");
        String last = null;
        int silent = 0;
        for (int look = 0; look < LOOKS && wanted.getAsBoolean(); look++) {
            String now = Json.MAPPER.writeValueAsString(running.get()); // one line: JSON escapes what ends one
            if (!now.equals(last)) {
                send(out, "event: running\ndata: " + now + "\n\n");
                last = now;
                silent = 0;
            } else if (++silent >= LOOKS_BETWEEN_SIGNS_OF_LIFE) {
                send(out, ":\n\n");
                silent = 0;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
