package co.zencap.backup.wal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A receiving program whose service was killed: it goes on, keeps the slot from us, and what it receives nobody sends. Its
 * folder is in the work folder, which only one service uses at a time, so that it is nobody else's.
 */
final class LeftReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(LeftReceiver.class);
    private static final long SECONDS = 10;

    private LeftReceiver() {}

    /**
     * Ends it.
     *
     * @param folder where it receives, as it was told
     */
    static void end(Path folder) {
        String argument = "--directory=" + folder.toAbsolutePath();
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(all -> Arrays.asList(all).contains(argument))
                        .isPresent())
                .forEach(LeftReceiver::end);
    }

    private static void end(ProcessHandle process) {
        LOG.warn("Ending process {}, which an earlier service left: it receives the log for nobody", process.pid());
        process.destroyForcibly();
        try {
            process.onExit().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Process {} does not end", process.pid());
        }
    }
}
