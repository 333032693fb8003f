package co.zencap.backup.chaos.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault at each phase: nothing false is listed as good, nothing is left behind, somebody was told, and the next run
 * succeeds without help. A few points of the day, or all of them with {@code -Pchaos}; the outcomes are in
 * {@code target/fault-matrix.md}.
 */
class FaultMatrixTest {
    private static final Path TABLE = Path.of("target/fault-matrix.md");

    @TempDir
    Path folder;

    /** A fault at a phase. */
    record Point(Phase phase, Mishap mishap) {
        @Override
        public String toString() {
            return mishap + " at " + phase;
        }
    }

    @BeforeAll
    static void beginTable() throws Exception {
        Files.writeString(TABLE, "| phase | fault | outcome |\n|---|---|---|\n");
    }

    static Stream<Point> points() {
        var all = new ArrayList<Point>();
        for (Phase phase : Phase.values()) {
            Arrays.stream(Mishap.values())
                    .filter(mishap -> mishap.makesSenseAt(phase))
                    .forEach(mishap -> all.add(new Point(phase, mishap)));
        }
        assertThat(all).hasSizeGreaterThan(80);
        String wanted = System.getProperty("chaos.points", "4");
        if (wanted.equals("all")) {
            return all.stream();
        }
        if (!wanted.matches("\\d+")) {
            return all.stream().filter(point -> point.toString().matches(wanted));
        }
        Collections.shuffle(all, new Random(LocalDate.now().toEpochDay()));
        return all.stream().limit(Integer.parseInt(wanted));
    }

    @ParameterizedTest
    @MethodSource("points")
    void isSurvived(Point point) throws Exception {
        String outcome =
                point.mishap().needsNameService() ? NameService.outcome(folder, point) : outcome(folder, point);
        Files.writeString(
                TABLE,
                "| " + point.phase() + " | " + point.mishap() + " | " + outcome + " |\n",
                StandardOpenOption.APPEND);
    }

    static String outcome(Path folder, Point point) throws Exception {
        try (var scene = new Scene(
                folder,
                point.phase(),
                point.mishap().needsServer(),
                point.mishap().needsDisk())) {
            assumeTrue(!point.mishap().needsDisk() || scene.hasDisk(), "this user may not mount a file system");
            return point.mishap() == Mishap.SERVICE_KILLED ? afterDeath(scene, point.phase()) : underFire(scene, point);
        }
    }

    private static String underFire(Scene scene, Point point) throws Exception {
        try (TestService service = scene.start()) {
            var aftermath = new Aftermath(scene, service);
            if (point.phase() == Phase.RETENTION) {
                aftermath.backUpWell();
            }
            Strike.arm(point.phase(), () -> point.mishap().strike(scene));
            List<Operation> run = aftermath.runOnce();
            assertThat(Strike.isArmed()).as("not struck").isFalse();
            scene.heal();
            aftermath.assertTold(run);
            aftermath.assertNextRunSucceeds();
            aftermath.assertNothingFalse();
            aftermath.assertNothingLeft();
            return run.stream()
                    .filter(o -> o.state() == State.FAILED)
                    .map(o -> o.kind() + " failed: " + o.problem().detail().replaceAll("[\\s|]+", " "))
                    .findFirst()
                    .map(text -> text.substring(0, Math.min(text.length(), 160)))
                    .orElse("ridden out");
        }
    }

    private static String afterDeath(Scene scene, Phase phase) throws Exception {
        assertThat(scene.runVictim()).as("killed at the phase").isTrue();
        try (TestService service = scene.start()) {
            var aftermath = new Aftermath(scene, service);
            String outcome = phase == Phase.CATALOG ? aftermath.assertListedAfterDeath() : aftermath.assertDeathTold();
            aftermath.assertNextRunSucceeds();
            aftermath.assertNothingFalse();
            aftermath.assertNothingLeft();
            return outcome;
        }
    }
}
