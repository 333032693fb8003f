package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueuesTest {
    private final WorkQueues queues = new WorkQueues();

    @Test
    void atTheEndNoPollLastsLong() throws InterruptedException {
        BlockingQueue<Exchange> queue = queues.create();

        queues.end();

        assertThat(queue.poll(1, TimeUnit.HOURS)).isNull();
        assertThat(queues.create(1).poll(1, TimeUnit.HOURS)).isNull();
    }

    @Test
    void whatIsInAQueueThenIsStillTaken() throws Exception {
        BlockingQueue<Exchange> queue = queues.create(1);
        try (var camel = new DefaultCamelContext()) {
            var work = new DefaultExchange(camel);
            assertThat(queue.offer(work)).isTrue();
            assertThat(queue.offer(new DefaultExchange(camel))).as("its size").isFalse();

            queues.end();

            assertThat(queue.poll(1, TimeUnit.HOURS)).isSameAs(work);
        }
    }
}
