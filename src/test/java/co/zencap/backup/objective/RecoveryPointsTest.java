package co.zencap.backup.objective;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.objective.Compliance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryPointsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Map<String, BackupRow> newest = new HashMap<>();
    private final Map<String, Instant> begun = new HashMap<>();

    @Test
    void theAgeOfTheNewestBackupIsWhatWouldBeLost() {
        backup("shop", 60, "local");
        assertThat(shop().measured()).contains(HOUR);
        assertThat(shop().verdict()).isEqualTo(Verdict.MET);

        backup("shop", 61, "local");
        assertThat(shop().verdict()).as("a timer may take a moment").isEqualTo(Verdict.MET);

        backup("shop", 62, "local");
        assertThat(shop().verdict()).isEqualTo(Verdict.MISSED);
        assertThat(shop().detail()).contains("shop-62");
    }

    @Test
    void aFullSystemBackupHoldsEveryTarget() {
        backup("shop", 300, "local");
        backup("shop-full", 20, "s3");

        assertThat(shop().measured()).contains(Duration.ofMinutes(20));
        assertThat(shop().verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void whatIsBeingMadeInTimeKeepsTheObjective() {
        backup("shop", 63, "local");
        begun.put("shop", NOW.minus(Duration.ofMinutes(3)));
        assertThat(shop().verdict()).isEqualTo(Verdict.MET);
        assertThat(shop().measured()).contains(Duration.ofMinutes(63));

        backup("shop", 200, "local");
        begun.put("shop", NOW.minus(Duration.ofMinutes(62)));
        assertThat(shop().verdict()).as("it does not end").isEqualTo(Verdict.MISSED);
    }

    @Test
    void aBackupThatNobodyHoldsWholeIsNone() {
        assertThat(shop().verdict()).isEqualTo(Verdict.MISSED);
        backup("shop", 1);
        assertThat(shop().verdict()).isEqualTo(Verdict.MISSED);
        assertThat(shop().measured()).isEmpty();

        begun.put("shop-full", NOW);
        assertThat(shop().verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aScheduleThatCannotKeepItIsToldWhileAllIsWell() {
        backup("shop", 3, "local");
        Compliance fresh = shop(Optional.of(Duration.ofHours(2)));
        assertThat(fresh.verdict()).isEqualTo(Verdict.AT_RISK);
        assertThat(fresh.detail()).contains("up to 120 minutes between two backups");
        assertThat(fresh.hint()).contains("BACKUP_SCHEDULE_", "BACKUP_RPO_");

        backup("shop", 100, "local");
        Compliance late = shop(Optional.of(Duration.ofHours(2)));
        assertThat(late.verdict()).isEqualTo(Verdict.MISSED);
        assertThat(late.detail()).contains("shop-100", "up to 120 minutes");
    }

    private Compliance shop() {
        return shop(Optional.empty());
    }

    private Compliance shop(Optional<Duration> gap) {
        return new RecoveryPoints("shop-full", Set.of(), newest, begun).judge("shop", HOUR, gap, NOW);
    }

    private void backup(String target, int minutesAgo, String... repositories) {
        Instant at = NOW.minus(Duration.ofMinutes(minutesAgo));
        begun.put(target, at);
        newest.put(
                target,
                new BackupRow(
                        target + "-" + minutesAgo,
                        target,
                        "database",
                        at,
                        1,
                        1,
                        true,
                        List.of(repositories),
                        false,
                        false,
                        true,
                        true,
                        null,
                        null));
    }
}
