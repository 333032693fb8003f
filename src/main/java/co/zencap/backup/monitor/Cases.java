package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Tells each case once, until it is over. Thread-safe. */
public final class Cases {
    private final Set<String> told = new HashSet<>();

    /** Whether a case has been told and was not over when somebody looked last. */
    synchronized boolean isTold(String name) {
        return told.contains(name);
    }

    /**
     * The alerts to send.
     *
     * @param now all cases there are at the moment, by a name that stays the same as long as one lasts
     */
    public synchronized List<Alert> news(Map<String, Supplier<Alert>> now) {
        var alerts = new ArrayList<Alert>();
        now.forEach((name, alert) -> {
            if (!told.contains(name)) {
                alerts.add(alert.get());
            }
        });
        told.clear();
        told.addAll(now.keySet());
        return alerts;
    }
}
