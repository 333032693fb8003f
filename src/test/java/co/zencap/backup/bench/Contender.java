package co.zencap.backup.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** One way of doing the job, and how long it took each time. */
final class Contender {

    /** Does the job once. */
    interface Job {
        /** @return seconds, or a negative number to have the wall clock taken */
        double run() throws Exception;
    }

    private final String name;
    private final boolean ownWork;
    private final Job job;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Usage> usages = new ArrayList<>();
    private String result = "";

    Contender(String name, Job job) {
        this(name, false, job);
    }

    private Contender(String name, boolean ownWork, Job job) {
        this.name = name;
        this.ownWork = ownWork;
        this.job = job;
    }

    /** One whose work this process does. */
    static Contender inProcess(String name, Job job) {
        return new Contender(name, true, job);
    }

    /**
     * Does the job.
     *
     * @param server the database server's process
     * @param bystanders other programs that have no part in it
     */
    void sample(long server, Set<Long> bystanders) throws Exception {
        usages.add(Usage.of(
                () -> {
                    long start = System.nanoTime();
                    double own = job.run();
                    double wall = (System.nanoTime() - start) / 1e9;
                    seconds.add(own >= 0 ? own : wall);
                },
                ownWork,
                server,
                bystanders));
    }

    /** What was made of it last, such as how many bytes were stored. */
    void result(String text) {
        result = text;
    }

    String result() {
        return result;
    }

    double cpuSeconds() {
        return median(usages.stream().map(Usage::cpuSeconds).toList());
    }

    long peakMegabytes() {
        return usages.stream().mapToLong(Usage::peakBytes).max().orElse(0) >> 20;
    }

    /** Forgets what was measured. */
    void forget() {
        seconds.clear();
        usages.clear();
    }

    String name() {
        return name;
    }

    List<Double> seconds() {
        return seconds;
    }

    double median() {
        return median(seconds);
    }

    private static double median(List<Double> samples) {
        var sorted = new ArrayList<>(samples);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
