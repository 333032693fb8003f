package co.zencap.backup.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where settings come from: {@code config/application.properties}, then {@code .env.local}, then the environment; the
 * later wins.
 */
public final class Variables {
    /** The names in the {@code BACKUP_} space that mean something; all others there are refused as misspelt. */
    static final Set<String> KNOWN = Set.of(
            "BACKUP_ALERT_EMAILS",
            "BACKUP_ALERT_PHONE_NUMBERS",
            "BACKUP_API_URL",
            "BACKUP_CATALOG_URL",
            "BACKUP_COMPRESSION_LEVEL",
            "BACKUP_COMPRESSION_WORKERS",
            "BACKUP_DATABASE_INTERVAL_MINUTES",
            "BACKUP_ENCRYPTION_ENABLED",
            "BACKUP_ENCRYPTION_KEY",
            "BACKUP_ESCALATION_EMAILS",
            "BACKUP_FILES_INTERVAL_MINUTES",
            "BACKUP_FILE_SETS",
            "BACKUP_FINGERPRINT",
            "BACKUP_FULL_INTERVAL_MINUTES",
            "BACKUP_HTTP_HOST",
            "BACKUP_HTTP_PORT",
            "BACKUP_LOCAL_DIR",
            "BACKUP_LOCK_WAIT_SECONDS",
            "BACKUP_MAX_CONCURRENT",
            "BACKUP_MAX_DURATION_MINUTES",
            "BACKUP_MAX_SIZE_GB",
            "BACKUP_MIN_SUCCESS_RATE",
            "BACKUP_MONITORING_WEBHOOK",
            "BACKUP_NO_PROGRESS_SECONDS",
            "BACKUP_PG_BIN",
            "BACKUP_RESTORE_JOBS",
            "BACKUP_S3_ACCOUNT",
            "BACKUP_S3_BUCKET",
            "BACKUP_S3_CHUNK_MB",
            "BACKUP_S3_ENDPOINT",
            "BACKUP_S3_OBJECT_LOCK_DAYS",
            "BACKUP_S3_OBJECT_LOCK_MODE",
            "BACKUP_S3_PATH_STYLE",
            "BACKUP_S3_PREFIX",
            "BACKUP_S3_RESTORE_DAYS",
            "BACKUP_S3_RESTORE_MAX_HOURS",
            "BACKUP_S3_RESTORE_TIER",
            "BACKUP_S3_STORAGE_CLASS",
            "BACKUP_SANDBOX_BIN",
            "BACKUP_SLACK_CHANNEL",
            "BACKUP_TARGET",
            "BACKUP_TEST_AFTER_BACKUP",
            "BACKUP_WORK_DIR");

    private static final Set<String> OTHERS = Set.of(
            "ADMIN_API_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "POSTGRES_URL",
            "POSTGRES_URL_NON_POOLING",
            "TEST_POSTGRES_URL");

    private Variables() {}

    /** The names of all settings. */
    public static Set<String> names() {
        var names = new TreeSet<String>(KNOWN);
        names.addAll(OTHERS);
        return names;
    }

    /** All variables in force. */
    public static Map<String, String> read(Path home, Map<String, String> environment) throws IOException {
        var all = new LinkedHashMap<String, String>();
        Path properties = home.resolve("config/application.properties");
        if (Files.exists(properties)) {
            var defaults = new Properties();
            try (InputStream in = Files.newInputStream(properties)) {
                defaults.load(in);
            }
            defaults.forEach((name, value) -> all.put((String) name, (String) value));
        }
        Path envFile = home.resolve(".env.local");
        if (Files.exists(envFile)) {
            all.putAll(EnvFile.read(envFile));
        }
        all.putAll(environment);
        return all;
    }
}
