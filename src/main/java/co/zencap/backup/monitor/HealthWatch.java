package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.schedule.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells of parts that can't be used, that hang, or that need a person. Without some of them nothing is safe: that is critical. */
public final class HealthWatch {
    private static final String WATCH = "health";

    /** Timers fire a moment late. */
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final HealthBoard board;
    private final Supplier<Optional<Timing>> timing;
    private final String node;
    private final Clock clock;

    /**
     * @param timing when health is looked at; empty when it is not
     * @param node from where it is asked; another one may reach what this one doesn't
     */
    public HealthWatch(HealthBoard board, Supplier<Optional<Timing>> timing, String node, Clock clock) {
        this.board = board;
        this.timing = timing;
        this.node = node;
        this.clock = clock;
    }

    /** All that is not well now. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        for (ComponentHealth each : board.look().components()) {
            if (!each.isToldHere()) {
                continue;
            }
            if (each.state().isOutage()) {
                now.add(alert(each.isVital() ? Level.CRITICAL : Level.ERROR, each));
            } else if (each.state() == Condition.DEGRADED) {
                now.add(alert(Level.WARNING, each));
            }
        }
        return new Sightings(WATCH + " on " + node, clock.instant(), now);
    }

    /**
     * Whether this node should have looked and has not: the schedule is kept in the catalog, which may be away, and fires on
     * one node of several.
     */
    public boolean isOverdue() {
        var last = board.latest();
        return timing.get()
                .filter(t -> last.components().isEmpty()
                        || last.at()
                                .plus(t.period(last.at(), clock.getZone()))
                                .plus(MOMENT)
                                .isBefore(clock.instant()))
                .isPresent();
    }

    /** The cause of alerts that a part can't be used. */
    static String cause(String part, String node) {
        return "health//" + what(part, node);
    }

    /** For people. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String what(String part, String node) {
        return "the " + part + " on " + node;
    }

    private Alert alert(Level level, ComponentHealth health) {
        String title =
                switch (health.state()) {
                    case DOWN -> "The " + health.name() + " can't be used";
                    case HANGING -> "The " + health.name() + " does not answer";
                    default -> "Something about the " + health.name() + " needs a look";
                };
        String detail = health.detail() + " It has been so since " + seconds(health.since())
                + (health.lastGood() == null ? "." : "; last all right at " + seconds(health.lastGood()) + ".");
        return Alert.of(level, "health", "", new Problem(title, detail, health.hint()), clock.instant())
                .about(what(health.name(), node));
    }
}
