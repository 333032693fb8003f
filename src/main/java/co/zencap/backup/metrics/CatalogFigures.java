package co.zencap.backup.metrics;

import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.MetricQueries;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the catalog says, all at one time.
 *
 * @param at when
 * @param rates how many backups succeeded in the last week, by target
 * @param openAlerts by level
 * @param timers as {@link ScheduleRoutes#describe} has them
 * @param storage the last samples, by repository
 * @param log how far the write-ahead log reaches; empty where it is not kept
 */
public record CatalogFigures(
        Instant at,
        List<MetricQueries.TargetRow> targets,
        List<MetricQueries.TestRow> tests,
        List<MetricQueries.UploadRow> uploads,
        Map<String, CatalogQueries.Rate> rates,
        List<Compliance> objectives,
        Map<String, Long> openAlerts,
        List<AlertQueries.Channel> channels,
        List<Map<String, Object>> timers,
        Map<String, List<StorageSamples.Row>> storage,
        Optional<WalFigures> log) {
    private static final Duration WEEK = Duration.ofDays(7);

    /** They are of once a day. */
    private static final Duration SAMPLES_OF = Duration.ofDays(2);

    /** The write-ahead log of a target's cluster. */
    public record WalFigures(String target, WalWindow window) {}

    /**
     * What is asked for them.
     *
     * @param names of all targets that there are now
     * @param logged the target of base backups, where the write-ahead log is kept
     */
    public record Sources(
            Supplier<List<String>> names,
            MetricQueries metrics,
            CatalogQueries queries,
            ObjectivesReport objectives,
            AlertQueries alerts,
            ScheduleRoutes schedule,
            StorageSamples samples,
            Optional<String> logged) {

        /** Throws while the catalog is away. */
        CatalogFigures ask(Instant now) {
            return new CatalogFigures(
                    now,
                    metrics.targets(),
                    metrics.tests(now),
                    metrics.uploads(),
                    queries.successRates(names.get(), now.minus(WEEK)),
                    objectives.report(),
                    alerts.openByLevel(),
                    alerts.channels(),
                    schedule.describe(),
                    samples.since(now.minus(SAMPLES_OF)),
                    logged.flatMap(
                            target -> WalWindow.of(queries, target).map(window -> new WalFigures(target, window))));
        }
    }
}
