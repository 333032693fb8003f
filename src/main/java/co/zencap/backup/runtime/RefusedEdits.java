package co.zencap.backup.runtime;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Edits of routes that could not be put to work and are still in their files. None is left after a start: it takes all files as
 * they are, or fails. Thread-safe.
 */
public final class RefusedEdits {
    private final Map<Path, RouteReloadFailure> refused = new LinkedHashMap<>();
    private final String node;
    private final Clock clock;

    /** @param node whose files these are */
    RefusedEdits(String node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /** One more; all that there are. */
    synchronized Sightings refused(RouteReloadFailure failure) {
        refused.put(failure.file(), failure);
        return sightings();
    }

    /** A file was put right, or to what it was; all that are left. */
    synchronized Sightings works(Path file) {
        refused.remove(file);
        return sightings();
    }

    /** All that there are. What is in no file any more is none. */
    public synchronized Sightings sightings() {
        refused.keySet().removeIf(file -> !Files.exists(file));
        List<Alert> alerts = refused.values().stream().map(this::alert).toList();
        return new Sightings("edits of routes on " + node, clock.instant(), alerts);
    }

    private Alert alert(RouteReloadFailure failure) {
        Path file = failure.file().getFileName();
        String line = failure.line().isPresent() ? ", line " + failure.line().getAsInt() : "";
        var problem = new Problem(
                "The edit of " + file + line + " could not be put to work",
                failure.message(),
                "Correct " + failure.file() + line + " and save it; until then its routes go on as they were.");
        return Alert.of(Level.ERROR, "routes", "", problem, clock.instant()).about("edit of " + file + " on " + node);
    }
}
