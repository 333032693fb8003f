package co.zencap.backup.metrics;

import java.util.List;

/**
 * One value.
 *
 * @param labels the values of the metric's labels, in their order
 */
public record Sample(Metric metric, List<String> labels, double value) {
    public Sample {
        labels = List.copyOf(labels);
        if (labels.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels() + ", not " + labels);
        }
    }
}
