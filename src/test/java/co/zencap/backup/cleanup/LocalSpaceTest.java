package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSpaceTest {
    private final Disk disk = new Disk();
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
        var real = new LocalSpace(Files.getFileStore(folder), folder, 1, "shop", Clock.systemUTC());
        long before = real.excess();
        Files.write(folder.resolve("large"), new byte[64 << 20]);

        assertThat(real.excess()).isNotEqualTo(before);
    }

    /** A disk of 1000 bytes. */
    private static final class Disk extends FileStore {
        private long used;

        @Override
        public long getTotalSpace() {
            return 1000;
        }

        @Override
        public long getUsableSpace() {
            return 1000 - used;
        }

        @Override
        public long getUnallocatedSpace() {
            return 1000 - used;
        }

        @Override
        public String name() {
            return "disk";
        }

        @Override
        public String type() {
            return "test";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            return null;
        }
    }
}
