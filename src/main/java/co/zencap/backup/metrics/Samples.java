package co.zencap.backup.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Values as they are gathered. What is null is not known, and has no value. */
public final class Samples {
    private final List<Sample> all = new ArrayList<>();

    public List<Sample> all() {
        return List.copyOf(all);
    }

    Samples add(Metric metric, Number value, String... labels) {
        if (value != null) {
            all.add(new Sample(metric, List.of(labels), value.doubleValue()));
        }
        return this;
    }

    Samples add(Metric metric, boolean value, String... labels) {
        return add(metric, value ? 1 : 0, labels);
    }

    /** As Unix time. */
    Samples add(Metric metric, Instant value, String... labels) {
        return add(metric, value == null ? null : value.toEpochMilli() / 1000.0, labels);
    }

    Samples add(Metric metric, Duration value, String... labels) {
        return add(metric, value == null ? null : value.toMillis() / 1000.0, labels);
    }
}
