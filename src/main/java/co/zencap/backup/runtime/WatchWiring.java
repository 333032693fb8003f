package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.alert.PlainHttp;
import co.zencap.backup.alert.WebhookChannel;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.monitor.BackupWatch;
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
    final AlertBook book;
    final AlertQueries alerts;
    final SecurityReports reports;
    final SecurityChecks security;

    WatchWiring(Basis basis, Registry registry, ScheduleWiring schedule, ObjectivesReport objectives) {
        Settings settings = basis.settings();
        LiveSettings live = basis.live();
        Clock clock = basis.clock();
        String node = basis.service().node();

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
        alerts = new AlertQueries(basis.queries(), basis.service().name(), clock);
        registry.bind("plainHttp", new PlainHttp());
        settings.alerts().webhook().ifPresent(address -> registry.bind("webhookChannel", new WebhookChannel(address)));
        ChatWiring.bind(basis, registry);

        reports = new SecurityReports(basis.queries(), basis.service().name());
        security = new SecurityChecks(
                settings, basis.stores().repositories(), reports::firstUse, basis.operations(), clock);
        registry.bind("securityChecks", security);
    }
}
