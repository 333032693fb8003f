package co.zencap.backup.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A channel was reached and did not take a notification. What it said is for people, and holds no address. */
public final class ChannelRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String said;
    private final Duration wait;

    /**
     * @param status of HTTP
     * @param said why, in the channel's words
     * @param wait how long it wants to be left alone; zero when it does not say
     */
    public ChannelRefusal(int status, String said, Duration wait) {
        super("It answered " + status);
        this.status = status;
        this.said = said == null ? "" : said;
        this.wait = wait;
    }

    /** A {@code Retry-After} header in seconds, the form in which APIs send it; zero for any other. */
    public static Duration retryAfter(Optional<String> header) {
        return header.map(String::strip)
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Integer.parseInt(seconds)))
                .orElse(Duration.ZERO);
    }

    public int status() {
        return status;
    }

    String said() {
        return said;
    }

    Duration patience() {
        return wait;
    }
}
