package co.zencap.backup.metrics;

import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.wal.WalLag;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What this process knows by itself.
 *
 * @param queues how many messages wait, by queue
 * @param journal bytes that the catalog has not got yet
 * @param logs how far each repository is with the write-ahead log, where this node receives it
 */
public record NodeSamples(
        HealthBoard health,
        Operations operations,
        Supplier<Map<String, Integer>> queues,
        LongSupplier journal,
        Supplier<List<WalLag>> logs) {

    void addTo(Samples samples) {
        for (ComponentHealth each : health.latest().components()) {
            samples.add(
                    Metric.COMPONENT_UP,
                    each.state() == Condition.UP,
                    each.name(),
                    each.state().word());
            samples.add(Metric.COMPONENT_GOOD, each.lastGood(), each.name());
            samples.add(Metric.COMPONENT_RESPONSE, each.response(), each.name());
        }
        Map<Operation.Kind, Long> running =
                operations.running().stream().collect(Collectors.groupingBy(Operation::kind, Collectors.counting()));
        Arrays.stream(Operation.Kind.values())
                .forEach(kind ->
                        samples.add(Metric.OPERATIONS_RUNNING, running.getOrDefault(kind, 0L), kind.toString()));
        queues.get().forEach((queue, size) -> samples.add(Metric.QUEUE_SIZE, size, queue));
        samples.add(Metric.JOURNAL_BYTES, journal.getAsLong());
        for (WalLag log : logs.get()) {
            samples.add(Metric.WAL_REPOSITORY_NEWEST, log.newest().orElse(null), log.repository())
                    .add(Metric.WAL_REPOSITORY_BACKLOG, log.backlogBytes().orElse(null), log.repository());
        }
    }
}
