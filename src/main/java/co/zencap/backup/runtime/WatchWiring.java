package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertChannels;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.api.ReachReport;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.monitor.BackupWatch;
import co.zencap.backup.monitor.HealthWatch;
import co.zencap.backup.monitor.ObjectiveWatch;
import co.zencap.backup.monitor.TimerFailures;
import co.zencap.backup.monitor.WorkWatch;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.security.SecurityChecks;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** The parts that notice what is wrong, and tell people. */
final class WatchWiring {
    final SecurityReports reports;
    final SecurityChecks security;

    WatchWiring(
            Basis basis, Registry registry, ScheduleWiring schedule, ObjectivesReport objectives, ReachReport reach) {
        Settings settings = basis.settings();
        LiveSettings live = basis.live();
        Clock clock = basis.clock();

        registry.bind("healthWatch", new HealthWatch(reach::unreachable, clock));
        registry.bind(
                "backupWatch",
                new BackupWatch(
                        schedule.backups, basis.queries(), () -> live.values().timetable(), settings.limits(), clock));
        registry.bind(
                "workWatch",
                new WorkWatch(
                        schedule.backups,
                        schedule.routes::late,
                        basis.operations(),
                        settings.limits().wallClock(),
                        clock));
        registry.bind("objectiveWatch", new ObjectiveWatch(objectives::report, clock));
        registry.bind("timerFailures", new TimerFailures(clock));
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), clock));
        registry.bind("alertChannels", new AlertChannels(settings.webhook()));

        reports = new SecurityReports(basis.queries(), basis.service().name());
        security = new SecurityChecks(
                settings, basis.stores().repositories(), reports::firstUse, basis.operations(), clock);
        registry.bind("securityChecks", security);
    }
}
