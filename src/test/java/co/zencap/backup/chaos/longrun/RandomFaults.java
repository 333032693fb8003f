package co.zencap.backup.chaos.longrun;

import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3.Request;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * One request in so many fails, each in one of several ways. The same seed spoils the same of the requests, counted; which
 * those are depends on how uploads overtake each other.
 */
final class RandomFaults implements Function<Request, Optional<Fault>> {
    private final int oneIn;
    private final Random random;
    private boolean storm;
    private int spoilt;

    RandomFaults(int oneIn, long seed) {
        this.oneIn = oneIn;
        this.random = new Random(seed);
    }

    /** While it lasts three of four requests fail, so that repeating them does not always help. */
    synchronized void storm(boolean lasts) {
        storm = lasts;
    }

    /** How many requests have failed. */
    synchronized int spoilt() {
        return spoilt;
    }

    @Override
    public synchronized Optional<Fault> apply(Request request) {
        int way = random.nextInt(4);
        boolean passes = storm ? random.nextInt(4) == 0 : random.nextInt(oneIn) > 0;
        if (passes) {
            return Optional.empty();
        }
        spoilt++;
        return Optional.of(
                switch (way) {
                    case 0 -> new Fault.Status(500, "InternalError");
                    case 1 -> new Fault.Status(503, "SlowDown");
                    case 2 -> new Fault.Reset();
                    default -> request.get() ? new Fault.Truncate(100) : new Fault.LoseAnswer();
                });
    }
}
