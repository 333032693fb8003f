package co.zencap.backup.settings;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.PartSize;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.Settings.AdminKey;
import co.zencap.backup.settings.Settings.FingerprintLevel;
import co.zencap.backup.settings.Settings.Http;
import co.zencap.backup.settings.Settings.Limits;
import co.zencap.backup.settings.Settings.Performance;
import co.zencap.backup.target.TargetId;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes {@link Settings} from variables, or says in one sentence which of them is wrong. */
public final class SettingsReader {
    private static final int MEBI = 1 << 20;
    private static final long GIGA = 1_000_000_000;
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private final Map<String, String> variables;
    private final Path home;

    /**
     * @param variables by name; where they come from is {@link Variables}' business
     * @param home the installation; relative paths are resolved against it
     */
    public SettingsReader(Map<String, String> variables, Path home) {
        this.variables = variables;
        this.home = home;
    }

    /** @throws IllegalArgumentException with a sentence and a hint when something is missing, unknown or contradictory */
    public Settings read() {
        refuseUnknown();
        PostgresUrl database = database();
        boolean encryption = flag("BACKUP_ENCRYPTION_ENABLED", true);
        TargetId target =
                text("BACKUP_TARGET").map(TargetId::new).orElseGet(() -> TargetId.ofDatabase(database.database()));
        Settings settings = new Settings(
                text(Variables.ENVIRONMENT).orElse(Variables.PRODUCTION),
                home,
                path("BACKUP_WORK_DIR", ".zencap/work"),
                target,
                database,
                url("BACKUP_CATALOG_URL").or(() -> url("POSTGRES_URL")).orElse(database),
                url("TEST_POSTGRES_URL"),
                path("BACKUP_LOCAL_DIR", "backups"),
                encryption,
                masterKey(encryption),
                s3(),
                retrieval(),
                new Http(text("BACKUP_HTTP_HOST").orElse("127.0.0.1"), number("BACKUP_HTTP_PORT", 3000, 1, 65535)),
                adminKey(),
                text("BACKUP_MONITORING_WEBHOOK").map(u -> webhook("BACKUP_MONITORING_WEBHOOK", u)),
                new Limits(
                        Duration.ofMinutes(number("BACKUP_MAX_DURATION_MINUTES", 60, 1, 60 * 24 * 14)),
                        Duration.ofSeconds(number("BACKUP_NO_PROGRESS_SECONDS", 600, 5, 86_400)),
                        Duration.ofSeconds(number("BACKUP_LOCK_WAIT_SECONDS", 60, 1, 86_400)),
                        number("BACKUP_MAX_SIZE_GB", 10, 1, 1_000_000) * GIGA,
                        number("BACKUP_MIN_SUCCESS_RATE", 95, 0, 100)),
                performance(Performance.ofMachine()),
                choice("BACKUP_FINGERPRINT", FingerprintLevel.class, FingerprintLevel.FULL),
                Duration.ofDays(number("BACKUP_VERIFY_DAYS", 7, 1, 366)),
                flag("BACKUP_TEST_AFTER_BACKUP", true),
                new FileSetsReader(home).read(text("BACKUP_FILE_SETS")),
                timetable(Map.of(), zone()),
                new RetentionReader(home, text("BACKUP_S3_BUCKET").isPresent())
                        .read(
                                text("BACKUP_RETENTION_LOCAL"),
                                text("BACKUP_RETENTION_S3"),
                                number("BACKUP_RETENTION_MAX_PURGE_PERCENT", 50, 1, 100),
                                number("BACKUP_ORPHAN_GRACE_HOURS", 24, 1, 24 * 366),
                                number("BACKUP_LOCAL_HIGH_WATER_PERCENT", 90, 1, 100)),
                text("BACKUP_PG_BIN").map(home::resolve),
                text("BACKUP_SANDBOX_BIN").map(home::resolve));
        FileSetsReader.check(settings);
        RetentionReader.check(settings);
        s3Account();
        return settings;
    }

    /** The off-site repository alone, for whoever needs neither database nor keys. */
    public Optional<S3Settings> readS3() {
        refuseUnknown();
        return s3();
    }

    /** The account of the bucket policy's user; empty where none is set. */
    public Optional<String> s3Account() {
        Optional<String> account = text("BACKUP_S3_ACCOUNT");
        if (account.isPresent() && !account.get().matches("\\d{12}")) {
            throw new IllegalArgumentException(
                    "BACKUP_S3_ACCOUNT is '" + account.get() + "'. HINT: write the 12 digits" + " of the AWS account.");
        }
        return account;
    }

