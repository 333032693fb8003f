package co.zencap.backup.client;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Progress;
import co.zencap.backup.terminal.ProgressLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Follows an operation to its end, by asking again and again, and shows how far it is. */
public final class OperationWatch {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Question question;
    private final ProgressLine line;
    private final Clock clock;
    private final Pause pause;
    private String phase = "";
    private Instant phaseSince = Instant.EPOCH;
    private long bytesBefore;

    /** What goes by between two questions. */
    public interface Pause {
        void take() throws InterruptedException;
    }

    /** Asks how an operation stands now. */
    public interface Question {
        Operation ask(String operationId) throws ApiFailure;
    }

    public OperationWatch(ApiClient api, ProgressLine line, Clock clock, Pause pause) {
        this(api::operation, line, clock, pause);
    }

    /** @param question for an operation that no service runs */
    public OperationWatch(Question question, ProgressLine line, Clock clock, Pause pause) {
        this.question = question;
        this.line = line;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Waits until it ended, well or not. A service that is away for a moment is asked again.
     *
     * @throws ApiFailure when the service stays away or no longer knows the operation
     */
    public Operation toTheEnd(Operation started) throws ApiFailure, InterruptedException {
        Operation now = started;
        Instant lastAnswer = clock.instant();
        while (now.isRunning()) {
            show(now);
            pause.take();
            try {
                now = question.ask(started.id());
                lastAnswer = clock.instant();
            } catch (ApiFailure e) {
                if (e.exitStatus() != ExitStatus.UNREACHABLE || !clock.instant().isBefore(lastAnswer.plus(PATIENCE))) {
                    throw e;
                }
            }
        }
        line.clear();
        return now;
    }

    private void show(Operation operation) {
        Progress progress = operation.progress();
        if (!phase.equals(operation.phase())) {
            phase = operation.phase();
            phaseSince = clock.instant();
            bytesBefore = progress.bytes();
        }
        line.show(operation.kind() + ": " + phase, figures(progress));
    }

    private String figures(Progress progress) {
        var figures = new ArrayList<String>();
        if (progress.percent() != null) {
            figures.add(progress.percent() + " %");
        }
        if (progress.bytes() > 0) {
            figures.add(
                    progress.totalBytes() == null
                            ? Figures.bytes(progress.bytes())
                            : Figures.bytes(progress.bytes()) + " of " + Figures.bytes(progress.totalBytes()));
            Duration time = Duration.between(phaseSince, clock.instant());
            if (time.toMillis() >= 500 && progress.bytes() > bytesBefore) {
                figures.add(Figures.rate(progress.bytes() - bytesBefore, time));
            }
        }
        return String.join("  ", List.copyOf(figures));
    }
}
