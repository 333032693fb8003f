package co.zencap.backup.bench;

import co.zencap.backup.postgres.Lsn;
import java.util.ArrayList;
import java.util.List;

/** How far what is stored of a log was behind the server, looked at a few times a second. Not for several threads. */
final class WalLag {
    private record Place(long at, Lsn written) {}

    private final List<Place> written = new ArrayList<>();
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> megabytes = new ArrayList<>();

    void look(Lsn now, Lsn stored) {
        long at = System.nanoTime();
        written.add(new Place(at, now));
        megabytes.add(Math.max(0, now.value() - stored.value()) / 1e6);
        seconds.add(behind(at, stored));
    }

    /** For how long there has been log that is not stored. */
    private double behind(long at, Lsn stored) {
        for (Place place : written) {
            if (!stored.reaches(place.written())) {
                return (at - place.at()) / 1e9;
            }
        }
        return 0;
    }

    double medianSeconds() {
        return median(seconds);
    }

    double mostSeconds() {
        return seconds.stream().mapToDouble(s -> s).max().orElse(0);
    }

    double medianMegabytes() {
        return median(megabytes);
    }

    double mostMegabytes() {
        return megabytes.stream().mapToDouble(s -> s).max().orElse(0);
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().skip(all.size() / 2).findFirst().orElse(0.0);
    }
}
