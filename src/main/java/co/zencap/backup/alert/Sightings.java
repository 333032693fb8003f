package co.zencap.backup.alert;

import java.time.Instant;
import java.util.List;

/**
 * All that a watch sees when it looks. What it saw before and sees no longer is over.
 *
 * @param watch its name, the same each time; of a thing that each node has for itself, the node's name is part of it
 * @param at when it looked
 * @param alerts one for each case; their endings are the watch
 */
public record Sightings(String watch, Instant at, List<Alert> alerts) {
    public Sightings {
        alerts = alerts.stream().map(alert -> alert.until(Ending.watch(watch))).toList();
    }
}
