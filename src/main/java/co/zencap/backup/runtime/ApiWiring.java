package co.zencap.backup.runtime;

import co.zencap.backup.alert.ChannelTest;
import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.AlertAudit;
import co.zencap.backup.api.AlertResource;
import co.zencap.backup.api.AlertTestResource;
import co.zencap.backup.api.BackupDetails;
import co.zencap.backup.api.BackupResource;
import co.zencap.backup.api.CatalogResource;
import co.zencap.backup.api.DashboardReport;
import co.zencap.backup.api.ErasureResource;
import co.zencap.backup.api.EventResource;
import co.zencap.backup.api.HealthResource;
import co.zencap.backup.api.KeptDatabaseResource;
import co.zencap.backup.api.KeyResource;
import co.zencap.backup.api.MetricsResource;
import co.zencap.backup.api.ObjectivesResource;
import co.zencap.backup.api.OperationResource;
import co.zencap.backup.api.RecoveryActions;
import co.zencap.backup.api.RetentionActions;
import co.zencap.backup.api.RouteQueues;
import co.zencap.backup.api.ScheduleResource;
import co.zencap.backup.api.SecurityResource;
import co.zencap.backup.api.SpeedResource;
import co.zencap.backup.api.StatusReport;
import co.zencap.backup.api.StorageHistory;
import co.zencap.backup.api.StorageResource;
import co.zencap.backup.api.TableResource;
import co.zencap.backup.api.TestActions;
import co.zencap.backup.catalog.BackupListing;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.EventQueries;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.settings.AlertSettings;
import co.zencap.backup.settings.Settings;
import org.apache.camel.spi.Registry;

/** The parts that answer the admin API's calls. */
final class ApiWiring {
    private ApiWiring() {}

    static void bind(
            Basis basis,
            Registry registry,
            BackupTasks tasks,
            BackupWiring backup,
            ScheduleWiring schedule,
            ProofWiring proof,
            RecoveryWiring recovery,
            RetentionWiring retention,
            WatchWiring watch,
            StatusReport status,
            HealthWiring health,
            MetricsResource metrics) {
        Settings settings = basis.settings();
        CatalogQueries queries = basis.queries();
        var queues = new RouteQueues(basis.routes());

        registry.bind("backupResource", new BackupResource(settings, tasks, queries, queues));
        var operations = new OperationResource(basis.operations(), queries);
        registry.bind("operationResource", operations);
        registry.bind(
                "eventResource",
                new EventResource(new EventQueries(queries, basis.service().name())));
        var tests = new TestActions(settings, proof.requests, queries, proof.tests, queues);
        registry.bind("testActions", tests);
        var recoveries = new RecoveryActions(settings, recovery.plans, recovery.records, basis.operations(), queues);
        registry.bind("recoveryActions", recoveries);
        registry.bind("keptDatabaseResource", new KeptDatabaseResource(recovery.records, basis.routes()));
        registry.bind(
                "tableResource",
                new TableResource(
                        settings,
                        recovery.tables,
                        basis.operations(),
                        backup.slots,
                        queues,
                        basis.routes(),
                        id -> queries.backup(id).map(BackupRef::target)));
        var listing = new BackupListing(queries);
        registry.bind("backupDetails", new BackupDetails(listing, basis.stores().repositories(), settings.masterKey()));
        var dashboard = new DashboardReport(
                status, proof.objectives, listing, queries, basis.operations(), watch.alerts, basis.clock());
        registry.bind(
                "adminActions",
                new AdminActions(
                        settings,
                        backup.requests,
                        tests,
                        recoveries,
                        basis.stores().catalog(),
                        status,
                        new HealthResource(health.board),
                        metrics,
                        dashboard,
                        schedule.changes,
                        operations,
                        queues));
        registry.bind(
                "retentionActions",
                new RetentionActions(
                        retention.requests, retention.plans, queries, queues, basis.routes(), basis.clock()));
        registry.bind("storageResource", new StorageResource(retention.storage, retention.space, health.disk));
        registry.bind("metricsResource", metrics);
        registry.bind("storageHistory", new StorageHistory(retention.samples, basis.clock()));
        registry.bind("scheduleResource", new ScheduleResource(schedule.routes));
        registry.bind("speedResource", new SpeedResource(proof.speeds));
        registry.bind("objectivesResource", new ObjectivesResource(proof.objectives));
        var audit = new AlertAudit(basis.routes(), basis.clock());
        registry.bind("alertResource", new AlertResource(watch.alerts, watch.book, audit, basis.routes()));
        ChatWiring.bindButtons(basis, registry, watch, backup.requests, queues);
        AlertSettings alerts = settings.alerts();
        registry.bind(
                "alertTestResource",
                new AlertTestResource(new ChannelTest(
                        alerts.channels(), alerts::route, alerts::isTickets, basis.routes(), basis.clock())));
        registry.bind("catalogResource", new CatalogResource(backup.rebuild, queues));
        registry.bind("erasureResource", new ErasureResource(retention.erasures, queries, queues));
        registry.bind("keyResource", new KeyResource(backup.rotations, queues));
        registry.bind("securityResource", new SecurityResource(watch.security, watch.reports, queues));
    }
}
