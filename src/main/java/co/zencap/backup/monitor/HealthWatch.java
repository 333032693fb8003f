package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks whether what the service needs can be reached: repositories and catalog. */
public final class HealthWatch {
    private final Supplier<Map<String, String>> unreachable;
    private final Clock clock;
    private final Cases cases = new Cases();

    /** @param unreachable asks for what can't be used now: its name and why */
    public HealthWatch(Supplier<Map<String, String>> unreachable, Clock clock) {
        this.unreachable = unreachable;
        this.clock = clock;
    }

    /** What is new since the last call. */
    public List<Alert> alerts() {
        var now = new LinkedHashMap<String, Supplier<Alert>>();
        unreachable.get().forEach((name, why) -> now.put(name, () -> away(name, why)));
        return cases.news(now);
    }

    private Alert away(String name, String why) {
        var problem = new Problem(
                "The " + name + " can't be used",
                why,
                "./zencap status shows where it is; what has to wait for it is made up for when it is back.");
        return Alert.of(Level.ERROR, "health", "", problem, clock.instant());
    }
}
