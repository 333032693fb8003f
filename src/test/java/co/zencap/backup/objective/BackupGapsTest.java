package co.zencap.backup.objective;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.testing.MovableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupGapsTest {
    @TempDir
    Path home;

    @Test
    void theSpecificationsScheduleKeepsItsObjectives() {
        assertThat(tooLong(Map.of("BACKUP_FILE_SETS", "uploads=/srv/uploads"))).isEmpty();
    }

    @Test
    void anHourIsTooLongForWhatIsCritical() {
        assertThat(tooLong(Map.of("BACKUP_CRITICAL_TARGETS", "shop", "BACKUP_WAL_ENABLED", "false")))
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains(
                                "of shop is 15 minutes", "up to 60 minutes", "HINT: set BACKUP_SCHEDULE_DATABASE=15"));
        assertThat(tooLong(Map.of(
                        "BACKUP_CRITICAL_TARGETS",
                        "shop",
                        "BACKUP_WAL_ENABLED",
                        "false",
                        "BACKUP_SCHEDULE_DATABASE",
                        "15")))
                .isEmpty();
    }

    @Test
    void theLogIsThereForWhatIsCritical() {
        assertThat(tooLong(Map.of("BACKUP_CRITICAL_TARGETS", "shop"))).isEmpty();
    }

    @Test
    void fullSystemBackupsHoldEveryTarget() {
        assertThat(tooLong(Map.of(
                        "BACKUP_CRITICAL_TARGETS", "uploads",
                        "BACKUP_FILE_SETS", "uploads=/srv/uploads",
                        "BACKUP_SCHEDULE_FULL_SYSTEM", "10",
                        "BACKUP_SCHEDULE_DATABASE", "off")))
                .isEmpty();
    }

    @Test
    void theNightCountsWhenNothingIsBackedUpThen() {
        assertThat(tooLong(
                        Map.of("BACKUP_SCHEDULE_DATABASE", "0 0/30 8-17 * * ?", "BACKUP_SCHEDULE_FULL_SYSTEM", "off")))
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("up to 870 minutes"));
        assertThat(tooLong(Map.of(
                        "BACKUP_SCHEDULE_DATABASE", "0 0 3 1 * ?",
                        "BACKUP_SCHEDULE_FULL_SYSTEM", "off",
                        "BACKUP_RPO_DATABASE_MINUTES", "44640")))
                .as("a month of 31 days")
                .isEmpty();
    }

    /** Somebody, or something else, asks for backups then. */
    @Test
    void withoutAScheduleThereIsNothingToSay() {
        assertThat(tooLong(Map.of("BACKUP_SCHEDULE_DATABASE", "off", "BACKUP_SCHEDULE_FULL_SYSTEM", "off")))
                .isEmpty();
    }

    private List<String> tooLong(Map<String, String> variables) {
        var all = new HashMap<>(Map.of(
                "POSTGRES_URL_NON_POOLING",
                "postgresql://u:p@h/shop",
                "BACKUP_ENCRYPTION_KEY",
                "0123456789abcdef".repeat(4),
                "ADMIN_API_KEY",
                "k".repeat(40),
                "BACKUP_TIME_ZONE",
                "UTC"));
        all.putAll(variables);
        Settings settings = new SettingsReader(all, home).read();
        var clock = new MovableClock(Instant.parse("2026-11-24T12:00:00Z"));
        return new BackupGaps(settings, settings::timetable, clock).tooLong();
    }
}
