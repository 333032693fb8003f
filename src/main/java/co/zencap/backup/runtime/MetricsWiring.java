package co.zencap.backup.runtime;

import co.zencap.backup.api.MetricsResource;
import co.zencap.backup.catalog.MetricQueries;
import co.zencap.backup.metrics.CatalogFigures;
import co.zencap.backup.metrics.MetricsReport;
import co.zencap.backup.metrics.NodeSamples;
import co.zencap.backup.metrics.PrometheusText;
import co.zencap.backup.settings.Settings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaEndpoint;

/** The parts that measure. */
final class MetricsWiring {
    private MetricsWiring() {}

    /** Routes that are loaded later are counted. */
    static MetricsResource metrics(
            Basis basis,
            CamelContext camel,
            ScheduleWiring schedule,
            ProofWiring proof,
            RetentionWiring retention,
            WatchWiring watch,
            WalWiring log,
            HealthWiring health) {
        Settings settings = basis.settings();
        var catalog = new CatalogFigures.Sources(
                basis.service()::targets,
                new MetricQueries(basis.queries(), basis.service()::targets),
                basis.queries(),
                proof.objectives,
                watch.alerts,
                schedule.routes,
                retention.samples,
                settings.wal().map(wal -> settings.baseTarget().value()));
        var node = new NodeSamples(
                health.board,
                basis.operations(),
                () -> queues(camel),
                basis.stores().journal()::bytes,
                log::lags);
        var report = new MetricsReport(
                new MetricsReport.Sources(
                        basis.service().node(),
                        settings.environment(),
                        settings.limits().successRate(),
                        catalog,
                        retention.space::use,
                        health.disk::forecast),
                node,
                basis.clock());
        var prometheus = new PrometheusText(report);
        prometheus.count(camel);
        return new MetricsResource(report, prometheus);
    }

    private static Map<String, Integer> queues(CamelContext camel) {
        var queues = new TreeMap<String, Integer>();
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof SedaEndpoint queue) {
                queues.put(route.getId(), queue.getCurrentQueueSize());
            }
        }
        return queues;
    }
}
