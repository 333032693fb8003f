package co.zencap.backup.runtime;

import co.zencap.backup.api.ReachReport;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.BackupMeasures;
import co.zencap.backup.catalog.DiskSamples;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.catalog.KeysInUse;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.health.CertificateLook;
import co.zencap.backup.health.ChannelsLook;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.DatabaseLook;
import co.zencap.backup.health.DiskLook;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.health.HealthMemory;
import co.zencap.backup.health.KeyLook;
import co.zencap.backup.health.LogLook;
import co.zencap.backup.health.NeededKeys;
import co.zencap.backup.health.RoutesLook;
import co.zencap.backup.health.SchedulerLook;
import co.zencap.backup.monitor.DiskWatch;
import co.zencap.backup.monitor.HealthWatch;
import co.zencap.backup.monitor.Outages;
import co.zencap.backup.monitor.TrendWatch;
import co.zencap.backup.objective.PointInTimeReport;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.tls.CertificateRenewal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The parts that look at what the service needs, and at what becomes of it. */
final class HealthWiring {
    /** How long a part may take to answer; longer than it takes to find that a server is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final HealthBoard board;
    final DiskWatch disk;

    HealthWiring(
            Basis basis,
            CamelContext camel,
            ScheduleWiring schedule,
            LocalSpace space,
            ReachReport reach,
            StatusReport status,
            PointInTimeReport points,
            AlertQueries alerts,
            Optional<CertificateRenewal> certificate) {
        Registry registry = camel.getRegistry();
        Clock clock = basis.clock();
        String service = basis.service().name();
        String node = basis.service().node();

        board = new HealthBoard(
                components(basis, camel, schedule, space, reach, status, points, alerts, certificate), PATIENCE, clock);
        registry.bind(
                "healthWatch",
                new HealthWatch(board, () -> basis.live().values().timetable().of(Schedule.HEALTH_CHECK), node, clock));
        registry.bind("outages", new Outages(board, "repository " + S3Repository.ID, node));
        var history = new HealthHistory(basis.queries(), service, node);
        registry.bind("healthMemory", new HealthMemory(board, history));
        disk = new DiskWatch(space, new DiskSamples(basis.queries(), service, node), node, clock);
        registry.bind("diskWatch", disk);
        registry.bind(
                "trendWatch",
                new TrendWatch(new BackupMeasures(basis.queries()), history, basis.service()::targets, clock));
    }

    /** What others tell people of: the catalog's outage, late timers, the high-water mark, old backups. */
    private static List<Component> components(
            Basis basis,
            CamelContext camel,
            ScheduleWiring schedule,
            LocalSpace space,
            ReachReport reach,
            StatusReport status,
            PointInTimeReport points,
            AlertQueries alerts,
            Optional<CertificateRenewal> certificate) {
        Settings settings = basis.settings();
        var all = new ArrayList<Component>();
        all.add(Component.of("database", new DatabaseLook(settings.database())).timed());
        settings.databases().configured().stream()
                .skip(1)
                .forEach(each -> all.add(Component.of("database " + each.name(), new DatabaseLook(each.url()))
                        .timed()));
        settings.databases()
                .servers()
                .forEach(each -> all.add(Component.of("server " + each.prefix(), new DatabaseLook(each.url()))
                        .timed()));
        all.add(Component.of("catalog", reach::catalogAnswers)
                .timed()
                .toldElsewhere(Condition.DOWN, Condition.HANGING));
        all.addAll(reach.components());
        all.add(Component.of("scheduler", new SchedulerLook(schedule.routes, basis.clock()))
                .toldElsewhere(Condition.DEGRADED)
                .vital());
        all.add(Component.of("routes", new RoutesLook(camel)));
        all.add(Component.of("channels", new ChannelsLook(settings.alerts().channels(), alerts)));
        all.add(Component.of("disk", new DiskLook(space)).toldElsewhere(Condition.DEGRADED));
        all.add(Component.of(
                        "key",
                        new KeyLook(
                                settings.masterKey(),
                                new NeededKeys(
                                        new KeysInUse(basis.queries()),
                                        basis.service()::targets,
                                        basis.stores().repositories())))
                .vital());
        certificate.ifPresent(
                renewal -> all.add(Component.of("certificate", new CertificateLook(renewal, basis.clock()))));
        settings.wal()
                .ifPresent(
                        wal -> all.add(Component.of("log", new LogLook(points)).toldElsewhere(Condition.DEGRADED)));
        all.add(Component.of("backups", status::backups).toldElsewhere(Condition.DEGRADED));
        return all;
    }
}
