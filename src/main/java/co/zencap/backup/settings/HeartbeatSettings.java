package co.zencap.backup.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Who outside is told that all is well, and so notices when nothing tells any more. Their addresses are secrets.
 *
 * @param service asked each minute that this service lives and can work; empty without one
 * @param backup asked after each good backup of the database; of each target, where {@link #TARGET} in it stands for its
 *     name; empty without one
 */
public record HeartbeatSettings(Optional<URI> service, Optional<String> backup) {
    /** Where the name of the target belongs. */
    public static final String TARGET = "{target}";

    /** Shows no address. */
    @Override
    public String toString() {
        return "heartbeats of " + (service.isPresent() ? "the service" : "")
                + (backup.isPresent() ? " its backups" : "");
    }
}
