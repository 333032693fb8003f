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
 * Where settings come from: {@code config/application.properties}, then that of the environment (development, staging,
 * production), then {@code .env.local}, then the process's variables; the later wins. In each of these {@code X_FILE} may name
 * a file that holds the value of X.
 */
public final class Variables {
    /** The names in the {@code BACKUP_} space that mean something; all others there are refused as misspelt. */
    static final Set<String> KNOWN = Set.of(
            "BACKUP_ALERT_EMAILS",
            "BACKUP_ALERT_PHONE_NUMBERS",
            "BACKUP_ALLOW_INTERNAL_ADDRESSES",
            "BACKUP_API_KEY",
            "BACKUP_API_URL",
            "BACKUP_CATALOG_URL",
            "BACKUP_COMPRESSION_LEVEL",
            "BACKUP_COMPRESSION_WORKERS",
            "BACKUP_CRITICAL_TARGETS",
            "BACKUP_ENCRYPTION_ENABLED",
            "BACKUP_ENCRYPTION_KEY",
            "BACKUP_ENCRYPTION_KEYS_OLD",
            "BACKUP_ENVIRONMENT",
            "BACKUP_ESCALATION_EMAILS",
            "BACKUP_FILE_SETS",
            "BACKUP_FINGERPRINT",
            "BACKUP_FURTHER_TARGETS",
            "BACKUP_HEARTBEAT_BACKUP_URL",
            "BACKUP_HEARTBEAT_URL",
            "BACKUP_HISTORY_DAYS",
            "BACKUP_HTTPS_PORT",
            "BACKUP_HTTP_HOST",
            "BACKUP_HTTP_PORT",
            "BACKUP_KEY_MAX_AGE_DAYS",
            "BACKUP_KMS_ENDPOINT",
            "BACKUP_LOCAL_DIR",
            "BACKUP_LOCAL_HIGH_WATER_PERCENT",
            "BACKUP_LOCK_WAIT_SECONDS",
            "BACKUP_MAX_CONCURRENT",
            "BACKUP_MAX_DURATION_MINUTES",
            "BACKUP_MAX_SIZE_GB",
            "BACKUP_METRICS_TOKEN",
            "BACKUP_MIN_SUCCESS_RATE",
            "BACKUP_MONITORING_WEBHOOK",
            "BACKUP_NO_PROGRESS_SECONDS",
            "BACKUP_OIDC_AUDIENCE",
            "BACKUP_OIDC_CA",
            "BACKUP_OIDC_ISSUER",
            "BACKUP_OIDC_JWKS_URL",
            "BACKUP_OIDC_NAME_CLAIM",
            "BACKUP_OIDC_ROLES",
            "BACKUP_OIDC_ROLES_CLAIM",
            "BACKUP_ORPHAN_GRACE_HOURS",
            "BACKUP_PG_BIN",
            "BACKUP_PUBLIC_URL",
            "BACKUP_RESTORE_JOBS",
            "BACKUP_RETENTION_LOCAL",
            "BACKUP_RETENTION_MAX_PURGE_PERCENT",
            "BACKUP_RETENTION_S3",
            "BACKUP_RPO_CRITICAL_MINUTES",
            "BACKUP_RPO_DATABASE_MINUTES",
            "BACKUP_RPO_FILES_MINUTES",
            "BACKUP_RTO_DATABASE_MINUTES",
            "BACKUP_RTO_FILES_MINUTES",
            "BACKUP_RTO_FULL_SYSTEM_MINUTES",
            "BACKUP_S3_ACCESS",
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
            "BACKUP_S3_REUSE_DAYS",
            "BACKUP_S3_STORAGE_CLASS",
            "BACKUP_SANDBOX_BIN",
            "BACKUP_SCHEDULE_BACKUP_STATUS",
            "BACKUP_SCHEDULE_BASE",
            "BACKUP_SCHEDULE_BASE_INCREMENTAL",
            "BACKUP_SCHEDULE_CLEANUP",
            "BACKUP_SCHEDULE_COMPREHENSIVE_VERIFICATION",
            "BACKUP_SCHEDULE_DAILY_REPORT",
            "BACKUP_SCHEDULE_DATABASE",
            "BACKUP_SCHEDULE_DISASTER_SIMULATION",
            "BACKUP_SCHEDULE_FILES",
            "BACKUP_SCHEDULE_FULL_SYSTEM",
            "BACKUP_SCHEDULE_FULL_TEST",
            "BACKUP_SCHEDULE_HEALTH_CHECK",
            "BACKUP_SCHEDULE_QUICK_TEST",
            "BACKUP_SCHEDULE_QUICK_VERIFICATION",
            "BACKUP_SCHEDULE_WEEKLY_REPORT",
            "BACKUP_SENDGRID_URL",
            "BACKUP_SLACK_CHANNEL",
            "BACKUP_SMTP_FROM",
            "BACKUP_SMTP_PASSWORD",
            "BACKUP_SMTP_STARTTLS",
            "BACKUP_SMTP_URL",
            "BACKUP_SMTP_USER",
            "BACKUP_STORAGE_CURRENCY",
            "BACKUP_TARGET",
            "BACKUP_TEST_AFTER_BACKUP",
            "BACKUP_TEST_COMMAND",
            "BACKUP_TEST_COMMAND_MINUTES",
            "BACKUP_TEST_URL",
            "BACKUP_TEST_URL_SECONDS",
            "BACKUP_TIME_ZONE",
            "BACKUP_TLS_CA",
            "BACKUP_TLS_CERTIFICATE",
            "BACKUP_TLS_KEY",
            "BACKUP_TRUSTED_PROXIES",
            "BACKUP_VAULT_AUTH_MOUNT",
            "BACKUP_VAULT_KUBERNETES_JWT",
            "BACKUP_VAULT_KUBERNETES_ROLE",
            "BACKUP_VAULT_ROLE_ID",
            "BACKUP_VAULT_SECRET_ID",
            "BACKUP_VERIFY_DAYS",
            "BACKUP_WAL_BACKLOG_MB",
            "BACKUP_WAL_ENABLED",
            "BACKUP_WAL_MAX_SEGMENT_SECONDS",
            "BACKUP_WAL_SLOT_MAX_MB",
            "BACKUP_WEBHOOKS",
            "BACKUP_WEBHOOK_SECRET",
            "BACKUP_WORK_DIR");

