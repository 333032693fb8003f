package co.zencap.backup.postgres;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a copy of somebody's cluster must not do while we look at it: whatever its own configuration says, it reaches nobody,
 * archives nowhere, subscribes to nothing, runs no jobs, and never takes the folder of the original for its own. Given on the
 * command line, where it wins over every file.
 */
final class Quarantine {
    private Quarantine() {}

    /**
     * The settings.
     *
     * @param data the copy's data directory
     * @param major the server's major version
     */
    static Map<String, String> settings(Path data, int major) {
        var all = new LinkedHashMap<String, String>();
        // A postgresql.conf may name the original's, which -D does not change.
        all.put("data_directory", data.toString());
        all.put("external_pid_file", "");
        all.put("ssl", "off");
        all.put("huge_pages", "off");
        all.put("logging_collector", "off");
        all.put("log_destination", "stderr");
        all.put("log_min_messages", "warning");
        all.put("log_statement", "none");
        all.put("lc_messages", "C");
        all.put("archive_mode", "off");
        if (major >= 15) {
            all.put("archive_library", "");
        }
        all.put("archive_cleanup_command", "");
        all.put("recovery_end_command", "");
        // Subscriptions of the original would take from their publishers by its slots.
        all.put("max_logical_replication_workers", "0");
        all.put("primary_conninfo", "");
        all.put("primary_slot_name", "");
        all.put("synchronous_standby_names", "");
        all.put("cron.launch_active_jobs", "off");
        all.put("default_transaction_read_only", "off");
        all.put("shared_buffers", "128MB");
        return all;
    }
}
