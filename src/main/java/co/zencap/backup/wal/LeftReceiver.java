package co.zencap.backup.wal;

import co.zencap.backup.postgres.WalSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

    /**
     * Deletes what one that was killed had only begun to make room for, as the next would go on from it and can't: a segment
     * is filled up with zeros before anything is written into it.
     */
    static void tidy(Path folder, long segmentBytes) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (WalSegment.isFile(name) && name.endsWith(WalSegment.PARTIAL)) {
                    long size = Files.size(file);
                    if (size > 0 && size < segmentBytes && isEmpty(file)) {
                        LOG.info("Deleting {}, which an earlier receiver had only begun to make room for", name);
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static boolean isEmpty(Path file) throws IOException {
        for (byte each : Files.readAllBytes(file)) {
            if (each != 0) {
                return false;
            }
        }
        return true;
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
