package co.zencap.backup.alert;

import java.io.IOException;
import java.util.Optional;

/** A channel was reached and did not take a notification. What it said is for people, and holds no address. */
public final class ChannelRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String said;
    private final String retryAfter;

    /**
     * @param status of HTTP
     * @param said why, in the channel's words
     * @param retryAfter its header of that name; null without one
     */
    public ChannelRefusal(int status, String said, String retryAfter) {
        super("It answered " + status);
        this.status = status;
        this.said = said == null ? "" : said;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    String said() {
        return said;
    }

    /** When it wants to be asked again, in the words of HTTP. */
    Optional<String> retryAfter() {
        return Optional.ofNullable(retryAfter).map(String::strip);
    }
}
