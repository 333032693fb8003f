package co.zencap.backup.settings;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.settings.Settings.OwnObjectives;
import co.zencap.backup.target.ByTarget;
import co.zencap.backup.target.TargetId;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code config/targets.yaml}: databases beside that of the variables, and what is different for single targets. */
final class TargetsReader extends VariableReader {
    private static final String FILE = "config/targets.yaml";
    private static final String KNOWN =
            "a target has database, or discover with except and postgres; and schedule, retention,"
                    + " recovery-point, recovery-time and critical";
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final int MOST_MINUTES = 60 * 24 * 366;

    private final Path home;

    /** One target in the file; what is left out is null. */
    private record Entry(
            String database,
            String discover,
            List<String> except,
            Boolean postgres,
            String schedule,
            RetentionReader.Entry retention,
            @JsonProperty("recovery-point") Integer recoveryPoint,
            @JsonProperty("recovery-time") Integer recoveryTime,
            Boolean critical) {
        boolean isCritical() {
            return Boolean.TRUE.equals(critical);
        }
    }

    TargetsReader(Map<String, String> variables, Path home) {
        super(variables, home);
        this.home = home;
    }

    /**
     * @param primary the database of the variables
     * @throws IllegalArgumentException with a sentence and a hint
     */
    TargetTerms read(DatabaseTarget primary, List<FileSet> fileSets) {
        if (!flag("BACKUP_FURTHER_TARGETS", true)) {
            return TargetTerms.NONE;
        }
        var databases = new ArrayList<DatabaseTarget>();
        var servers = new ArrayList<DatabaseServer>();
        var schedules = new HashMap<String, OwnTiming>();
        var objectives = new HashMap<String, OwnObjectives>();
        var policies = new HashMap<String, RetentionReader.Entry>();
        var critical = new HashSet<String>();
        new YamlFile(home.resolve(FILE), "targets").read(Entry.class, KNOWN, (name, entry) -> {
            requireSense(name, entry, primary, fileSets);
            String target = name;
            if (entry.database() != null) {
                databases.add(new DatabaseTarget(new TargetId(name), address(name, "database", entry.database())));
                requireNew(databases, primary);
            } else if (entry.discover() != null) {
                servers.add(server(name, entry));
                target = ByTarget.family(name);
            }
            if (entry.schedule() != null) {
                schedules.put(
                        target, explained(name + ", schedule", OwnTiming::parse).apply(entry.schedule()));
            }
            var own = new OwnObjectives(
                    minutes(name + ", recovery-point", entry.recoveryPoint()),
                    minutes(name + ", recovery-time", entry.recoveryTime()));
            objectives.put(target, own);
            if (entry.retention() != null) {
                policies.put(target, entry.retention());
            }
            if (entry.isCritical()) {
                critical.add(name);
            }
            return name;
        });
        return new TargetTerms(
                List.copyOf(databases),
                List.copyOf(servers),
                new ByTarget<>(schedules),
                new ByTarget<>(objectives),
                Map.copyOf(policies),
                Set.copyOf(critical));
    }

    private static void requireSense(String name, Entry entry, DatabaseTarget primary, List<FileSet> fileSets) {
        new TargetId(name);
        if (name.equals(primary.name())) {
            throw refused(
                    name,
                    "is the database of POSTGRES_URL",
                    "its settings are BACKUP_SCHEDULE_DATABASE, BACKUP_RPO_DATABASE_MINUTES and so on, which hold"
                            + " for every database that has none of its own"
                            + (entry.database() == null && entry.discover() == null
                                    ? ""
                                    : "; where another database is meant, give it another name"));
        }
        boolean isFileSet = fileSets.stream().anyMatch(set -> set.id().value().equals(name));
        boolean isDatabase = entry.database() != null || entry.discover() != null;
        if (entry.database() != null && entry.discover() != null) {
            throw refused(name, "has both database and discover", "give one of them");
        }
        if (isFileSet && isDatabase) {
            throw refused(name, "is a file set as well", "give one of the two another name");
        }
        if (!isFileSet && !isDatabase) {
            throw refused(
                    name,
                    "is neither a database nor a file set",
                    "name the variable with its address in database, or the file set in config/file-sets.yaml");
        }
        if (entry.discover() == null && (entry.except() != null || entry.postgres() != null)) {
            throw refused(name, "has except or postgres without discover", "they are for servers");
        }
        if (isFileSet && entry.recoveryTime() != null) {
            throw refused(
                    name,
                    "is a file set, whose recovery no test measures alone",
                    "BACKUP_RTO_FILES_MINUTES is for all of them");
        }
        if (entry.discover() != null && entry.isCritical()) {
            throw refused(name, "can't be critical as a whole", "name the database that is as a target of its own");
        }
        if (isDatabase && (name.endsWith("-full") || name.endsWith("-base"))) {
            throw refused(name, "ends like the targets of full system and base backups", "give it another name");
        }
    }

