package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a recovery waits for backups; the other node is another instance on the same catalog. */
class RecoverySafetyTest {
    @TempDir
    Path home;

    private final PostgresUrl url = TestCluster.createDatabase();
    private final Catalog catalog = new Catalog(url, "zencap");
    private final Catalog otherCatalog = new Catalog(url, "zencap");
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Operations operations = new Operations(clock, operation -> {});
    private Settings settings;
    private RecoverySafety safety;

    @BeforeEach
    void make() throws Exception {
        settings = new SettingsReader(
                        Map.of(
                                "POSTGRES_URL_NON_POOLING",
                                Databases.text(url),
                                "BACKUP_ENCRYPTION_KEY",
                                "0123456789abcdef".repeat(4),
                                "ADMIN_API_KEY",
                                "k".repeat(40),
                                "BACKUP_MAX_DURATION_MINUTES",
                                "30"),
                        home)
                .read();
        safety = new RecoverySafety(
                settings,
                new BackupRequests(operations, Set.of(settings.target().value())),
                new BackupSlots(catalog.dataSource(), "shop", () -> 2),
                clock);
    }

    @AfterEach
    void close() {
        catalog.close();
        otherCatalog.close();
    }

    private RecoveryRun run(RecoveryStep step, Instant begunAt) {
        RunningOperation operation =
                operations.begin(Operation.Kind.RECOVERY, settings.target().value(), null);
        var record = new RecoveryRecord(
                "dr1",
                operation.id(),
                RecoveryType.DATABASE_ONLY,
                settings.target().value(),
                url.database(),
                new RecoveryRecord.Source("shop", "2026-11-24T11-00-00Z-abcdef", "local"),
                null,
                true,
                true,
                RecoveryRecord.State.RUNNING,
                List.of(new RecoveryRecord.Begun(step, begunAt)),
                null,
                List.of(),
                begunAt,
                null,
                1);
        return new RecoveryRun(operation, List.of(), List.of(), Optional.empty(), true, record);
    }

    @Test
    void aSafetyBackupThatDoesNotEndIsNotWaitedForWithoutEnd() {
        RecoveryRun run = run(RecoveryStep.SAFETY_BACKUP, clock.instant());
        assertThat(safety.requests(run)).singleElement().satisfies(request -> {
            assertThat(request.kind()).isEqualTo(Kind.DATABASE);
            assertThat(request.safetyOf()).contains("dr1");
        });

        clock.advance(Duration.ofMinutes(59));
        assertThat(safety.isRunning(run)).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(safety.isRunning(run)).isFalse();

        safety.conclude(run);
        assertThat(run.record().notes())
                .singleElement()
                .asString()
                .contains("had not ended after 1 h", "BACKUP_MAX_DURATION_MINUTES", "has gone on without it");
        assertThat(run.getOperation().snapshot().result()).doesNotContainKey("safetyBackup");
        assertThat(run.safety()).allMatch(backup -> backup.snapshot().isRunning());
    }

    /** The step was begun before the sudden end, which may be long ago. */
    @Test
    void aBackupThatRunsIsGivenTimeAlsoWhereARecoveryIsGoneOnWith() throws Exception {
        RecoveryRun run = run(RecoveryStep.SWAP, clock.instant().minus(Duration.ofHours(3)));
        var otherNode = new BackupSlots(otherCatalog.dataSource(), "shop", () -> 2);
        BackupSlots.Pause busy = otherNode.pause(Set.of(settings.target().value()));
        assertThat(busy.isReached()).isTrue();

        assertThat(safety.isAwaited(run)).isTrue();
        clock.advance(Duration.ofMinutes(4));
        assertThat(safety.isAwaited(run)).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(safety.isAwaited(run)).isFalse();

        assertThat(run.record().notes()).singleElement().asString().contains("still running after 5 minutes");
        busy.close();
        run.close();
    }
}
