package co.zencap.backup.chaos.longrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CourseTest {
    private final Random random = new Random(7);

    @Test
    void aLeakOfOneWithEachBackupShowsThroughNoise() {
        assertThat(course(1).growth(Vitals::threads, 40)).isBetween(0.8, 1.2);
        assertThat(course(1).growth(Vitals::files, 40)).isZero();
    }

    @Test
    void whatOnlyGoesUpAndDownIsFlat() {
        assertThat(course(0).growth(Vitals::threads, 40)).isBetween(-0.1, 0.1);
    }

    private Course course(int leaked) {
        var course = new Course();
        for (int backup = 5; backup <= 200; backup += 5) {
            int threads = 100 + leaked * backup + random.nextInt(9) + (backup == 100 ? 300 : 0);
            course.add(new Vitals(backup, 1 << 26, threads, 90, 40, 4, 0, 0, 1.5, 900, 40));
        }
        return course;
    }
}
