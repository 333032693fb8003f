package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSpaceTest {
    private final TestDisk disk = new TestDisk();
    private final LocalSpace space = new LocalSpace(disk, Path.of("/srv/backups"), 90, "shop", Clock.systemUTC());

    @Test
    void crossingTheMarkIsToldOnce() throws Exception {
        disk.used = 900;
        assertThat(space.crossed()).isNull();
        assertThat(space.excess()).isZero();

        disk.used = 951;
        assertThat(space.excess()).isEqualTo(51);
        assertThat(space.crossed().problem().sentence())
                .contains("95 % full, above the mark of 90 %", "/srv/backups", "HINT:");
        disk.used = 990;
        assertThat(space.crossed()).isNull();

        disk.used = 100;
        assertThat(space.crossed()).isNull();
        disk.used = 951;
        assertThat(space.crossed()).isNotNull();
    }

    @Test
    void aMarkOfAHundredIsNeverCrossed() throws Exception {
        var never = new LocalSpace(disk, Path.of("/srv/backups"), 100, "shop", Clock.systemUTC());
        disk.used = 1000;

        assertThat(never.crossed()).isNull();
        assertThat(never.excess()).isZero();
    }

    @Test
    void aRealDiskIsAskedEachTime(@TempDir Path folder) throws Exception {
        var real = new LocalSpace(LocalSpace.Disk.of(folder), folder, 1, "shop", Clock.systemUTC());
        long before = real.excess();
        Files.write(folder.resolve("large"), new byte[64 << 20]);

        assertThat(real.excess()).isNotEqualTo(before);
    }

    @Test
    void aDiskThatIsGoneIsNotAnEmptyOne(@TempDir Path folder) {
        assertThatThrownBy(() -> LocalSpace.Disk.of(folder.resolve("gone")).total())
                .hasMessageContaining("HINT:");
    }

    /** A disk of 1000 bytes. */
    private static final class TestDisk implements LocalSpace.Disk {
        private long used;

        @Override
        public long total() {
            return 1000;
        }

        @Override
        public long usable() {
            return 1000 - used;
        }
    }
}