    /** Names the environment, and with it the file of its settings. */
    static final String ENVIRONMENT = "BACKUP_ENVIRONMENT";

    static final String PRODUCTION = "production";

    private static final Set<String> OTHERS = Set.of(
            "ADMIN_API_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "DISASTER_WEBHOOK_URL",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "OTEL_RESOURCE_ATTRIBUTES",
            "OTEL_SDK_DISABLED",
            "OTEL_SERVICE_NAME",
            "OTEL_TRACES_SAMPLER",
            "OTEL_TRACES_SAMPLER_ARG",
            "POSTGRES_URL",
            "POSTGRES_URL_NON_POOLING",
            "SENDGRID_API_KEY",
            "SENDGRID_FROM_EMAIL",
            "SLACK_API_URL",
            "SLACK_BOT_TOKEN",
            "SLACK_SIGNING_SECRET",
            "SLACK_WEBHOOK_URL",
            "STAGING_POSTGRES_URL",
            "TEST_POSTGRES_URL",
            "TWILIO_API_URL",
            "TWILIO_AUTH_TOKEN",
            "TWILIO_PHONE_NUMBER",
            "TWILIO_SID");

    private Variables() {}

    /** The names of all settings. */
    public static Set<String> names() {
        var names = new TreeSet<String>(KNOWN);
        names.addAll(OTHERS);
        return names;
    }

    /**
     * All variables in force.
     *
     * @throws IllegalArgumentException when there are no settings for the environment that is named
     */
    public static Map<String, String> read(Path home, Map<String, String> environment) throws IOException {
        Map<String, String> defaults = properties(home, "application.properties");
        Path envFile = home.resolve(".env.local");
        var set = new LinkedHashMap<String, String>(
                Files.exists(envFile) ? SecretFiles.read(EnvFile.read(envFile), home) : Map.of());
        SecretFiles.lay(SecretFiles.read(environment, home), set);

        var all = new LinkedHashMap<String, String>(defaults);
        String name = set.getOrDefault(ENVIRONMENT, defaults.getOrDefault(ENVIRONMENT, ""))
                .strip();
        if (!name.isEmpty()) {
            String own = "application-" + name + ".properties";
            if (!name.matches("[a-z][a-z0-9-]*")
                    || !Files.exists(home.resolve("config").resolve(own))) {
                throw new IllegalArgumentException(ENVIRONMENT + " names an environment without settings."
                        + " HINT: use development, staging or production, or add config/application-NAME.properties.");
            }
            SecretFiles.lay(properties(home, own), all);
        }
        SecretFiles.lay(set, all);
        return all;
    }

    private static Map<String, String> properties(Path home, String name) throws IOException {
        Path file = home.resolve("config").resolve(name);
        var read = new LinkedHashMap<String, String>();
        if (Files.exists(file)) {
            var properties = new Properties();
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
            properties.forEach((key, value) -> read.put((String) key, (String) value));
        }
        return SecretFiles.read(read, home);
    }
}
