package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Supplier;

/** Looks whether what the service needs can be reached: repositories and catalog. */
public final class HealthWatch {
    private static final String WATCH = "health";
    private final Supplier<Map<String, String>> unreachable;
    private final String node;
    private final Clock clock;

    /**
     * @param unreachable asks for what can't be used now: its name and why
     * @param node from where it is asked; another one may reach what this one doesn't
     */
    public HealthWatch(Supplier<Map<String, String>> unreachable, String node, Clock clock) {
        this.unreachable = unreachable;
        this.node = node;
        this.clock = clock;
    }

    /** All that can't be used now. */
    public Sightings sightings() {
        var now = new ArrayList<Alert>();
        unreachable.get().forEach((name, why) -> now.add(away(name, why)));
        return new Sightings(WATCH + " on " + node, clock.instant(), now);
    }

    private Alert away(String name, String why) {
        var problem = new Problem(
                "The " + name + " can't be used",
                why,
                "./zencap status shows where it is; what has to wait for it is made up for when it is back.");
        return Alert.of(Level.ERROR, "health", "", problem, clock.instant()).about("the " + name + " on " + node);
    }
}
