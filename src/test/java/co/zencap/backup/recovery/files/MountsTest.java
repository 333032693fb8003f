package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {
    @Test
    void readsWhereFileSystemsAreMounted() throws Exception {
        Mounts mounts = Mounts.of(List.of(
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "36 22 8:2 / /srv/uploads rw shared:2 - ext4 /dev/sda2 rw",
                "37 36 0:30 / /srv/uploads/a\\040b\\134c rw - tmpfs tmpfs rw"));

        assertThat(mounts.isPoint(Path.of("/srv/uploads"))).isTrue();
        assertThat(mounts.isPoint(Path.of("/srv"))).isFalse();
        assertThat(mounts.below(Path.of("/srv/uploads"))).containsExactly(Path.of("/srv/uploads/a b\\c"));
        assertThat(mounts.below(Path.of("/srv/uploads-2"))).isEmpty();
        assertThat(Mounts.now().isPoint(Path.of("/proc"))).isTrue();
    }
}
