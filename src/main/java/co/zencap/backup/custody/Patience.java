package co.zencap.backup.custody;

import java.time.Duration;

/**
 * How long whoever has a key is waited for: a start must fail in time for somebody to see why.
 *
 * @param connect for a connection
 * @param attempt for one whole answer
 * @param attempts the first one included
 * @param between the first pause between two of them; each is twice as long as the one before
 */
public record Patience(Duration connect, Duration attempt, int attempts, Duration between) {
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(500));
}
