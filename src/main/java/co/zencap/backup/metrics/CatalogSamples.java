package co.zencap.backup.metrics;

import co.zencap.backup.catalog.AlertQueries.Channel;
import co.zencap.backup.catalog.MetricQueries.Outcome;
import co.zencap.backup.catalog.MetricQueries.TargetRow;
import co.zencap.backup.catalog.MetricQueries.TestRow;
import co.zencap.backup.catalog.MetricQueries.UploadRow;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The catalog's figures as samples. Ages are of now, also while the catalog is away and nothing newer is known.
 *
 * @param levels of which alerts are told, also when there are none
 */
record CatalogSamples(CatalogFigures figures, List<String> levels, Instant now) {

    void addTo(Samples samples) {
        samples.add(Metric.CATALOG_ANSWERED, figures.at());
        figures.targets().forEach(row -> addTarget(samples, row));
        figures.rates().forEach((target, rate) -> samples.add(Metric.BACKUP_RUNS, rate.runs(), target)
                .add(Metric.BACKUP_SUCCESS, rate.percent() / 100, target));
        figures.tests().forEach(row -> addTest(samples, row));
        figures.objectives().forEach(each -> addObjective(samples, each));
        for (String level : levels) {
            samples.add(Metric.ALERTS_OPEN, figures.openAlerts().getOrDefault(level, 0L), level);
        }
        for (Channel channel : figures.channels()) {
            samples.add(Metric.MESSAGES_WAITING, channel.waiting(), channel.name());
        }
        for (Map<String, Object> timer : figures.timers()) {
            String name = (String) timer.get("name");
            samples.add(Metric.TIMER_LAST, (Instant) timer.get("lastRun"), name)
                    .add(Metric.TIMER_NEXT, (Instant) timer.get("nextRun"), name);
        }
        figures.log().ifPresent(log -> addLog(samples, log));
        figures.storage().forEach((repository, rows) -> addStorage(samples, repository, rows));
    }

    private void addTarget(Samples samples, TargetRow row) {
        String target = row.target();
        row.backup().ifPresent(backup -> samples.add(Metric.BACKUP_LAST, backup.at(), target)
                .add(Metric.BACKUP_AGE, age(backup.at()), target)
                .add(Metric.BACKUP_PLAIN, backup.plainBytes(), target)
                .add(Metric.BACKUP_STORED, backup.storedBytes(), target)
                .add(Metric.BACKUP_DURATION, backup.time().orElse(null), target));
        row.verification().ifPresent(outcome -> samples.add(Metric.VERIFICATION_LAST, outcome.at(), target)
                .add(Metric.VERIFICATION_AGE, age(outcome.at()), target)
                .add(Metric.VERIFICATION_PASSED, outcome.passed(), target));
        UploadRow none = new UploadRow(target, 0, null);
        UploadRow pending = figures.uploads().stream()
                .filter(upload -> upload.target().equals(target))
                .findFirst()
                .orElse(none);
        samples.add(Metric.UPLOADS_PENDING, pending.count(), target)
                .add(Metric.UPLOAD_OLDEST, pending.oldest(), target);
    }

    private void addTest(Samples samples, TestRow row) {
        Outcome outcome = row.outcome();
        samples.add(Metric.TEST_LAST, outcome.at(), row.target(), row.type())
                .add(Metric.TEST_AGE, age(outcome.at()), row.target(), row.type())
                .add(Metric.TEST_PASSED, outcome.passed(), row.target(), row.type())
                .add(Metric.TEST_DURATION, row.time(), row.target(), row.type());
    }

    private static void addObjective(Samples samples, Compliance each) {
        String name = each.name().toString().replace(' ', '-');
        samples.add(Metric.OBJECTIVE_LIMIT, each.objective(), name, each.of())
                .add(Metric.OBJECTIVE_MEASURED, each.measured().orElse(null), name, each.of());
        if (each.verdict() != Verdict.UNKNOWN) {
            samples.add(Metric.OBJECTIVE_MET, each.verdict() != Verdict.MISSED, name, each.of())
                    .add(Metric.OBJECTIVE_AT_RISK, each.verdict() == Verdict.AT_RISK, name, each.of());
        }
    }

    private void addLog(Samples samples, CatalogFigures.WalFigures log) {
        Instant newest = log.window().recoverable().orElse(null);
        samples.add(Metric.WAL_NEWEST, newest, log.target())
                .add(Metric.WAL_LOSS, newest == null ? null : age(newest), log.target())
                .add(Metric.WAL_OLDEST, log.window().oldest(), log.target())
                .add(Metric.WAL_WHOLE, log.window().whole(), log.target())
                .add(Metric.WAL_HELD, log.window().heldBytes(), log.target())
                .add(Metric.WAL_BACKLOG, log.window().backlogBytes(), log.target());
    }

    private static void addStorage(Samples samples, String repository, List<StorageSamples.Row> rows) {
        Instant newest = rows.stream()
                .map(StorageSamples.Row::at)
                .max(Instant::compareTo)
                .orElseThrow();
        rows.stream()
                .filter(row -> row.at().equals(newest))
                .collect(Collectors.groupingBy(StorageSamples.Row::target))
                .forEach((target, classes) -> samples.add(
                                Metric.REPOSITORY_BYTES,
                                classes.stream()
                                        .mapToLong(StorageSamples.Row::bytes)
                                        .sum(),
                                repository,
                                target)
                        .add(
                                Metric.REPOSITORY_OBJECTS,
                                classes.stream()
                                        .mapToLong(StorageSamples.Row::objects)
                                        .sum(),
                                repository,
                                target));
    }

    private Duration age(Instant at) {
        return Duration.between(at, now);
    }
}
