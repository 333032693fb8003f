package co.zencap.backup.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Ends a process and all that it started: asks first, then kills. Never waits for long. */
final class ProcessTree {

    private ProcessTree() {}

    static void end(Process process, Duration patience) {
        // taken before the parent dies: afterwards nobody knows whose children they were
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        if (!ended(all, patience)) {
            List<ProcessHandle> late =
                    all.stream().flatMap(ProcessHandle::descendants).toList();
            Stream.concat(all.stream(), late.stream()).forEach(ProcessHandle::destroyForcibly);
            ended(all, patience);
        }
    }

    private static boolean ended(List<ProcessHandle> all, Duration patience) {
        CompletableFuture<?>[] ends = all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
    }
}
