package co.zencap.backup.operation;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.Progress;
import co.zencap.backup.operation.Operation.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The live side of an operation: its steps report here, others take {@linkplain #snapshot() snapshots}. Thread-safe. */
public final class RunningOperation {
    private final String id;
    private final Kind kind;
    private final String target;
    private final String parentId;
    private final Clock clock;
    private final Consumer<Operation> recorder;
    private final Instant startedAt;
    private final Map<String, Object> result = new LinkedHashMap<>();

    private volatile long bytes;
    private volatile long totalBytes;
    private final Map<String, Long> timings = new LinkedHashMap<>();
    private Instant phaseStartedAt;
    private String backupId;
    private String phase = "waiting";
    private State state = State.RUNNING;
    private volatile boolean exclusive = true;
    private Instant endedAt;
    private Problem problem;

    RunningOperation(
            String id,
            Kind kind,
            String target,
            String parentId,
            String backupId,
            Clock clock,
            Consumer<Operation> recorder) {
        this.id = id;
        this.kind = kind;
        this.target = target;
        this.parentId = parentId;
        this.backupId = backupId;
        this.clock = clock;
        this.recorder = recorder;
        this.startedAt = clock.instant();
        this.phaseStartedAt = startedAt;
    }

    public String id() {
        return id;
    }

    /** What it is about. */
    public String target() {
        return target;
    }

    /** The backup that this makes or works on; recorded at once, so that it is known while this runs. */
    public void backup(String backupId) {
        Operation known;
        synchronized (this) {
            this.backupId = backupId;
            known = snapshot();
        }
        recorder.accept(known);
    }

    /**
     * Enters a phase; its progress starts anew. {@code expectedBytes} is 0 when nobody knows. Ignored after the end, of which one
     * who works beside others may not have heard.
     */
    public synchronized void phase(String phase, long expectedBytes) {
        if (state != State.RUNNING) {
            return;
        }
        timePhase();
        this.phase = phase;
        bytes = 0;
        totalBytes = expectedBytes;
    }

    /** Milliseconds that each phase took that has ended, in order. */
    public synchronized Map<String, Long> timings() {
        return new LinkedHashMap<>(timings);
    }

    private void timePhase() {
        Instant now = clock.instant();
        timings.merge(phase, Duration.between(phaseStartedAt, now).toMillis(), Long::sum);
        phaseStartedAt = now;
    }

    /** Bytes done so far in this phase; cheap enough for every buffer. */
    public void progress(long bytesSoFar) {
        bytes = bytesSoFar;
    }

    /** Adds a figure to the outcome. */
    public synchronized void result(String name, Object value) {
        result.put(name, value);
    }

    /** Ends it well. A second end is ignored: the first one told the truth. */
    public void succeed() {
        end(State.SUCCEEDED, null);
    }

    /**
     * Ends it in failure; ignored when it has ended already.
     *
     * @return whether it has not
     */
    public boolean fail(Problem why) {
        return end(State.FAILED, why);
    }

    /** It no longer keeps operations of other targets away. */
    public void release() {
        exclusive = false;
    }

    boolean isExclusive() {
        return exclusive;
    }

    public synchronized boolean isSucceeded() {
        return state == State.SUCCEEDED;
    }

    private boolean end(State how, Problem why) {
        Operation ended;
        synchronized (this) {
            if (state != State.RUNNING) {
                return false;
            }
            state = how;
            problem = why;
            timePhase();
            result.put("timingsMillis", timings());
            endedAt = clock.instant();
            ended = snapshot();
        }
        recorder.accept(ended);
        return true;
    }

    /** What is known now. */
    public synchronized Operation snapshot() {
        return new Operation(
                id,
                kind,
                target,
                parentId,
                backupId,
                state,
                phase,
                Progress.of(bytes, totalBytes),
                startedAt,
                endedAt,
                Collections.unmodifiableMap(new LinkedHashMap<>(result)),
                problem);
    }
}