    private static void requireNew(List<DatabaseTarget> databases, DatabaseTarget primary) {
        DatabaseTarget last = databases.get(databases.size() - 1);
        var others = new ArrayList<>(databases.subList(0, databases.size() - 1));
        others.add(primary);
        for (DatabaseTarget other : others) {
            if (last.isSameAs(other)) {
                throw refused(last.name(), "is the same database as '" + other.name() + "'", "remove one of the two");
            }
        }
    }

    private DatabaseServer server(String name, Entry entry) {
        var except = new ArrayList<Pattern>();
        for (String glob : entry.except() == null ? List.<String>of() : entry.except()) {
            except.add(pattern(name, glob));
        }
        return new DatabaseServer(
                name, address(name, "discover", entry.discover()), except, Boolean.TRUE.equals(entry.postgres()));
    }

    /** A database's name has no folders: {@code *} and {@code ?} stand for what they stand for in a shell, all else for itself. */
    private static Pattern pattern(String name, String glob) {
        if (glob == null || glob.isBlank()) {
            throw refused(name, "has an empty pattern in except", "write patterns like scratch_*");
        }
        var regex = new StringBuilder();
        glob.codePoints()
                .forEach(c -> regex.append(
                        c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(new String(Character.toChars(c)))));
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** The file names the variable, so that no password is ever in it. */
    private PostgresUrl address(String name, String member, String variable) {
        if (!VARIABLE.matcher(variable).matches()) {
            throw refused(
                    name,
                    "has no variable's name in " + member,
                    "write an address, with its password, into a variable such as ORDERS_URL (or into a file that"
                            + " ORDERS_URL_FILE names), and only ORDERS_URL here");
        }
        return chosen(variable)
                .map(explained(variable, PostgresUrl::parse))
                .orElseThrow(() -> refused(
                        name,
                        "names the variable " + variable + ", which is not set",
                        "set it to postgresql://user:password@host:5432/database"));
    }

    private static Optional<Duration> minutes(String where, Integer minutes) {
        if (minutes != null && (minutes < 1 || minutes > MOST_MINUTES)) {
            throw new IllegalArgumentException(where + ": " + minutes + " is not from 1 to " + MOST_MINUTES
                    + " minutes. HINT: write a whole number of minutes, or leave it out.");
        }
        return Optional.ofNullable(minutes).map(Duration::ofMinutes);
    }

    private static IllegalArgumentException refused(String name, String why, String hint) {
        return new IllegalArgumentException("'" + name + "' " + why + ". HINT: " + hint + ".");
    }

    private static IllegalArgumentException beginsAlike(Settings settings, String name, DatabaseServer server) {
        return new IllegalArgumentException(settings.home().resolve(FILE) + ": '" + name
                + "' begins like the databases that are found on server '" + server.prefix()
                + "'. HINT: give one of the two another name.");
    }

    /** What only all settings together tell. */
    static void check(Settings settings) {
        Databases databases = settings.databases();
        for (String target : settings.targets()) {
            for (DatabaseServer server : databases.servers()) {
                if (server.isOf(target)) {
                    throw beginsAlike(settings, target, server);
                }
            }
        }
        String primary = databases.primary().name();
        for (String target : databases.targets()) {
            // Backups of the one would pass for those of the full system of the other.
            if (primary.equals(target + "-full") || primary.equals(target + "-base")) {
                throw new IllegalArgumentException(settings.home().resolve(FILE) + ": '" + target + "' and '" + primary
                        + "' can't be told apart in the names of backups. HINT: give one of the two another name.");
            }
        }
        for (DatabaseServer server : databases.servers()) {
            for (DatabaseServer other : databases.servers()) {
                // Each database of the one could be one of the other.
                if (other.isOf(server.prefix())) {
                    throw beginsAlike(settings, server.prefix(), other);
                }
            }
            if (settings.targets().contains(server.prefix())) {
                throw new IllegalArgumentException(settings.home().resolve(FILE) + ": '" + server.prefix()
                        + "' names a server and a target. HINT: give one of the two another name.");
            }
        }
        for (DatabaseTarget database : databases.configured()) {
            boolean logged = database.isOnServerOf(databases.primary().url());
            if (settings.objectives().critical().contains(database.name()) && !logged) {
                throw new IllegalArgumentException("'" + database.name()
                        + "' is critical, by BACKUP_CRITICAL_TARGETS or by "
                        + settings.home().resolve(FILE) + ", and is on another server than "
                        + databases.primary().name()
                        + ", whose write-ahead log is the one that is kept. HINT: run a service of its own for that"
                        + " server, or give the target a shorter schedule and recovery-point; if it is the same"
                        + " server, write its address as in POSTGRES_URL.");
            }
        }
    }
}
