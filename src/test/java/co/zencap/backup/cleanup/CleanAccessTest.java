package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that reads and deletes off site, and stores nothing there. */
class CleanAccessTest extends CleanupScene {
    private static final S3TestSettings SERVER = S3TestSettings.onS3Mock();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }

    @BeforeEach
    void storesNothing() {
        variables.put("BACKUP_S3_ACCESS", "clean");
    }

    /** Nobody sends them: who waited for that would keep them for ever, and tell of uploads that are late. */
    @Test
    void itsOwnBackupsWaitForNoOtherCopy() throws Exception {
        List<Operation> backups = start().backups(3);

        Operation cleanup = cleanUp();

        assertThat(Databases.query(catalog, "SELECT DISTINCT repository FROM zencap.backup_copies"))
                .containsExactly("local");
        assertThat(cleanup.problem()).isNull();
        assertThat(manifests(local)).containsExactly(backups.get(2).backupId());
    }
}
