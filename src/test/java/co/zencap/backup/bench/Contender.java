package co.zencap.backup.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One way of doing the job, and how long it took each time. */
final class Contender {

    /** Does the job once. */
    interface Job {
        /** @return seconds, or a negative number to have the wall clock taken */
        double run() throws Exception;
    }

    private final String name;
    private final Job job;
    private final List<Double> seconds = new ArrayList<>();

    Contender(String name, Job job) {
        this.name = name;
        this.job = job;
    }

    void sample() throws Exception {
        long start = System.nanoTime();
        double own = job.run();
        double wall = (System.nanoTime() - start) / 1e9;
        seconds.add(own >= 0 ? own : wall);
    }

    String name() {
        return name;
    }

    List<Double> seconds() {
        return seconds;
    }

    double median() {
        var sorted = new ArrayList<>(seconds);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
