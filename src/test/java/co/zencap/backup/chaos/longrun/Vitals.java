package co.zencap.backup.chaos.longrun;

import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a process has in use between two backups, when nothing runs.
 *
 * @param backup how many backups there have been
 * @param heap bytes that are alive
 * @param files open files and pipes; 0 where there is no {@code /proc}
 * @param sockets and selectors, of the store as well, which come and go with its requests
 * @param connections to the three databases
 * @param scratch bytes in the work folder
 * @param inflight exchanges
 * @param seconds per backup since the last time, with its proof and a cleanup
 * @param rows that the catalog's server has read per backup since the last time
 * @param requests to the store per backup since the last time
 */
record Vitals(
        int backup,
        long heap,
        int threads,
        int files,
        int sockets,
        int connections,
        long scratch,
        int inflight,
        double seconds,
        double rows,
        double requests) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** What a backup took since the last time. */
    record Effort(double seconds, double rows, double requests) {}

    static Vitals take(int backup, TestService service, Path work, List<String> databases, Effort effort)
            throws IOException {
        System.gc();
        System.gc();
        return new Vitals(
                backup,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                descriptors(false),
                descriptors(true),
                connections(databases),
                scratch(work),
                service.camel().getInflightRepository().size(),
                effort.seconds(),
                effort.rows(),
                effort.requests());
    }

    private static int descriptors(boolean sockets) {
        String[] open = DESCRIPTORS.toFile().list();
        int count = 0;
        for (String one : open == null ? new String[0] : open) {
            try {
                String what = Files.readSymbolicLink(DESCRIPTORS.resolve(one)).toString();
                boolean file = what.startsWith("/") || what.startsWith("pipe:");
                count += file != sockets ? 1 : 0;
            } catch (IOException e) {
                // Closed between listing and looking: not open.
                continue;
            }
        }
        return count;
    }

    private static int connections(List<String> databases) {
        String sessions = "SELECT pid FROM pg_stat_activity WHERE application_name <> 'test' AND datname ";
        String ours = databases.stream().map(name -> "'" + name + "'").collect(Collectors.joining(",", "IN (", ")"));
        return Databases.query(TestCluster.get().url("postgres"), sessions + ours)
                        .size()
                + Databases.query(TestCluster.sandbox().url("postgres"), sessions + "<> ''")
                        .size();
    }

    private static long scratch(Path work) throws IOException {
        return Folders.files(work).stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
    }

    /** The threads there are, by name without numbers, the most frequent first; for whoever looks for a leak. */
    static String threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(
                        t -> t.getName().replaceAll("[0-9a-f]{8,}|\\d+", "#"), Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(20)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
    }
}
