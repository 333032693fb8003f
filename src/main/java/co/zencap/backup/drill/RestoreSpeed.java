package co.zencap.backup.drill;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.verify.SpeedTrend;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.camel.Body;

/** The step of {@code measure-restore}: each restoration test that passed also tells how fast restores are. */
public final class RestoreSpeed {
    private static final int LOOKED_AT = 60;
    private static final Duration KNOWN_FOR = Duration.ofDays(400);

    /** Of fewer bytes the time says more about the start of programs than about the speed. */
    private static final long FEWEST_BYTES = 1 << 20;

    /** What is over in less is nobody's worry, however fast it was before. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(10);

    private final TestQueries tests;
    private final Clock clock;

    /** What is restored in a phase of its own. */
    private enum Part {
        DATABASE("restore", "databases are", RestoredBytes::database),
        FILES("files", "files are", RestoredBytes::files);

        private final String phase;
        private final String words;
        private final ToLongFunction<RestoredBytes> bytes;

        Part(String phase, String words, ToLongFunction<RestoredBytes> bytes) {
            this.phase = phase;
            this.words = words;
            this.bytes = bytes;
        }

        long millis(TestTimes test) {
            return test.timings().path(phase).asLong();
        }
    }

    /** What one test measured of one part. */
    private record Sample(long bytes, long millis) {
        boolean tells() {
            return bytes >= FEWEST_BYTES && millis > 0;
        }

        double bytesPerSecond() {
            return bytes * 1e3 / millis;
        }
    }

    public RestoreSpeed(TestQueries tests, Clock clock) {
        this.tests = tests;
        this.clock = clock;
    }

    /**
     * What is to be told after a test that passed, which the catalog knows by now. Only tests of the same target and type are
     * compared: others run on another server. Throws while the catalog is away.
     */
    public Sightings sightings(@Body Operation test) {
        List<TestTimes> series = tests
                .times(List.of(test.target()), clock.instant().minus(KNOWN_FOR))
                .stream()
                .filter(TestTimes::passed)
                .filter(each -> each.testType().equals(test.result().get("testType")))
                .limit(LOOKED_AT)
                .toList();
        Map<String, RestoredBytes> sizes =
                tests.restoredBytes(series.stream().map(TestTimes::backupId).collect(Collectors.toSet()));
        var alerts = new ArrayList<Alert>();
        for (Part part : Part.values()) {
            List<Sample> samples = series.stream()
                    .filter(each -> sizes.containsKey(each.backupId()))
                    .map(each -> new Sample(part.bytes.applyAsLong(sizes.get(each.backupId())), part.millis(each)))
                    .filter(Sample::tells)
                    .toList();
            SpeedTrend.of(samples.stream().map(Sample::bytesPerSecond).toList())
                    .filter(slow -> samples.get(0).millis() >= WORTH_TELLING.toMillis())
                    .ifPresent(slow -> alerts.add(alert(test, part, slow)));
        }
        return new Sightings(
                "restore speed of " + test.target() + " by " + test.result().get("testType"), clock.instant(), alerts);
    }

    private Alert alert(Operation test, Part part, SpeedTrend.Slowdown slow) {
        var problem = new Problem(
                "Restores of " + test.target() + " have become slow",
                "Twice in a row " + part.words + " restored at less than a third of the usual speed of a "
                        + test.result().get("testType") + ": " + megabytes(slow.now()) + " instead of "
                        + megabytes(slow.median()) + " MB a second.",
                "A recovery would take as much longer: look at the disk and the load of the server that tests restore into;"
                        + " ./zencap objectives shows what that means for yours.");
        return Alert.of(Level.WARNING, "restoration-test", test, problem, clock.instant())
                .about("slow by " + test.result().get("testType") + ", " + part.words);
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
