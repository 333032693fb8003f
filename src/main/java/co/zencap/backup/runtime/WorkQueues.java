package co.zencap.backup.runtime;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.BlockingQueueFactory;

/**
 * The queues behind {@code seda:}. At the end of the service their routes are stopped one after the other, and each waits
 * for its polls, which last a while because they shall cost nothing; so at the end polls become short everywhere at once.
 */
final class WorkQueues implements BlockingQueueFactory<Exchange> {
    private static final Duration AT_THE_END = Duration.ofMillis(10);

    private volatile boolean ending;

    /** From now on no poll lasts long. */
    void end() {
        ending = true;
    }

    @Override
    public BlockingQueue<Exchange> create() {
        return create(Integer.MAX_VALUE);
    }

    @Override
    public BlockingQueue<Exchange> create(int size) {
        return new Queue(size);
    }

    private final class Queue extends LinkedBlockingQueue<Exchange> {
        private Queue(int size) {
            super(size);
        }

        @Override
        public Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
            return super.poll(
                    ending ? Math.min(AT_THE_END.toNanos(), unit.toNanos(timeout)) : unit.toNanos(timeout),
                    TimeUnit.NANOSECONDS);
        }
    }
}
