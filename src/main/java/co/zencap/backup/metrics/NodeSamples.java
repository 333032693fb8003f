package co.zencap.backup.metrics;

import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.Condition;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What this process knows by itself.
 *
 * @param queues how many messages wait, by queue
 * @param journal bytes that the catalog has not got yet
 */
public record NodeSamples(
        HealthBoard health, Operations operations, Supplier<Map<String, Integer>> queues, LongSupplier journal) {

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
    }
}
