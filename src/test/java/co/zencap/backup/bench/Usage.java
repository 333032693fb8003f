package co.zencap.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job used beside time, by Linux's {@code /proc}: of this process, of the programs it ran, and of the database server.
 *
 * @param cpuSeconds of all three
 * @param peakBytes most that was resident at once, looked at twenty times a second: of the programs, and of this process
 *     where it does the job itself; the server, which is the same for all, is left out
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record Usage(double cpuSeconds, long peakBytes) {
    private static final int TICKS_A_SECOND = 100;
    private static final int PAGE = 4096;
    private static final long LOOK_MILLIS = 50;

    /**
     * Runs a job.
     *
     * @param ownWork whether this process does it, not a program
     * @param server the database server's process
     * @param bystanders other programs of this process that have no part in the job
     */
    static Usage of(Job job, boolean ownWork, long server, Set<Long> bystanders) throws Exception {
        var others = new HashSet<>(bystanders);
        others.add(server);
        var peak = new Peak(ownWork, others);
        double before = cpu(ProcessHandle.current().pid()) + cpu(server);
        var looking = new Thread(peak, "peak-memory");
        looking.start();
        try {
            job.run();
        } finally {
            looking.interrupt();
            looking.join();
        }
        return new Usage(cpu(ProcessHandle.current().pid()) + cpu(server) - before, peak.bytes);
    }

    interface Job {
        void run() throws Exception;
    }

    /** Of a process and of all its children that have ended. */
    private static double cpu(long pid) throws IOException {
        String[] fields = stat(pid);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) { // utime, stime, cutime, cstime
            ticks += Long.parseLong(fields[field]);
        }
        return (double) ticks / TICKS_A_SECOND;
    }

    /** What follows the program's name, which may hold anything. */
    private static String[] stat(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    private static final class Peak implements Runnable {
        private final boolean ownWork;
        private final Set<Long> bystanders;
        private volatile long bytes;

        Peak(boolean ownWork, Set<Long> bystanders) {
            this.ownWork = ownWork;
            this.bystanders = bystanders;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    bytes = Math.max(bytes, resident());
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the job is over
            }
        }

        private long resident() {
            ProcessHandle self = ProcessHandle.current();
            Set<Long> others = bystanders.stream()
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                    .map(ProcessHandle::pid)
                    .collect(Collectors.toSet());
            Stream<Long> programs = self.descendants().map(ProcessHandle::pid).filter(pid -> !others.contains(pid));
            return Stream.concat(ownWork ? Stream.of(self.pid()) : Stream.empty(), programs)
                    .mapToLong(Peak::resident)
                    .sum();
        }

        private static long resident(long pid) {
            try {
                return Long.parseLong(stat(pid)[21]) * PAGE;
            } catch (IOException e) {
                return 0; // it has ended
            }
        }
    }
}
