package co.zencap.backup.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads whether and how the write-ahead log is kept. */
final class WalReader extends VariableReader {
    private static final long MEBI = 1L << 20;

    WalReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    /** Of a critical database the log is kept unless somebody says otherwise; of any other only if somebody says so. */
    Optional<WalSettings> read(List<DatabaseTarget> databases, Settings.Objectives objectives) {
        boolean critical =
                databases.stream().anyMatch(database -> objectives.critical().contains(database.name()));
        var settings = new WalSettings(
                Duration.ofSeconds(number("BACKUP_WAL_MAX_SEGMENT_SECONDS", 60, 5, 3600)),
                number("BACKUP_WAL_SLOT_MAX_MB", 4096, 64, 10_000_000) * MEBI,
                number("BACKUP_WAL_BACKLOG_MB", 2048, 64, 10_000_000) * MEBI);
        return flag("BACKUP_WAL_ENABLED", critical) ? Optional.of(settings) : Optional.empty();
    }
}
