package co.zencap.backup.settings;

import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.Globs;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.storage.StoragePrices;
import co.zencap.backup.target.ByTarget;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.tls.CertificateFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that an operator can set, checked. {@link SettingsReader} makes it from variables.
 *
 * @param environment development, staging or production: whose settings are in force
 * @param home the installation: holds routes/ and config/
 * @param workDir private scratch space: journal, plaintext of restoration tests while they run
 * @param target names the service, and the primary database in paths, tables and alerts
 * @param database the primary database, which is that of the variables
 * @param databases it and all others that are backed up
 * @param catalog where history is kept
 * @param sandbox where restoration tests restore to; empty: a throwaway local cluster
 * @param staging where full tests restore to; empty: as the others
 * @param localDir the local repository
 * @param encryption whether artifacts are encrypted
 * @param masterKey wraps data keys and signs manifests; empty only without encryption
 * @param keyMaxAge how long a master key should be in use at most
 * @param s3 the off-site repository; empty without one
 * @param retrieval how backups come back from an archive tier of that
 * @param reuse how old what is off site may be that a new backup of files refers to; empty: any
 * @param http where the API listens
 * @param adminKey what callers of the API show
 * @param metricsToken what whoever reads the metrics may show in its place; empty without one
 * @param oidc whose tokens open what keys do; empty: nobody's
 * @param alerts who is told of what, and how
 * @param limits what ends a run that takes too long
 * @param objectives how long a recovery may take, and how much may be lost
 * @param performance how much of the machine a run may use
 * @param fingerprint how much of the tables' content is fingerprinted
 * @param verifyEvery how often the comprehensive verification reads each backup
 * @param testAfterBackup whether each new backup is restored into the sandbox and compared
 * @param fileSets folders that are backed up beside the database
 * @param timetable when work is done
 * @param schedules of targets whose backups have a time of their own
 * @param retention how long they are kept
 * @param prices what storage costs
 * @param sandboxBin server programs for the throwaway cluster; empty: this machine's
 * @param testCommand what else a restored database must pass
 * @param testPage what must answer then
 * @param tracing where traces go; empty: there are none
 * @param wal how the write-ahead log is kept; empty: it is not
 * @param postgresBin where pg_dump and its kin are; empty: looked for in the usual places
 */
