package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.alert.AlertRules;
import co.zencap.backup.alert.CatalogOutage;
import co.zencap.backup.alert.CatalogRefusals;
import co.zencap.backup.alert.Digests;
import co.zencap.backup.alert.GuardedHttp;
import co.zencap.backup.alert.MessageRate;
import co.zencap.backup.alert.UnwrittenAlerts;
import co.zencap.backup.alert.webhook.WebhookChannel;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.DiscoveredDatabases;
import co.zencap.backup.catalog.History;
import co.zencap.backup.catalog.OldAlerts;
import co.zencap.backup.catalog.SecurityReports;
import co.zencap.backup.discovery.Discovery;
import co.zencap.backup.monitor.BackupWatch;
import co.zencap.backup.monitor.Heartbeat;
import co.zencap.backup.monitor.ObjectiveWatch;
import co.zencap.backup.monitor.TimerBeats;
import co.zencap.backup.monitor.TimerFailures;
import co.zencap.backup.monitor.WorkWatch;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.security.SecurityChecks;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.WebhookSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The parts that notice what is wrong, and tell people. */
final class WatchWiring {
    final AlertBook book;
    final AlertQueries alerts;
    final SecurityReports reports;
    final SecurityChecks security;

    WatchWiring(Basis basis, CamelContext camel, ScheduleWiring schedule, ObjectivesReport objectives) {
        Registry registry = camel.getRegistry();
        Settings settings = basis.settings();
        Clock clock = basis.clock();
        String node = basis.service().node();

        registry.bind("backupWatch", new BackupWatch(schedule.backups, basis.queries(), settings.limits(), clock));
        var beats = new TimerBeats(
                camel,
                basis.service().name(),
                node,
                settings.limits().wallClock().multipliedBy(WorkWatch.PATIENCE),
                clock);
        camel.getManagementStrategy().addEventNotifier(beats);
        registry.bind("timerBeats", beats);
        Function<Instant, Map<String, Instant>> late = before -> {
            var all = new LinkedHashMap<String, Instant>(schedule.routes.late(before));
            all.putAll(beats.late(before));
            return all;
        };
        registry.bind(
                "workWatch",
                new WorkWatch(
                        schedule.backups,
                        late,
                        basis.operations(),
                        settings.limits().wallClock(),
                        node,
                        clock));
        registry.bind("objectiveWatch", new ObjectiveWatch(objectives::report, clock));
        registry.bind("timerFailures", new TimerFailures(clock));
        registry.bind("catalogOutage", new CatalogOutage(settings.target().value(), node, clock));
        registry.bind(
                "catalogRefusals",
                new CatalogRefusals(
                        settings.target().value(),
                        node,
                        basis.stores().journal().refused(),
                        clock));
        var rate = new MessageRate(clock);
        book = new AlertBook(
                basis.service().name(),
                new AlertRules(
                        settings.alerts().rules(),
                        settings.alerts().channels(),
                        settings.timetable().zone()),
                settings.alerts().channels().stream()
                        .filter(settings.alerts()::isTickets)
                        .collect(Collectors.toSet()),
                () -> watched(settings),
                rate,
                clock);
        registry.bind("alertBook", book);
        registry.bind("unwrittenAlerts", new UnwrittenAlerts(book, rate));
        registry.bind("digests", new Digests(rate, clock));
        registry.bind("oldAlerts", new OldAlerts(basis.service().name(), clock));
        registry.bind(
                "history",
                new History(
                        basis.service().name(),
                        basis.service()::targets,
                        settings.retention().history(),
                        clock));
        alerts = new AlertQueries(basis.queries(), basis.service().name(), clock);
        channels(settings, registry, clock);
        ChatWiring.bind(basis, registry);
        registry.bind(
                "heartbeat",
                new Heartbeat(settings.alerts().heartbeats(), settings.target().value(), late, clock));

        registry.bind(
                "discovery",
                new Discovery(
                        settings.databases(),
                        new DiscoveredDatabases(basis.queries(), basis.service().name()),
                        named(settings),
                        node,
                        clock));
        reports = new SecurityReports(basis.queries(), basis.service().name());
        security = new SecurityChecks(
                settings, basis.stores().repositories(), reports::firstUse, basis.operations(), clock);
        registry.bind("securityChecks", security);
    }

    /** All that alerts can be of; of what is gone nobody looks any more. */
    private static List<String> watched(Settings settings) {
        var targets = new ArrayList<>(settings.targets());
        settings.allFileSets().forEach(set -> targets.add(set.id().value()));
        return targets;
    }

    private static Set<String> named(Settings settings) {
        var named = new HashSet<String>(settings.retention().targets().all().keySet());
        settings.alerts().rules().forEach(rule -> named.addAll(rule.targets()));
        return named;
    }

    private static void channels(Settings settings, Registry registry, Clock clock) {
        WebhookSettings webhooks = settings.alerts().webhooks();
        registry.bind("guardedHttp", new GuardedHttp(webhooks.internalAllowed()));
        registry.bind("webhookChannel", new WebhookChannel(webhooks.all(), webhooks.signature(), clock));
    }
}
