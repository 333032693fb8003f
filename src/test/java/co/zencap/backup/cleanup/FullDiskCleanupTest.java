package co.zencap.backup.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes from a disk that is too full, though its policy keeps it: only what is safe elsewhere. */
class FullDiskCleanupTest extends CleanupScene {
    private static final S3TestSettings SERVER = S3TestSettings.onEmbeddedS3();

    @Override
    protected S3TestSettings server() {
        return SERVER;
    }

    @BeforeEach
    void keepAllAsLongAsThereIsRoom() {
        variables.put("BACKUP_RETENTION_LOCAL", "all");
        variables.put("BACKUP_RETENTION_S3", "all");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "1");
    }

    @Test
    void aFullDiskIsRelievedOfWhatIsVerifiedOffSite() throws Exception {
        List<Operation> backups = start().backups(4);
        Databases.execute(
                catalog,
                "DELETE FROM zencap.backup_verifications WHERE repository = 's3' AND backup_id = '" + id(backups, 1)
                        + "'");

        Operation cleanup = cleanUp();

        // Some other file takes more than one percent of this disk.
        assertThat(cleanup.state()).isEqualTo(State.FAILED);
        assertThat(cleanup.problem().sentence()).contains("above the mark of 1 %", "HINT:");
        assertThat(manifests(local)).containsExactly(id(backups, 1), id(backups, 3));
        assertThat(manifests(s3)).hasSize(4);
        assertThat(audit("reason"))
                .allMatch(reason -> reason.contains("verified off site"))
                .hasSize(2);
        assertThat(restore(backups.get(1), "local").problem()).isNull();
    }

    /** Nor does a target lose its newest by a clock that ran ahead. */
    @Test
    void aFullDiskKeepsTheNewestAndWhoseTimeIsDoubtful() throws Exception {
        List<Operation> backups = start().backups(3);
        clock.set(Instant.now().plus(Duration.ofDays(1)));
        backups.add(backup());
        clock.advance(Duration.ofHours(1));
        backups.add(backup());
        clock.set(Instant.now());

        cleanUp();

        assertThat(manifests(local)).containsExactly(id(backups, 2), id(backups, 3), id(backups, 4));
        assertThat(manifests(s3)).hasSize(5);
    }

    @Test
    void aFullDiskKeepsAllWhileNoneIsVerifiedThereAndThenTheLastThatIs() throws Exception {
        List<Operation> backups = start().backups(4);
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_verifications SET outcome = 'failed' WHERE repository = 'local'"
                        + " AND backup_id <> '" + id(backups, 0) + "'");
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_verifications SET repository = 'elsewhere' WHERE repository = 'local'"
                        + " AND backup_id = '" + id(backups, 0) + "'");

        cleanUp();
        assertThat(manifests(local)).hasSize(4);

        Databases.execute(
                catalog, "UPDATE zencap.backup_verifications SET repository = 'local' WHERE repository = 'elsewhere'");
        cleanUp();
        assertThat(manifests(local)).containsExactly(id(backups, 0), id(backups, 3));
        assertThat(manifests(s3)).hasSize(4);
    }
}
