package co.zencap.backup.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
    @Test
    void aDiskSaysHowMuchIsLeft(@TempDir Path folder) {
        FreeSpace space = FreeSpace.of(folder);

        assertThat(space.isKnown()).isTrue();
        assertThat(space.isLessThan(1)).isFalse();
        assertThat(space.isLessThan(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void whatNobodyKnowsKeepsNothingFromBeginning(@TempDir Path folder) {
        FreeSpace space = FreeSpace.of(folder.resolve("not there"));

        assertThat(space.isKnown()).isFalse();
        assertThat(space.isLessThan(Long.MAX_VALUE)).isFalse();
    }
}
