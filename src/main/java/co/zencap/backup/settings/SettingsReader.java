package co.zencap.backup.settings;

import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.Settings.AdminKey;
import co.zencap.backup.settings.Settings.FingerprintLevel;
import co.zencap.backup.settings.Settings.Http;
import co.zencap.backup.settings.Settings.Https;
import co.zencap.backup.settings.Settings.Limits;
import co.zencap.backup.settings.Settings.Performance;
import co.zencap.backup.settings.Settings.TestCommand;
import co.zencap.backup.settings.Settings.TestPage;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.tls.CertificateFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes {@link Settings} from variables, or says in one sentence which of them is wrong. */
public final class SettingsReader extends VariableReader {
    private static final long GIGA = 1_000_000_000;

    private final Map<String, String> variables;
    private final Path home;
    private final MasterKeyReader masterKeys;
    private final S3SettingsReader s3;
    private final AlertsReader alerts;
    private final ObjectivesReader objectives;
    private final TracingReader tracing;
    private final WalReader wal;
    private final OidcReader oidc;
    private final TargetsReader targets;

    /**
     * @param variables by name; where they come from is {@link Variables}' business
     * @param home the installation; relative paths are resolved against it
     */
    public SettingsReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.variables = variables;
        this.home = home;
        this.masterKeys = new MasterKeyReader(variables, home);
        this.s3 = new S3SettingsReader(variables, home);
        this.alerts = new AlertsReader(variables, home);
        this.objectives = new ObjectivesReader(variables, home);
        this.tracing = new TracingReader(variables, home);
        this.wal = new WalReader(variables, home);
        this.oidc = new OidcReader(variables, home);
        this.targets = new TargetsReader(variables, home);
    }

    /** @throws IllegalArgumentException with a sentence and a hint when something is missing, unknown or contradictory */
    public Settings read() {
        refuseUnknown();
        PostgresUrl database = database();
        boolean encryption = flag("BACKUP_ENCRYPTION_ENABLED", true);
        TargetId target =
                text("BACKUP_TARGET").map(TargetId::new).orElseGet(() -> TargetId.ofDatabase(database.database()));
        AlertSettings told = alerts.read(zone());
        var primary = new DatabaseTarget(target, database);
        List<FileSet> sets = new FileSetsReader(home).read(text("BACKUP_FILE_SETS"));
        TargetTerms terms = targets.read(primary, sets);
        var databases = new Databases(
                Stream.concat(Stream.of(primary), terms.databases().stream()).toList(), terms.servers());
        Settings.Objectives limits = objectives.read(terms);
        Optional<WalSettings> log = wal.read(databases.configured(), limits);
        Settings settings = new Settings(
                text(Variables.ENVIRONMENT).orElse(Variables.PRODUCTION),
                home,
                path("BACKUP_WORK_DIR", ".zencap/work"),
                target,
                database,
                databases,
                url("BACKUP_CATALOG_URL").or(() -> url("POSTGRES_URL")).orElse(database),
                url("TEST_POSTGRES_URL"),
                url("STAGING_POSTGRES_URL"),
                path("BACKUP_LOCAL_DIR", "backups"),
                encryption,
                masterKey(encryption),
                Duration.ofDays(number("BACKUP_KEY_MAX_AGE_DAYS", 730, 1, 36_500)),
                s3.read(),
                s3.retrieval(),
                s3.reuse(),
                new Http(
                        text("BACKUP_HTTP_HOST").orElse("127.0.0.1"),
                        number("BACKUP_HTTP_PORT", 3000, 1, 65535),
                        CertificateFiles.of(variables, home)
                                .map(files -> new Https(number("BACKUP_HTTPS_PORT", 3443, 1, 65535), files)),
                        text("BACKUP_TRUSTED_PROXIES")
                                .map(explained("BACKUP_TRUSTED_PROXIES", TrustedProxies::parse))
                                .orElseGet(() -> new TrustedProxies(List.of()))),
                adminKey(),
                metricsToken(),
                oidc.read(),
                told,
                new Limits(
                        Duration.ofMinutes(number("BACKUP_MAX_DURATION_MINUTES", 60, 1, 60 * 24 * 14)),
                        Duration.ofSeconds(number("BACKUP_NO_PROGRESS_SECONDS", 600, 5, 86_400)),
                        Duration.ofSeconds(number("BACKUP_LOCK_WAIT_SECONDS", 60, 1, 86_400)),
                        number("BACKUP_MAX_SIZE_GB", 10, 1, 1_000_000) * GIGA,
                        number("BACKUP_MIN_SUCCESS_RATE", 95, 0, 100)),
                limits,
                performance(Performance.ofMachine()),
                choice("BACKUP_FINGERPRINT", FingerprintLevel.class, FingerprintLevel.FULL),
                Duration.ofDays(number("BACKUP_VERIFY_DAYS", 7, 1, 366)),
                flag("BACKUP_TEST_AFTER_BACKUP", true),
                sets,
                timetable(Map.of(), zone(), told.email().isPresent(), log.isPresent()),
                terms.schedules(),
                new RetentionReader(home, text("BACKUP_S3_BUCKET").isPresent(), terms.policies())
                        .read(
                                text("BACKUP_RETENTION_LOCAL"),
                                text("BACKUP_RETENTION_S3"),
                                number("BACKUP_RETENTION_MAX_PURGE_PERCENT", 50, 1, 100),
                                number("BACKUP_ORPHAN_GRACE_HOURS", 24, 1, 24 * 366),
                                number("BACKUP_LOCAL_HIGH_WATER_PERCENT", 90, 1, 100),
                                number("BACKUP_HISTORY_DAYS", 730, 90, 36_600)),
                new StoragePricesReader(home)
                        .read(text("BACKUP_STORAGE_CURRENCY").orElse("USD")),
                text("BACKUP_PG_BIN").map(home::resolve),
                text("BACKUP_SANDBOX_BIN").map(home::resolve),
                text("BACKUP_TEST_COMMAND").map(this::testCommand),
                text("BACKUP_TEST_URL").map(this::testPage),
                tracing.read(),
                log);
        FileSetsReader.check(settings);
        TargetsReader.check(settings);
        S3SettingsReader.check(settings);
        RetentionReader.check(settings);
        AlertsReader.check(settings);
        ObjectivesReader.check(settings);
        return settings;
    }

    /** Words are parted by blanks, and nothing else means anything: no shell sees them. */
    private TestCommand testCommand(String text) {
        List<String> words = List.of(text.strip().split("\\s+"));
        Path program = home.resolve(words.get(0)).toAbsolutePath().normalize();
        if (!Files.isExecutable(program) || Files.isDirectory(program)) {
            throw new IllegalArgumentException("BACKUP_TEST_COMMAND names no program: there is no executable file "
                    + program + ". HINT: write its path first, then its arguments, parted by blanks; put what needs"
                    + " quotes or a shell into a script.");
        }
        var all = new ArrayList<String>(words);
        all.set(0, program.toString());
        return new TestCommand(
                List.copyOf(all), Duration.ofMinutes(number("BACKUP_TEST_COMMAND_MINUTES", 10, 1, 24 * 60)));
    }

    /** A password in front of the host would never be sent, and shown by whatever shows the address. */
    private TestPage testPage(String text) {
        URI url = webhook("BACKUP_TEST_URL", text);
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("BACKUP_TEST_URL holds a name or a password, which is not sent."
                    + " HINT: name a page that needs none, such as one that tells of the application's health.");
        }
        return new TestPage(url, Duration.ofSeconds(number("BACKUP_TEST_URL_SECONDS", 60, 1, 24 * 60 * 60)));
    }

    private PostgresUrl database() {
        return url("POSTGRES_URL_NON_POOLING")
                .or(() -> url("POSTGRES_URL"))
                .orElseThrow(() -> new IllegalArgumentException("No database is set."
                        + " HINT: set POSTGRES_URL_NON_POOLING=postgresql://user:password@host:5432/database,"
                        + " or try ./zencap demo, which needs nothing."));
    }

    private Optional<MasterKey> masterKey(boolean encryption) {
        Optional<MasterKey> key = masterKeys.read();
        if (encryption && key.isEmpty()) {
            throw new IllegalArgumentException("BACKUP_ENCRYPTION_KEY is not set, and backups are encrypted."
                    + " HINT: make a key with ./zencap keygen and keep a copy apart from the backups: without it they"
                    + " can't be restored.");
        }
        return key;
    }

    private AdminKey adminKey() {
        return new AdminKey(longEnough(
                "ADMIN_API_KEY",
                text("ADMIN_API_KEY")
                        .orElseThrow(() -> new IllegalArgumentException("ADMIN_API_KEY is not set."
                                + " HINT: make one with ./zencap keygen --admin; callers of the API show it."))));
    }

    private Optional<AdminKey> metricsToken() {
        Optional<String> token = text("BACKUP_METRICS_TOKEN").map(t -> longEnough("BACKUP_METRICS_TOKEN", t));
        if (token.isPresent() && token.equals(text("ADMIN_API_KEY"))) {
            throw new IllegalArgumentException(
                    "BACKUP_METRICS_TOKEN is the same as ADMIN_API_KEY, so that whoever reads"
                            + " the metrics could do everything. HINT: make another one with ./zencap keygen --admin, or leave it"
                            + " out.");
        }
        return token.map(AdminKey::new);
    }

    private static String longEnough(String name, String key) {
        if (key.length() < AdminKey.SHORTEST) {
            throw new IllegalArgumentException(name + " has " + key.length() + " characters, but needs at least "
                    + AdminKey.SHORTEST + ". HINT: make one with ./zencap keygen --admin.");
        }
        return key;
    }

    /**
     * The times of all schedules.
     *
     * @param others for those that no variable names
     * @param reports whether anybody can get one
     * @param log whether the write-ahead log is kept
     */
    Timetable timetable(Map<Schedule, Optional<Timing>> others, ZoneId zone, boolean reports, boolean log) {
        var timings = new EnumMap<Schedule, Timing>(Schedule.class);
        for (Schedule schedule : Schedule.values()) {
            text(schedule.variable())
                    .map(explained(schedule.variable(), Timing::parse))
                    .or(() -> Optional.ofNullable(others.get(schedule)))
                    .orElseGet(() -> Timing.parse(schedule.byDefault()))
                    .filter(timing -> reports || !schedule.isReport())
                    .filter(timing -> log || !schedule.isOfTheLog())
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
}
