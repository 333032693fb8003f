package co.zencap.backup.demo;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.client.OperationWatch;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.terminal.ProgressLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main job in front of a person's eyes: a backup, and all that the service does with it by itself. */
final class MainJob {
    private static final int RECENT = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Kind> PROOFS = List.of(Kind.UPLOAD, Kind.VERIFICATION, Kind.RESTORATION_TEST);

    private final ApiClient api;
    private final ProgressLine line;
    private final Clock clock;
    private final OperationWatch.Pause pause;

    MainJob(ApiClient api, ProgressLine line, Clock clock, OperationWatch.Pause pause) {
        this.api = api;
        this.line = line;
        this.clock = clock;
        this.pause = pause;
    }

    /** The operations in order, each ended; fewer than four when the backup failed. */
    List<Operation> run() throws ApiFailure, IOException, InterruptedException {
        var ended = new ArrayList<Operation>();
        Operation backup = watch(start());
        ended.add(backup);
        if (backup.state() == State.SUCCEEDED) {
            for (Kind proof : PROOFS) {
                ended.add(watch(await(proof, backup)));
            }
        }
        return ended;
    }

    /** The service's own timer may have been quicker; then its backup is the one to follow. */
    private Operation start() throws ApiFailure {
        try {
            return api.backup("database", Optional.empty()).get(0);
        } catch (ApiFailure e) {
            if (e.exitStatus() != ExitStatus.REFUSED) {
                throw e;
            }
            return newest(o -> o.kind() == Kind.BACKUP).orElseThrow(() -> e);
        }
    }

    private Operation await(Kind kind, Operation parent) throws ApiFailure, IOException, InterruptedException {
        Instant deadline = clock.instant().plus(PATIENCE);
        Optional<Operation> child = Optional.empty();
        while (child.isEmpty()) {
            if (clock.instant().isAfter(deadline)) {
                throw new IOException("The service did not begin the " + kind + " of backup " + parent.backupId()
                        + ". HINT: its log says why.");
            }
            line.show(kind + ": waiting", "");
            pause.take();
            child = newest(o -> o.kind() == kind && parent.id().equals(o.parentId()));
        }
        return child.get();
    }

    private Optional<Operation> newest(java.util.function.Predicate<Operation> wanted) throws ApiFailure {
        return api.operations(RECENT).stream().filter(wanted).findFirst();
    }

    private Operation watch(Operation started) throws ApiFailure, InterruptedException {
        Operation ended = new OperationWatch(api, line, clock, pause).toTheEnd(started);
        String time = ended.durationMillis() == null ? "" : Figures.duration(Duration.ofMillis(ended.durationMillis()));
        line.done(String.format("  %-16s %-40s %8s", ended.kind(), ended.state(), time));
        return ended;
    }
}