    /** A misspelt setting would silently do nothing; on the worst day that is too late to notice. */
    private void refuseUnknown() {
        var unknown = new TreeSet<String>();
        for (String name : variables.keySet()) {
            if (name.startsWith("BACKUP_") && !Variables.KNOWN.contains(name)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Unknown setting " + String.join(", ", unknown)
                    + ". HINT: config/application.properties lists all settings; remove or correct it.");
        }
    }

    private PostgresUrl database() {
        return url("POSTGRES_URL_NON_POOLING")
                .or(() -> url("POSTGRES_URL"))
                .orElseThrow(() -> new IllegalArgumentException("No database is set."
                        + " HINT: set POSTGRES_URL_NON_POOLING=postgresql://user:password@host:5432/database,"
                        + " or try ./zencap demo, which needs nothing."));
    }

    private Optional<MasterKey> masterKey(boolean encryption) {
        Optional<MasterKey> key = text("BACKUP_ENCRYPTION_KEY").map(MasterKey::parse);
        if (encryption && key.isEmpty()) {
            throw new IllegalArgumentException("BACKUP_ENCRYPTION_KEY is not set, and backups are encrypted."
                    + " HINT: make a key with ./zencap keygen and keep a copy apart from the backups: without it they"
                    + " can't be restored.");
        }
        return key;
    }

    private AdminKey adminKey() {
        String key = text("ADMIN_API_KEY")
                .orElseThrow(() -> new IllegalArgumentException("ADMIN_API_KEY is not set."
                        + " HINT: make one with ./zencap keygen --admin; callers of the API show it."));
        if (key.length() < AdminKey.SHORTEST) {
            throw new IllegalArgumentException("ADMIN_API_KEY has " + key.length() + " characters, but needs at least "
                    + AdminKey.SHORTEST + ". HINT: make one with ./zencap keygen --admin.");
        }
        return new AdminKey(key);
    }

