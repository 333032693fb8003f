package co.zencap.backup.runtime;

import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.Settings;
import java.util.List;

/**
 * By which names the catalog knows this service and this process of it; others may use the same catalog.
 *
 * @param node of several, which one this is
 */
public record ThisService(Settings settings, String node) {

    /** The service's own name: that of its primary database. */
    public String name() {
        return settings.target().value();
    }

    /** All its targets. */
    public List<String> targets() {
        return settings.targets();
    }

    /** The targets that are databases. */
    public List<String> databases() {
        return settings.databases().all().stream().map(DatabaseTarget::name).toList();
    }

    /** The target that is the full system. */
    public List<String> fullSystem() {
        return List.of(settings.fullTarget().value());
    }
}
