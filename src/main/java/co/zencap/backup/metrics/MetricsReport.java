package co.zencap.backup.metrics;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.settings.Version;
import co.zencap.backup.storage.DiskForecast;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** All that is measured, as it is now. */
public final class MetricsReport {
    /** Scrapes come every 15 to 60 seconds, and of several servers at once. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** A scrape's own time-out is 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final List<String> LEVELS = Arrays.stream(Alert.Level.values())
            .map(level -> level.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Sources sources;
    private final NodeSamples node;
    private final Instant startedAt;
    private final Remembered<CatalogFigures> catalog;
    private final Remembered<LocalSpace.Use> disk;
    private final Remembered<DiskForecast> forecast;
    private final Clock clock;

    /**
     * @param node which of several
     * @param successRate percent of backups that should succeed
     * @param disk asks how full the disk is
     * @param forecast asks when it will be full
     */
    public record Sources(
            String node,
            String environment,
            int successRate,
            CatalogFigures.Sources catalog,
            Callable<LocalSpace.Use> disk,
            Callable<DiskForecast> forecast) {}

    public MetricsReport(Sources sources, NodeSamples node, Clock clock) {
        this.sources = sources;
        this.node = node;
        this.clock = clock;
        startedAt = clock.instant();
        catalog = new Remembered<>(
                "metrics of the catalog", () -> sources.catalog().ask(clock.instant()), FRESH, clock);
        disk = new Remembered<>("size of the disk", sources.disk(), FRESH, clock);
        forecast = new Remembered<>("forecast of the disk", sources.forecast(), FRESH, clock);
    }

    /** All samples; those of one metric are not together. */
    public List<Sample> samples() {
        var samples = new Samples();
        samples.add(Metric.SERVICE, 1, Version.current(), sources.node(), sources.environment())
                .add(Metric.START_TIME, startedAt)
                .add(Metric.BACKUP_SUCCESS_MIN, sources.successRate() / 100.0);
        node.addTo(samples);
        List.of(catalog, disk, forecast).forEach(Remembered::ask);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        catalog.get(deadline).ifPresent(figures -> new CatalogSamples(figures, LEVELS, clock.instant()).addTo(samples));
        disk.get(deadline)
                .ifPresent(use -> samples.add(Metric.DISK_SIZE, use.total()).add(Metric.DISK_FREE, use.usable()));
        forecast.get(deadline).ifPresent(each -> {
            each.growthPerDay().ifPresent(growth -> samples.add(Metric.DISK_GROWTH, growth));
            samples.add(Metric.DISK_FULL, each.fullAt().orElse(null));
        });
        return samples.all();
    }
}
