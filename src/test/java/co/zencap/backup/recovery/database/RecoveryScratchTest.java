package co.zencap.backup.recovery.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.PostgresUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryScratchTest {
    @TempDir
    Path folder;

    @Test
    void roomIsAskedForWhereSomebodyKnowsHowMuchThereIs() throws Exception {
        RecoveryScratch scratch = RecoveryScratch.make(
                folder, PostgresUrl.parse("postgresql://u:p@h/shop"), new RecoveryNames("shop", "dr1"));

        assertThatThrownBy(() -> scratch.requireSpace(Long.MAX_VALUE)).hasMessageContaining("BACKUP_WORK_DIR");

        scratch.close(); // nobody knows of a folder that is not there, as in a chroot without mounts
        assertThatCode(() -> scratch.requireSpace(Long.MAX_VALUE)).doesNotThrowAnyException();
    }
}
