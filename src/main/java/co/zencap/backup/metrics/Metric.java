package co.zencap.backup.metrics;

import java.util.List;

/** What is measured. Names are for ever: dashboards and alert rules of others use them. Seconds, bytes, and 1 for yes. */
public enum Metric {
    SERVICE("service", "This process; always 1", "version", "node", "environment"),
    START_TIME("start_time_seconds", "When this process began, in Unix time"),
    CATALOG_ANSWERED(
            "catalog_answered_timestamp_seconds",
            "When the catalog last told what is marked as the catalog's here, in Unix time; absent before the first time"),

    COMPONENT_UP(
            "component_up",
            "Whether a part was all right when it was last looked at, at each health check: 1 or 0",
            "component",
            "state"),
    COMPONENT_GOOD(
            "component_last_good_timestamp_seconds",
            "When a part was last all right, in Unix time; absent if never",
            "component"),
    COMPONENT_RESPONSE(
            "component_response_seconds",
            "How long the last answer of the database, of the catalog or of a repository took; absent without one",
            "component"),

    BACKUP_LAST(
            "backup_last_success_timestamp_seconds",
            "When the newest backup of a target was begun, in Unix time; absent without one",
            "target"),
    BACKUP_AGE("backup_age_seconds", "How old the newest backup of a target is; absent without one", "target"),
    BACKUP_PLAIN(
            "backup_plain_bytes",
            "What the newest backup holds of its own, before compression and encryption",
            "target"),
    BACKUP_STORED("backup_stored_bytes", "What the newest backup takes in each repository", "target"),
    BACKUP_DURATION("backup_duration_seconds", "How long the newest backup took, waiting included", "target"),
    BACKUP_RUNS("backup_runs_7d", "Backups of a target that ended in the last 7 days", "target"),
    BACKUP_SUCCESS("backup_success_ratio_7d", "Those of them that succeeded, 0 to 1", "target"),
    BACKUP_SUCCESS_MIN("backup_success_ratio_min", "BACKUP_MIN_SUCCESS_RATE, 0 to 1"),

    VERIFICATION_LAST(
            "verification_last_timestamp_seconds",
            "When one of a target's last 50 backups was last read back, in Unix time; absent if never",
            "target"),
    VERIFICATION_AGE("verification_age_seconds", "How long ago that was", "target"),
    VERIFICATION_PASSED("verification_passed", "Whether it was whole: 1 or 0", "target"),

    TEST_LAST(
            "restoration_test_last_timestamp_seconds",
            "When the last restoration test of a target's backups ended, in Unix time; those of the last 62 days",
            "target",
            "type"),
    TEST_AGE("restoration_test_age_seconds", "How long ago that was", "target", "type"),
    TEST_PASSED("restoration_test_passed", "Whether all was as in the source: 1 or 0", "target", "type"),
    TEST_DURATION("restoration_test_duration_seconds", "How long it took", "target", "type"),

    OBJECTIVE_LIMIT("objective_limit_seconds", "The operator's limit", "objective", "of"),
    OBJECTIVE_MEASURED(
            "objective_measured_seconds",
            "What it was the last time; absent when nobody has measured it",
            "objective",
            "of"),
    OBJECTIVE_MET(
            "objective_met",
            "Whether the limit is kept: 1, also when that is about to change, or 0; absent when nobody knows",
            "objective",
            "of"),
    OBJECTIVE_AT_RISK("objective_at_risk", "Whether it is about to be missed: 1 or 0", "objective", "of"),

    WAL_NEWEST(
            "wal_newest_recoverable_timestamp_seconds",
            "The newest instant that base backups and the write-ahead log bring a cluster to, in Unix time; absent without"
                    + " one",
            "target"),
    WAL_LOSS("wal_loss_seconds", "How long ago that was: what would be lost now; absent without one", "target"),
    WAL_OLDEST("wal_oldest_recoverable_timestamp_seconds", "The oldest such instant; absent without one", "target"),
    WAL_WHOLE(
            "wal_whole",
            "Whether the write-ahead log follows the newest base backup without a gap: 1 or 0; absent where it is not kept",
            "target"),
    WAL_HELD("wal_held_bytes", "What the server keeps of its write-ahead log until we have it", "target"),
    WAL_BACKLOG("wal_backlog_bytes", "What of it waits on the node that receives", "target"),
    WAL_REPOSITORY_NEWEST(
            "wal_repository_newest_timestamp_seconds",
            "Before which instant all that was committed is in a repository's write-ahead log, in Unix time; only on the node"
                    + " that receives, absent until it is known",
            "repository"),
    WAL_REPOSITORY_BACKLOG(
            "wal_repository_backlog_bytes",
            "What of the write-ahead log waits for a repository; only on the node that receives",
            "repository"),

    OPERATIONS_RUNNING("operations_running", "Operations of this process that run or wait", "kind"),
    QUEUE_SIZE("queue_messages", "Messages that wait in a route's queue", "queue"),
    JOURNAL_BYTES("journal_bytes", "What waits in this node's journal until the catalog is back"),
    UPLOADS_PENDING("uploads_pending", "Copies of a target's backups that are not off site yet", "target"),
    UPLOAD_OLDEST(
            "upload_oldest_pending_timestamp_seconds",
            "When the oldest backup was begun that is not off site yet, in Unix time; absent without one",
            "target"),

    ALERTS_OPEN("alerts_open", "Alerts that are not over", "level"),
    MESSAGES_WAITING("alert_messages_waiting", "Messages that a channel has not taken yet", "channel"),

    TIMER_LAST("timer_last_timestamp_seconds", "When a timer last fired, in Unix time; absent before", "timer"),
    TIMER_NEXT("timer_next_timestamp_seconds", "When a timer fires next, in Unix time; absent if it is off", "timer"),

    DISK_SIZE("disk_size_bytes", "The disk of the local repository"),
    DISK_FREE("disk_free_bytes", "What of it can still be used"),
    DISK_GROWTH("disk_growth_bytes_per_day", "How its use grew over the last 7 days; absent while that can't be told"),
    DISK_FULL("disk_full_timestamp_seconds", "When it will be full, in Unix time; absent if it is not filling"),
    REPOSITORY_BYTES(
            "repository_bytes",
            "What a repository held of a target when it was last listed, once a day",
            "repository",
            "target"),
    REPOSITORY_OBJECTS("repository_objects", "How many objects that were", "repository", "target");

    /** In front of every name. */
    public static final String PREFIX = "zencap_";

    private final String text;
    private final String help;
    private final List<String> labels;

    Metric(String text, String help, String... labels) {
        this.text = PREFIX + text;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** As others know it. */
    public String text() {
        return text;
    }

    /** A sentence. */
    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }
}
