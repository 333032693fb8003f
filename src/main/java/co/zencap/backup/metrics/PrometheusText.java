package co.zencap.backup.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;

/** Everything in the form in which Prometheus reads it: ours, and what Micrometer counts of Camel's routes and of the JVM. */
public final class PrometheusText implements MultiCollector {
    private final MetricsReport report;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public PrometheusText(MetricsReport report) {
        this.report = report;
        registry.getPrometheusRegistry().register(this);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Has the routes that are added from now on counted. */
    public void count(CamelContext camel) {
        var factory = new MicrometerRoutePolicyFactory();
        factory.setMeterRegistry(registry);
        camel.addRoutePolicyFactory(factory);
    }

    /** As text. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public MetricSnapshots collect() {
        Map<Metric, List<Sample>> byMetric = report.samples().stream().collect(Collectors.groupingBy(Sample::metric));
        var snapshots = MetricSnapshots.builder();
        byMetric.forEach((metric, samples) -> snapshots.metricSnapshot(snapshot(metric, samples)));
        return snapshots.build();
    }

    private static GaugeSnapshot snapshot(Metric metric, List<Sample> samples) {
        var snapshot = GaugeSnapshot.builder().name(metric.text()).help(metric.help());
        for (Sample sample : samples) {
            snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(metric.labels(), sample.labels()))
                    .value(sample.value())
                    .build());
        }
        return snapshot.build();
    }
}
