package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.alert.PlainHttp;
import co.zencap.backup.alert.WebhookChannel;
import co.zencap.backup.api.ReachReport;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.BackupMeasures;
import co.zencap.backup.catalog.DiskSamples;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.health.ChannelsLook;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.DatabaseLook;
import co.zencap.backup.health.DiskLook;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.health.HealthMemory;
import co.zencap.backup.health.KeyLook;
import co.zencap.backup.health.RoutesLook;
import co.zencap.backup.health.SchedulerLook;
import co.zencap.backup.monitor.BackupWatch;
import co.zencap.backup.monitor.DiskWatch;
import co.zencap.backup.monitor.HealthWatch;
import co.zencap.backup.monitor.ObjectiveWatch;
import co.zencap.backup.monitor.TimerFailures;
import co.zencap.backup.monitor.TrendWatch;
import co.zencap.backup.monitor.WorkWatch;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.security.SecurityChecks;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The parts that notice what is wrong, and tell people. */
final class WatchWiring {
    /** How long a part may take to answer; longer than it takes to find that a server is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final AlertBook book;
    final AlertQueries alerts;
    final SecurityReports reports;
    final SecurityChecks security;
    final HealthBoard health;
    final DiskWatch disk;

    WatchWiring(
            Basis basis,
            CamelContext camel,
            ScheduleWiring schedule,
            ObjectivesReport objectives,
            LocalSpace space,
            ReachReport reach,
            StatusReport status) {
        Registry registry = camel.getRegistry();
        Settings settings = basis.settings();
        LiveSettings live = basis.live();
        Clock clock = basis.clock();
        String node = basis.service().node();

        alerts = new AlertQueries(basis.queries(), basis.service().name(), clock);
        health = new HealthBoard(components(settings, camel, schedule, space, reach, status, clock), PATIENCE, clock);
        registry.bind(
                "healthWatch",
                new HealthWatch(health, () -> live.values().timetable().of(Schedule.HEALTH_CHECK), node, clock));
        registry.bind(
                "healthMemory",
                new HealthMemory(
                        health,
                        new HealthHistory(basis.queries(), basis.service().name(), node)));
        disk = new DiskWatch(
                space, new DiskSamples(basis.queries(), basis.service().name(), node), node, clock);
        registry.bind("diskWatch", disk);
        registry.bind(
                "trendWatch",
                new TrendWatch(
                        new BackupMeasures(basis.queries()), basis.service().targets(), clock));
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
                        node,
                        clock));
        registry.bind("objectiveWatch", new ObjectiveWatch(objectives::report, clock));
        registry.bind("timerFailures", new TimerFailures(clock));
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), node, clock));
        book = new AlertBook(
                basis.service().name(),
                new AlertRules(
                        settings.alerts().rules(),
                        settings.alerts().channels(),
                        settings.timetable().zone()),
                clock);
        registry.bind("alertBook", book);
        registry.bind("plainHttp", new PlainHttp());
        settings.alerts().webhook().ifPresent(address -> registry.bind("webhookChannel", new WebhookChannel(address)));

        reports = new SecurityReports(basis.queries(), basis.service().name());
        security = new SecurityChecks(
                settings, basis.stores().repositories(), reports::firstUse, basis.operations(), clock);
        registry.bind("securityChecks", security);
    }

    private List<Component> components(
            Settings settings,
            CamelContext camel,
            ScheduleWiring schedule,
            LocalSpace space,
            ReachReport reach,
            StatusReport status,
            Clock clock) {
        var all = new ArrayList<Component>();
        all.add(Component.of("database", new DatabaseLook(settings.database())));
        all.addAll(reach.components());
        all.add(Component.watched("scheduler", new SchedulerLook(schedule.routes, clock)));
        all.add(Component.of("routes", new RoutesLook(camel)));
        all.add(Component.of("channels", new ChannelsLook(settings.alerts().channels(), alerts)));
        all.add(Component.watched("disk", new DiskLook(space)));
        all.add(Component.of("key", new KeyLook(settings.masterKey())));
        all.add(Component.watched("backups", status::backups));
        return all;
    }
}