public record Settings(
        String environment,
        Path home,
        Path workDir,
        TargetId target,
        PostgresUrl database,
        Databases databases,
        PostgresUrl catalog,
        Optional<PostgresUrl> sandbox,
        Optional<PostgresUrl> staging,
        Path localDir,
        boolean encryption,
        Optional<MasterKey> masterKey,
        Duration keyMaxAge,
        Optional<S3Settings> s3,
        S3Retrieval.Terms retrieval,
        Optional<Duration> reuse,
        Http http,
        AdminKey adminKey,
        Optional<AdminKey> metricsToken,
        Optional<OidcSettings> oidc,
        AlertSettings alerts,
        Limits limits,
        Objectives objectives,
        Performance performance,
        FingerprintLevel fingerprint,
        Duration verifyEvery,
        boolean testAfterBackup,
        List<FileSet> fileSets,
        Timetable timetable,
        ByTarget<OwnTiming> schedules,
        RetentionSettings retention,
        StoragePrices prices,
        Optional<Path> postgresBin,
        Optional<Path> sandboxBin,
        Optional<TestCommand> testCommand,
        Optional<TestPage> testPage,
        Optional<TracingSettings> tracing,
        Optional<WalSettings> wal) {

    /** The schema that holds the catalog; left out of dumps of the database it lives in. */
    public static final String CATALOG_SCHEMA = "zencap";

    /** The file set of this installation's configuration, in full system backups. */
    public static final TargetId CONFIGURATION = new TargetId("configuration");

    /**
     * @param host address to listen on
     * @param port TCP port of plain HTTP
     * @param https what is spoken in place of plain HTTP; empty: that
     * @param proxies which are believed when they say for whom they call
     */
    public record Http(String host, int port, Optional<Https> https, TrustedProxies proxies) {
        /** The port that is open: one alone is. */
        public int openPort() {
            return https.map(Https::port).orElse(port);
        }
    }

    /**
     * @param port TCP port
     * @param files of the certificate
     */
    public record Https(int port, CertificateFiles files) {}

    /**
     * A program of the operator's that is run against each restored database.
     *
     * @param words the program's file and its arguments
     * @param limit when it is ended
     */
    public record TestCommand(List<String> words, Duration limit) {}

    /**
     * A page of the operator's application, which uses the restored database by then.
     *
     * @param url may hold a secret behind its path: only its server is ever shown
     * @param limit how long it may take until it answers
     */
    public record TestPage(URI url, Duration limit) {
        /** The server, for a person. */
        public String server() {
            return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        }

        @Override
        public String toString() {
            return "TestPage[" + server() + "]";
        }
    }

    /** A secret that does not print itself. */
    public record AdminKey(String secret) {
        static final int SHORTEST = 32;

        @Override
        public String toString() {
            return "AdminKey[...]";
        }
    }

    /**
     * @param wallClock longest time that one dump or restore may take
     * @param noProgress longest time without a byte
     * @param lockWait longest wait for a table's lock
     * @param size bytes of a stored backup above which somebody is told
     * @param successRate percent of backups that succeed, below which somebody is told
     */
    public record Limits(Duration wallClock, Duration noProgress, Duration lockWait, long size, int successRate) {}

    /**
     * @param databaseTime longest time until the database is back
     * @param filesTime longest time until the files are back
     * @param fullSystemTime longest time until all is back
     * @param databasePoint of how long the database's latest changes may be lost
     * @param filesPoint of how long the files' latest changes may be lost
     * @param criticalPoint the same of critical targets
     * @param critical names of databases or of file sets whose latest changes matter most
     * @param own what single targets have of their own
     */
    public record Objectives(
            Duration databaseTime,
            Duration filesTime,
            Duration fullSystemTime,
            Duration databasePoint,
            Duration filesPoint,
            Duration criticalPoint,
            Set<String> critical,
            ByTarget<OwnObjectives> own) {
        public Objectives {
            critical = Set.copyOf(critical);
        }

        /** What holds for a target: its own, else {@code usual}, or less when it is critical. */
        public Duration point(String target, Duration usual) {
            return own.of(target)
                    .flatMap(OwnObjectives::point)
                    .orElse(critical.contains(target) && criticalPoint.compareTo(usual) < 0 ? criticalPoint : usual);
        }

        /** Of how long the latest changes of a database may be lost. */
        public Duration pointOfDatabase(String target) {
            return point(target, databasePoint);
        }

        /** The longest time until a database is back. */
        public Duration timeOfDatabase(String target) {
            return own.of(target).flatMap(OwnObjectives::time).orElse(databaseTime);
        }
    }

    /**
     * What a single target has of its own; what is empty is as for all.
     *
     * @param point of how long its latest changes may be lost
     * @param time the longest time until it is back
     */
    public record OwnObjectives(Optional<Duration> point, Optional<Duration> time) {}

    /**
     * @param maxConcurrentBackups backups that may run at a time
     * @param compressionLevel of Zstandard
     * @param compressionWorkers threads that compress
     * @param restoreJobs connections that pg_restore and the comparison use
     */
    public record Performance(int maxConcurrentBackups, int compressionLevel, int compressionWorkers, int restoreJobs) {
        /** More would only stand in each other's way. */
        public static final int MOST_BACKUPS = 16;

        static Performance ofMachine() {
            int cores = Runtime.getRuntime().availableProcessors();
            return new Performance(2, 3, Math.min(cores, 8), Math.min(Math.max(cores, 2), 8));
        }
    }

    /** Names full system backups: database, globals, files and configuration under one id. */
    public TargetId fullTarget() {
        String name = target.value();
        return new TargetId(name.substring(0, Math.min(name.length(), 58)) + "-full");
    }

    /** Names base backups of the database's cluster, and its write-ahead log. */
    public TargetId baseTarget() {
        return baseTarget(target);
    }

    /** The same of any database. */
    public static TargetId baseTarget(TargetId database) {
        String name = database.value();
        return new TargetId(name.substring(0, Math.min(name.length(), 58)) + "-base");
    }

    /**
     * The database that a backup of a target is of: full system backups and base backups are the primary one's.
     *
     * @throws NoSuchTarget with a hint when it is no database's
     */
    public DatabaseTarget databaseOf(String backedUp) {
        return backedUp.equals(fullTarget().value())
                        || backedUp.equals(baseTarget().value())
                ? databases.primary()
                : databases.of(backedUp);
    }

    /** Whether a target is the primary database, or the full system that it is part of. */
    public boolean isPrimary(String backedUp) {
        return backedUp.equals(target.value()) || backedUp.equals(fullTarget().value());
    }

    /** Where the operator's questions to a restored database are; those to others than the primary one in folders of their own. */
    public Path checks(String backedUp) {
        Path folder = home.resolve("config/checks");
        return isPrimary(backedUp) ? folder : folder.resolve(backedUp);
    }

    /** Whether the write-ahead log that is kept holds the changes of a database. */
    public boolean isLogged(DatabaseTarget each) {
        return wal.isPresent() && each.isOnServerOf(database);
    }

    /** All that is backed up, by the names of the repository's folders. */
    public List<String> targets() {
        var targets = new ArrayList<String>();
        targets.addAll(databases.targets());
        fileSets.forEach(set -> targets.add(set.id().value()));
        targets.add(fullTarget().value());
        wal.ifPresent(log -> targets.add(baseTarget().value()));
        return targets;
    }

    /** The file sets, and this installation's own configuration; what holds secrets is not part of it. */
    public List<FileSet> allFileSets() {
        var all = new ArrayList<>(fileSets);
        List<Path> configuration = Stream.of("config", "routes")
                .map(home.toAbsolutePath()::resolve)
                .filter(Files::isDirectory)
                .toList();
        if (!configuration.isEmpty()) {
            all.add(new FileSet(CONFIGURATION, configuration, Globs.NONE, Globs.NONE, false));
        }
        return all;
    }

    /** When a client program is ended. */
    public ToolCommand.Limits toolLimits() {
        return new ToolCommand.Limits(limits.wallClock(), limits.noProgress());
    }

    /** How much of the tables' content is fingerprinted with each dump. */
    public enum FingerprintLevel {
        /** Rows hashed as pg_dump delivers them, and counted on the server in the same snapshot. */
        FULL,
        /**
         * Rows counted as pg_dump delivers them, and on the server in the same snapshot: restoration tests then find
         * lost rows, and no changed ones.
         */
        COUNTS,
        /** Nothing: restoration tests then fail, because they have nothing to compare. */
        OFF
    }
}
