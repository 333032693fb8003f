package co.zencap.backup.api;

import co.zencap.backup.metrics.Metric;
import co.zencap.backup.metrics.MetricsReport;
import co.zencap.backup.metrics.PrometheusText;
import co.zencap.backup.metrics.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /metrics} and {@code action=metrics}. */
public record MetricsResource(MetricsReport report, PrometheusText prometheus) {
    /** The form of the text, by its name for HTTP. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** For Prometheus: ours, Camel's and the JVM's. */
    public String text() {
        return prometheus.scrape();
    }

    /** Ours, as JSON: by metric, with its values by their labels. */
    public Map<String, Object> document() {
        Map<Metric, List<Sample>> known = report.samples().stream().collect(Collectors.groupingBy(Sample::metric));
        var metrics = new LinkedHashMap<String, Object>();
        for (Metric metric : Metric.values()) {
            var values = new ArrayList<Map<String, Object>>();
            for (Sample sample : known.getOrDefault(metric, List.of())) {
                var value = new LinkedHashMap<String, Object>();
                for (int i = 0; i < metric.labels().size(); i++) {
                    value.put(metric.labels().get(i), sample.labels().get(i));
                }
                value.put("value", sample.value());
                values.add(value);
            }
            metrics.put(metric.text(), StatusReport.ordered("help", metric.help(), "values", values));
        }
        return StatusReport.ordered("success", true, "metrics", metrics);
    }
}