    private Optional<S3Settings> s3() {
        Optional<String> bucket = text("BACKUP_S3_BUCKET");
        if (bucket.isEmpty()) {
            text("BACKUP_S3_ENDPOINT").ifPresent(e -> {
                throw new IllegalArgumentException("BACKUP_S3_ENDPOINT is set, but BACKUP_S3_BUCKET is not."
                        + " HINT: set both, or neither to keep backups on this machine only.");
            });
            return Optional.empty();
        }
        Optional<String> accessKey = text("AWS_ACCESS_KEY_ID");
        Optional<String> secretKey = text("AWS_SECRET_ACCESS_KEY");
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException("Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set."
                    + " HINT: set both, or neither to use the machine's own role.");
        }
        Optional<URI> endpoint = text("BACKUP_S3_ENDPOINT").map(u -> webhook("BACKUP_S3_ENDPOINT", u));
        return Optional.of(new S3Settings(
                bucket.get(),
                text("AWS_REGION").orElse("us-east-1"),
                endpoint,
                flag("BACKUP_S3_PATH_STYLE", endpoint.isPresent()),
                text("BACKUP_S3_PREFIX").orElse(""),
                accessKey.map(a -> new S3Settings.Credentials(a, secretKey.orElseThrow())),
                chunkSize(PartSize.SMALLEST),
                storageClass(),
                objectLock(),
                S3Settings.Limits.DEFAULT));
    }

    /** What is archived at once can't be read back, and what can't be read back is not verified. */
    private Optional<String> storageClass() {
        Optional<String> storageClass = text("BACKUP_S3_STORAGE_CLASS");
        if (storageClass.filter(ARCHIVES::contains).isPresent()) {
            throw new IllegalArgumentException("BACKUP_S3_STORAGE_CLASS is " + storageClass.get()
                    + ", from which nothing can be read at once, so that new backups could not be verified."
                    + " HINT: leave it out; the lifecycle rules of ./zencap s3 setup archive what is old.");
        }
        return storageClass;
    }

    private Optional<ObjectLock> objectLock() {
        if (text("BACKUP_S3_OBJECT_LOCK_DAYS").isEmpty()) {
            text("BACKUP_S3_OBJECT_LOCK_MODE").ifPresent(mode -> {
                throw new IllegalArgumentException("BACKUP_S3_OBJECT_LOCK_MODE is set, but BACKUP_S3_OBJECT_LOCK_DAYS"
                        + " is not. HINT: set both, or neither to store without locks.");
            });
            return Optional.empty();
        }
        return Optional.of(new ObjectLock(
                choice("BACKUP_S3_OBJECT_LOCK_MODE", ObjectLock.Mode.class, ObjectLock.Mode.GOVERNANCE),
                number("BACKUP_S3_OBJECT_LOCK_DAYS", 30, 1, 36_500)));
    }

    private S3Retrieval.Terms retrieval() {
        return new S3Retrieval.Terms(
                choice("BACKUP_S3_RESTORE_TIER", S3Retrieval.Tier.class, S3Retrieval.Tier.STANDARD),
                number("BACKUP_S3_RESTORE_DAYS", 3, 1, 365),
                Duration.ofHours(number("BACKUP_S3_RESTORE_MAX_HOURS", 50, 1, 24 * 14)));
    }

    /** The times of all schedules; {@code others} for those that no variable names. */
    Timetable timetable(Map<Schedule, Optional<Timing>> others, ZoneId zone) {
        var timings = new EnumMap<Schedule, Timing>(Schedule.class);
        for (Schedule schedule : Schedule.values()) {
            text(schedule.variable())
                    .map(explained(schedule.variable(), Timing::parse))
                    .or(() -> Optional.ofNullable(others.get(schedule)))
                    .orElseGet(() -> Timing.parse(schedule.byDefault()))
                    .ifPresent(timing -> timings.put(schedule, timing));
        }
        return new Timetable(timings, zone);
    }

    private ZoneId zone() {
        try {
            return text("BACKUP_TIME_ZONE").map(ZoneId::of).orElseGet(ZoneId::systemDefault);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "BACKUP_TIME_ZONE is no time zone. HINT: write it like Europe/Berlin or UTC.", e);
        }
    }

    /** How much of the machine a run may use; {@code others} where no variable says. */
    Performance performance(Performance others) {
        return new Performance(
                number("BACKUP_MAX_CONCURRENT", others.maxConcurrentBackups(), 1, Performance.MOST_BACKUPS),
                number("BACKUP_COMPRESSION_LEVEL", others.compressionLevel(), 1, 19),
                number("BACKUP_COMPRESSION_WORKERS", others.compressionWorkers(), 0, 64),
                number("BACKUP_RESTORE_JOBS", others.restoreJobs(), 1, 64));
    }

    /** Bytes per part of an upload; {@code others} where no variable says. */
    long chunkSize(long others) {
        return (long) number("BACKUP_S3_CHUNK_MB", (int) (others / MEBI), 5, 5120) * MEBI;
    }

    private static URI webhook(String name, String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not a URL. HINT: write it like https://host/path.");
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    name + " is not an http or https URL. HINT: write it like https://host/path.");
        }
        return uri;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    private Optional<PostgresUrl> url(String name) {
        return text(name).map(explained(name, PostgresUrl::parse));
    }

    private Path path(String name, String byDefault) {
        return home.resolve(text(name).orElse(byDefault)).normalize();
    }

    private boolean flag(String name, boolean byDefault) {
        return text(name)
                .map(v -> switch (v.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException(name + " is '" + v + "'. HINT: write true or false.");
                })
                .orElse(byDefault);
    }

    private int number(String name, int byDefault, int least, int most) {
        return text(name)
                .map(v -> {
                    if (!v.matches("\\d{1,9}") || Integer.parseInt(v) < least || Integer.parseInt(v) > most) {
                        throw new IllegalArgumentException(name + " is '" + v + "', but must be a whole number from "
                                + least + " to " + most + ". HINT: leave it out for " + byDefault + ".");
                    }
                    return Integer.parseInt(v);
                })
                .orElse(byDefault);
    }

    private <E extends Enum<E>> E choice(String name, Class<E> type, E byDefault) {
        return text(name)
                .map(v -> {
                    for (E each : type.getEnumConstants()) {
                        if (each.name().equalsIgnoreCase(v)) {
                            return each;
                        }
                    }
                    throw new IllegalArgumentException(name + " is '" + v + "'. HINT: write one of "
                            + String.join(
                                    ", ",
                                    java.util.Arrays.stream(type.getEnumConstants())
                                            .map(e -> e.name().toLowerCase(Locale.ROOT))
                                            .toList())
                            + ".");
                })
                .orElse(byDefault);
    }

    private static <T> Function<String, T> explained(String name, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        };
    }
}
