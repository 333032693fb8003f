package co.zencap.backup.settings;

import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.settings.Settings.OwnObjectives;
import co.zencap.backup.target.ByTarget;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code config/targets.yaml} says.
 *
 * @param databases further databases
 * @param servers whose databases are found
 * @param schedules of targets that have one of their own
 * @param objectives of targets that have their own
 * @param policies of targets: how long backups are kept, as {@code config/retention.yaml} has it
 * @param critical targets whose latest changes matter most
 */
record TargetTerms(
        List<DatabaseTarget> databases,
        List<DatabaseServer> servers,
        ByTarget<OwnTiming> schedules,
        ByTarget<OwnObjectives> objectives,
        Map<String, RetentionReader.Entry> policies,
        Set<String> critical) {
    /** There is no such file. */
    static final TargetTerms NONE =
            new TargetTerms(List.of(), List.of(), ByTarget.none(), ByTarget.none(), Map.of(), Set.of());
}
