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
    private final LocalSpace space =
            new LocalSpace(disk, Path.of("/srv/backups"), 90, "shop", "node1", Clock.systemUTC());

    @Test
    void aDiskThatIsFullerThanTheMarkIsTold() throws Exception {
        disk.used = 900;
        assertThat(space.sightings().alerts()).isEmpty();
        assertThat(space.excess()).isZero();

        disk.used = 951;
        assertThat(space.excess()).isEqualTo(51);
        assertThat(space.sightings().alerts()).singleElement().satisfies(alert -> assertThat(
                        alert.problem().sentence())
                .contains("95 % full, above the mark of 90 %", "/srv/backups", "HINT:"));
    }

    @Test
    void aMarkOfAHundredIsNeverCrossed() throws Exception {
        var never = new LocalSpace(disk, Path.of("/srv/backups"), 100, "shop", "node1", Clock.systemUTC());
        disk.used = 1000;

        assertThat(never.sightings().alerts()).isEmpty();
        assertThat(never.excess()).isZero();
    }

    @Test
    void aRealDiskIsAskedEachTime(@TempDir Path folder) throws Exception {
        var real = new LocalSpace(LocalSpace.Disk.of(folder), folder, 1, "shop", "node1", Clock.systemUTC());
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
